package tinybird

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

// column is a column, or a part of one, with its type in ClickHouse's terms.
type column struct {
	name     string
	base     string // the type's name; empty where it depends on the parts
	scalar   bool   // may stand inside Nullable
	nullable bool
	parts    []*column // of an array (1), a map (2), a tuple (any number)
	write    writer
}

// typeName is the type as the service writes it.
func (c *column) typeName() string {
	name := c.base
	if name == "" {
		name = c.nestedName()
	}
	if !c.nullable || !c.scalar {
		return name
	}
	if inner, ok := strings.CutPrefix(name, "LowCardinality("); ok {
		return "LowCardinality(Nullable(" + inner + ")"
	}
	return "Nullable(" + name + ")"
}

func (c *column) nestedName() string {
	switch c.write.kind {
	case arrayKind:
		return "Array(" + c.parts[0].typeName() + ")"
	case mapKind:
		return "Map(" + c.parts[0].typeName() + ", " + c.parts[1].typeName() + ")"
	}
	var parts []string
	for _, p := range c.parts {
		if c.unnamed() {
			parts = append(parts, p.typeName())
			continue
		}
		parts = append(parts, backquoted(p.name)+" "+p.typeName())
	}
	return "Tuple(" + strings.Join(parts, ", ") + ")"
}

// unnamed reports whether the parts of a tuple have no names.
func (c *column) unnamed() bool {
	return !slices.ContainsFunc(c.parts, func(p *column) bool { return p.name != "" })
}

// backquoted quotes a name where it needs it.
func backquoted(name string) string {
	plain := name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if plain {
		return name
	}
	return "`" + strings.ReplaceAll(name, "`", "\\`") + "`"
}

// columns reads a schema. Where all batches are there, only columns with a NULL
// in them are nullable; otherwise all might be.
func columns(schema *arrow.Schema, held []arrow.RecordBatch, all bool) []*column {
	list := make([]*column, schema.NumFields())
	for i, f := range schema.Fields() {
		list[i] = newColumn(f)
		list[i].setNullable(!all)
		for _, batch := range held {
			list[i].observe(batch.Column(i))
		}
	}
	return list
}

func (c *column) setNullable(nullable bool) {
	c.nullable = nullable || c.base == nothing
	for i, p := range c.parts {
		p.setNullable(nullable && (c.write.kind != mapKind || i == 1))
		p.nullable = p.nullable && (nullable || p.base != nothing) // An array with nothing in it has no NULL either.
	}
}

// observe notes whether there are NULLs.
func (c *column) observe(a arrow.Array) {
	c.nullable = c.nullable || a.NullN() > 0
	switch a := a.(type) {
	case *array.Date32:
		if slices.ContainsFunc(a.Date32Values(), func(d arrow.Date32) bool { return d < 0 || d > math.MaxUint16 }) {
			c.base = "Date32" // A Date ends in 2149.
		}
	case *array.Map:
		c.parts[0].observe(a.Keys())
		c.parts[1].observe(a.Items())
	case array.ListLike:
		c.parts[0].observe(a.ListValues())
	case *array.Struct:
		for i, p := range c.parts {
			p.observe(a.Field(i))
		}
	}
}

// nothing is the type of NULL alone.
const nothing = "Nothing"

// declared are types that the engine has no name for. A data source has such a
// column as a structure of one field with the type's name.
var declared = []string{nothing, "DateTime('America/New_York')", "LowCardinality(String)", "IPv4", "IPv6"}

// declaredColumn takes the value out of its structure.
func declaredColumn(f arrow.Field) *column {
	c := columnOf(f)
	if zone, ok := zoneOf(f.Name); ok {
		c.write = timestamps(f.Type.(*arrow.TimestampType), zone)
	}
	inner := c.write.text
	c.base = f.Name
	c.write.text = func(dst []byte, a arrow.Array, i int) []byte { return inner(dst, a.(*array.Struct).Field(0), i) }
	return c
}

func scalar(base string, w writer) *column { return &column{base: base, scalar: true, write: w} }

func newColumn(f arrow.Field) *column {
	c := columnOf(f)
	c.name = f.Name
	return c
}

// plainTypes are those of Arrow that have one of ClickHouse each.
var plainTypes = map[arrow.Type]struct {
	base string
	kind kind
}{
	arrow.NULL: {nothing, numberKind}, arrow.BOOL: {"Bool", numberKind},
	arrow.INT8: {"Int8", numberKind}, arrow.INT16: {"Int16", numberKind}, arrow.INT32: {"Int32", numberKind}, arrow.INT64: {"Int64", bigKind},
	arrow.UINT8: {"UInt8", numberKind}, arrow.UINT16: {"UInt16", numberKind}, arrow.UINT32: {"UInt32", numberKind}, arrow.UINT64: {"UInt64", bigKind},
	arrow.FLOAT32: {"Float32", floatKind}, arrow.FLOAT64: {"Float64", floatKind},
	arrow.DATE32: {"Date", wordKind}, arrow.BINARY: {"String", textKind},
}

func columnOf(f arrow.Field) *column {
	if known, ok := plainTypes[f.Type.ID()]; ok {
		return scalar(known.base, writerOf(known.kind, f))
	}
	switch t := f.Type.(type) {
	case *arrow.TimestampType:
		return timestampColumn(t)
	case arrow.DecimalType:
		return decimalColumn(t, f)
	case *arrow.MapType:
		return &column{parts: []*column{newColumn(t.KeyField()), newColumn(t.ItemField())}, write: writer{kind: mapKind}}
	case *arrow.StructType:
		if t.NumFields() == 1 && slices.Contains(declared, t.Field(0).Name) {
			return declaredColumn(t.Field(0))
		}
		c := &column{write: writer{kind: tupleKind}}
		for _, part := range t.Fields() {
			c.parts = append(c.parts, newColumn(part))
		}
		return c
	case arrow.ListLikeType:
		return &column{parts: []*column{newColumn(t.ElemField())}, write: writer{kind: arrayKind}}
	}
	return textColumn(f)
}

// textColumn is what the engine has as text, or only sonde's text is known of.
func textColumn(f arrow.Field) *column {
	switch connectors.FieldKind(f) {
	case connectors.KindUUID:
		return scalar("UUID", writerOf(wordKind, f))
	case connectors.KindEnum:
		return scalar("LowCardinality(String)", writerOf(textKind, f))
	}
	return scalar("String", writerOf(textKind, f))
}

func decimalColumn(t arrow.DecimalType, f arrow.Field) *column {
	if t.GetScale() == 0 {
		switch connectors.SourceType(f) {
		case "HUGEINT":
			return scalar("Int128", writerOf(bigKind, f))
		case "UHUGEINT":
			return scalar("UInt128", writerOf(bigKind, f))
		}
	}
	return scalar(fmt.Sprintf("Decimal(%d, %d)", t.GetPrecision(), t.GetScale()), decimals(f))
}

func timestampColumn(t *arrow.TimestampType) *column {
	base := "DateTime"
	if digits := digitsOf(t.Unit); digits > 0 {
		base = fmt.Sprintf("DateTime64(%d)", digits)
		if t.TimeZone != "" {
			base = fmt.Sprintf("DateTime64(%d, 'UTC')", digits)
		}
	}
	return scalar(base, timestamps(t, nil))
}

// digitsOf is the number of fraction digits of a unit.
func digitsOf(unit arrow.TimeUnit) int {
	return map[arrow.TimeUnit]int{arrow.Second: 0, arrow.Millisecond: 3, arrow.Microsecond: 6, arrow.Nanosecond: 9}[unit]
}
