package export

import (
	"cmp"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// typeNames are a dialect's names of types; empty or nil are those that it has not.
// In those of times # stands for the digits of a second.
type typeNames struct {
	// integers are the names of int8 to int64, and of uint8 to uint64.
	integers                                                [8]string
	boolean, float, double, text, binary                    string
	date, time, timestamp, zoned, uuid, json, interval, bit string
	decimal                                                 func(precision, scale int32) string
	list                                                    func(element string) string
	mapping                                                 func(key, item string) string
	structure                                               func(names, types []string) string
	// flat lists hold no lists.
	flat bool
}

// typeName is the name of the type that holds every value of a field; empty where
// the dialect has none.
func (d *dialect) typeName(f arrow.Field) string {
	if t, nested := f.Type.(arrow.NestedType); nested {
		return d.nestedName(t)
	}
	if name := duckTime(f); d.duckdb && name != "" {
		return name
	}
	switch connectors.FieldKind(f) {
	case connectors.KindText:
	case connectors.KindUUID:
		return cmp.Or(d.types.uuid, d.types.text)
	case connectors.KindJSON:
		return d.types.json
	case connectors.KindInterval:
		return cmp.Or(d.types.interval, d.types.text)
	case connectors.KindBit:
		return cmp.Or(d.types.bit, d.types.text)
	case connectors.KindNumber:
		return ""
	default:
		return d.types.text
	}
	return d.scalarName(f.Type)
}

// duckTime is the name of a type of DuckDB that tells how fine its times are, or that
// they have an offset; empty where the name of the dialect does.
func duckTime(f arrow.Field) string {
	switch t := f.Type.(type) {
	case *arrow.TimestampType:
		if t.TimeZone == "" {
			return map[arrow.TimeUnit]string{arrow.Second: "TIMESTAMP_S", arrow.Millisecond: "TIMESTAMP_MS", arrow.Nanosecond: "TIMESTAMP_NS"}[t.Unit]
		}
	case *arrow.Time64Type:
		if t.Unit == arrow.Nanosecond {
			return "TIME_NS"
		}
	case *arrow.StringType:
		if connectors.FieldKind(f) == connectors.KindTime && connectors.SourceType(f) == "TIME WITH TIME ZONE" {
			return "TIMETZ"
		}
	}
	return ""
}

func (d *dialect) scalarName(t arrow.DataType) string {
	n := &d.types
	switch t := t.(type) {
	case *arrow.DictionaryType:
		return d.typeName(arrow.Field{Type: t.ValueType})
	case arrow.DecimalType:
		if n.decimal != nil {
			return n.decimal(t.GetPrecision(), t.GetScale())
		}
		return ""
	case *arrow.Time32Type:
		return withDigits(n.time, t.Unit)
	case *arrow.Time64Type:
		return withDigits(n.time, t.Unit)
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return withDigits(n.zoned, t.Unit)
		}
		return withDigits(n.timestamp, t.Unit)
	}
	return d.plainName(t.ID())
}

// integerTypes are in the order of [typeNames].
var integerTypes = [...]arrow.Type{arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64}

func (d *dialect) plainName(id arrow.Type) string {
	n := &d.types
	for i, integer := range integerTypes {
		if id == integer {
			return n.integers[i]
		}
	}
	switch id {
	case arrow.BOOL:
		return n.boolean
	case arrow.FLOAT16, arrow.FLOAT32:
		return n.float
	case arrow.FLOAT64:
		return n.double
	case arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW:
		return n.text
	case arrow.BINARY, arrow.LARGE_BINARY, arrow.BINARY_VIEW, arrow.FIXED_SIZE_BINARY:
		return n.binary
	case arrow.DATE32, arrow.DATE64:
		return n.date
	case arrow.INTERVAL_MONTHS, arrow.INTERVAL_DAY_TIME, arrow.INTERVAL_MONTH_DAY_NANO:
		return cmp.Or(n.interval, n.text)
	}
	return ""
}

func (d *dialect) nestedName(t arrow.NestedType) string {
	n := &d.types
	switch t := t.(type) {
	case *arrow.MapType:
		key, item := d.typeName(t.KeyField()), d.typeName(t.ItemField())
		if n.mapping != nil && key != "" && item != "" {
			return n.mapping(key, item)
		}
	case *arrow.StructType:
		return d.structureName(t)
	case arrow.ListLikeType:
		if _, nested := t.Elem().(arrow.NestedType); nested && n.flat {
			return ""
		}
		if element := d.typeName(t.ElemField()); n.list != nil && element != "" {
			return n.list(element)
		}
	}
	return ""
}

func (d *dialect) structureName(t *arrow.StructType) string {
	var names, types []string
	for _, f := range t.Fields() {
		member := d.typeName(f)
		if member == "" {
			return ""
		}
		names, types = append(names, f.Name), append(types, member)
	}
	if d.types.structure == nil || len(types) == 0 {
		return ""
	}
	return d.types.structure(names, types)
}

func withDigits(name string, unit arrow.TimeUnit) string {
	return strings.ReplaceAll(name, "#", unitDigits(unit))
}

// unitDigits is how many digits a second has behind its point in a unit.
func unitDigits(unit arrow.TimeUnit) string {
	return map[arrow.TimeUnit]string{arrow.Second: "0", arrow.Millisecond: "3", arrow.Microsecond: "6", arrow.Nanosecond: "9"}[unit]
}

// readInstant reads a timestamp with its offset as package value writes it.
func readInstant(text string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02 15:04:05.999999999-07:00", "2006-01-02 15:04:05.999999999-07:00:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
