package export

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
)

// arrowColumn plans a column of an Arrow file. The format has all types, but its
// readers have not: what DuckDB or pyarrow refuses, or rounds, becomes text.
func arrowColumn(declared arrow.Field) fileColumn {
	c := heldColumn(declared)
	if t, ok := declared.Type.(*arrow.Decimal256Type); ok && t.Precision <= 38 {
		c.field.Type = &arrow.Decimal128Type{Precision: t.Precision, Scale: t.Scale}
		c.rebuild = cast(c.field.Type)
	}
	if !keptByArrow(c.field.Type) {
		c.field, c.rebuild = textField(declared), nil
	}
	return c
}

// keptByArrow reports whether every value of the type reads back as it was.
func keptByArrow(t arrow.DataType) bool {
	switch t := t.(type) {
	case arrow.DecimalType:
		return t.GetPrecision() <= 38 && t.GetScale() >= 0 && t.BitWidth() <= 128
	case *arrow.TimestampType:
		return t.TimeZone == "" || t.Unit != arrow.Nanosecond
	case *arrow.DurationType:
		return t.Unit != arrow.Nanosecond
	case arrow.ExtensionType:
		return true
	case *arrow.DictionaryType:
		return keptByArrow(t.ValueType)
	case arrow.NestedType:
		return !slices.ContainsFunc(t.Fields(), func(f arrow.Field) bool { return !keptByArrow(f.Type) })
	}
	return !slices.Contains(unreadArrow, t.ID())
}

// unreadArrow are types that not all readers of Arrow files have. Intervals of
// months, days and nanoseconds are read, but DuckDB's hold microseconds.
var unreadArrow = []arrow.Type{arrow.FLOAT16, arrow.INTERVAL_MONTHS, arrow.INTERVAL_DAY_TIME, arrow.INTERVAL_MONTH_DAY_NANO}
