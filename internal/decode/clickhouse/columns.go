package clickhouse

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
)

// Meta is the name and the type of a column as an answer tells them.
type Meta struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// ParseMeta reads the list of columns that stands before the rows of JSON.
func ParseMeta(list []byte) ([]decode.Column, error) {
	var meta []Meta
	if err := json.Unmarshal(list, &meta); err != nil {
		return nil, connectors.Errorf(connectors.ClassIncomplete, "the server's list of columns cannot be read: %w", err)
	}
	columns := make([]decode.Column, len(meta))
	for i, m := range meta {
		columns[i] = Column(m.Name, m.Type)
	}
	return columns, nil
}

// Column says how the values of a column are read. A type that sonde does not
// know gives text.
func Column(name, typeText string) decode.Column {
	r := textOf(connectors.KindOther)
	t, err := ParseType(typeText)
	if err == nil {
		r = t.reading()
	}
	return decode.Column{
		Field:    r.field(name, typeText),
		Verbatim: r.kind.IsDocument(),
		Mend:     mending(t),
		Part:     placePart,
	}
}

// reading is what the values of a type become.
type reading struct {
	dataType arrow.DataType
	kind     connectors.Kind
	// engine is the type of DuckDB that the values are of, where Arrow has none.
	engine string
}

func (r reading) field(name, typeText string) arrow.Field {
	f := connectors.Field(name, r.dataType, typeText, r.kind)
	if r.engine != "" {
		f = connectors.EngineField(f, r.engine)
	}
	return f
}

var text = reading{dataType: arrow.BinaryTypes.String}

func textOf(kind connectors.Kind) reading {
	return reading{dataType: arrow.BinaryTypes.String, kind: kind}
}

// simple are the types without arguments, or whose arguments make no difference.
var simple = map[string]reading{
	"Int8": {dataType: arrow.PrimitiveTypes.Int8}, "Int16": {dataType: arrow.PrimitiveTypes.Int16},
	"Int32": {dataType: arrow.PrimitiveTypes.Int32}, "Int64": {dataType: arrow.PrimitiveTypes.Int64},
	"UInt8": {dataType: arrow.PrimitiveTypes.Uint8}, "UInt16": {dataType: arrow.PrimitiveTypes.Uint16},
	"UInt32": {dataType: arrow.PrimitiveTypes.Uint32}, "UInt64": {dataType: arrow.PrimitiveTypes.Uint64},
	"Int128": wideInteger("HUGEINT"), "UInt128": wideInteger("UHUGEINT"),
	"Int256": textOf(connectors.KindNumber), "UInt256": textOf(connectors.KindNumber), // up to 78 digits
	"Float32": {dataType: arrow.PrimitiveTypes.Float32}, "Float64": {dataType: arrow.PrimitiveTypes.Float64},
	"BFloat16": {dataType: arrow.PrimitiveTypes.Float32},
	"Bool":     {dataType: arrow.FixedWidthTypes.Boolean},
	"String":   text, "FixedString": text, "IPv4": text, "IPv6": text, "Nothing": text,
	"Enum8": textOf(connectors.KindEnum), "Enum16": textOf(connectors.KindEnum), "Enum": textOf(connectors.KindEnum),
	"UUID": {arrow.BinaryTypes.String, connectors.KindUUID, "UUID"},
	"Date": {dataType: arrow.FixedWidthTypes.Date32}, "Date32": {dataType: arrow.FixedWidthTypes.Date32},
	"Time": textOf(connectors.KindTime), "Time64": textOf(connectors.KindTime), // -999:59:59 to 999:59:59
	"JSON": textOf(connectors.KindJSON), "Object": textOf(connectors.KindJSON),
	"Variant": textOf(connectors.KindVariant), "Dynamic": textOf(connectors.KindVariant), "Geometry": textOf(connectors.KindJSON),
	"AggregateFunction": {dataType: arrow.BinaryTypes.Binary},
}

func wideInteger(engine string) reading {
	return reading{dataType: &arrow.Decimal256Type{Precision: 39}, engine: engine}
}

// same are types that are written as another one.
var same = map[string]string{
	"Point":           "Tuple(Float64, Float64)",
	"Ring":            "Array(Point)",
	"LineString":      "Array(Point)",
	"MultiLineString": "Array(LineString)",
	"Polygon":         "Array(Ring)",
	"MultiPolygon":    "Array(Polygon)",
}

// reading chooses the Arrow type that holds every value of t.
func (t *Type) reading() reading {
	if r, ok := simple[t.Name]; ok {
		return r
	}
	if other, ok := same[t.Name]; ok {
		return parsed(other)
	}
	switch t.Name {
	case "Nullable", "LowCardinality":
		return t.inner(0)
	case "SimpleAggregateFunction":
		return t.inner(1)
	case "DateTime", "DateTime32", "DateTime64":
		return t.timestamp()
	case "Array", "QBit":
		return t.list()
	case "Map":
		return t.mapping()
	case "Tuple":
		return t.tuple()
	case "Nested":
		return reading{dataType: arrow.ListOfField(item(t.tuple(), "Tuple"))}
	}
	return t.numeric()
}

func parsed(text string) reading {
	t, err := ParseType(text)
	if err != nil {
		return textOf(connectors.KindOther)
	}
	return t.reading()
}

// inner is the reading of an argument that is a type.
func (t *Type) inner(i int) reading {
	if a := t.argument(i); a != nil {
		return a.reading()
	}
	return textOf(connectors.KindOther)
}

// numeric reads decimals and intervals, the last of the types that sonde knows.
func (t *Type) numeric() reading {
	if strings.HasPrefix(t.Name, "Interval") {
		return reading{dataType: arrow.PrimitiveTypes.Int64}
	}
	precision, scale := t.Decimal()
	switch {
	case precision < 1 || precision > 76 || scale > precision:
		return textOf(connectors.KindOther)
	case precision <= 38:
		return reading{dataType: &arrow.Decimal128Type{Precision: int32(precision), Scale: int32(scale)}}
	}
	return reading{dataType: &arrow.Decimal256Type{Precision: int32(precision), Scale: int32(scale)}}
}

// Decimal returns how many digits a decimal type has, and how many of them stand
// behind the point; no precision where t is none.
func (t *Type) Decimal() (precision, scale int) {
	first, ok := t.number(0)
	if !ok {
		return 0, 0
	}
	switch t.Name {
	case "Decimal":
		second, _ := t.number(1)
		return first, second
	case "Decimal32":
		return 9, first
	case "Decimal64":
		return 18, first
	case "Decimal128":
		return 38, first
	case "Decimal256":
		return 76, first
	}
	return 0, 0
}

// timestamp takes the unit of the type's digits. Servers write wall clocks. The
// zone of the type becomes that of the timestamp only where one wall clock is one
// moment: elsewhere an hour comes twice a year, and only the clock as it was
// written holds every value.
func (t *Type) timestamp() reading {
	out, zone := &arrow.TimestampType{Unit: arrow.Second}, 0
	if t.Name == "DateTime64" {
		digits, ok := t.number(0)
		if !ok || digits > 9 {
			return textOf(connectors.KindOther)
		}
		out.Unit = arrow.TimeUnit((digits + 2) / 3) // seconds, milli-, micro- and nanoseconds
		zone = 1
	}
	if zone < len(t.Args) && isConstant(t.Args[zone].Value) {
		out.TimeZone = t.Args[zone].Value
	}
	return reading{dataType: out}
}

// isConstant reports whether the clocks of a zone have not been changed since
// 1970, nor will be as far as is known.
func isConstant(zone string) bool {
	home, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		return false
	}
	_, first := time.Unix(0, 0).In(home).Zone()
	for year := 1970; year < 2038; year++ {
		for _, month := range []time.Month{time.January, time.July} {
			if _, offset := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).In(home).Zone(); offset != first {
				return false
			}
		}
	}
	return true
}

func (t *Type) list() reading {
	if t.argument(0) == nil {
		return textOf(connectors.KindOther)
	}
	return reading{dataType: arrow.ListOfField(item(t.inner(0), t.argument(0).String()))}
}

func item(r reading, typeText string) arrow.Field {
	return r.field("item", typeText)
}

func (t *Type) mapping() reading {
	if t.argument(0) == nil || t.argument(1) == nil {
		return textOf(connectors.KindOther)
	}
	k, v := t.inner(0), t.inner(1)
	if arrow.IsNested(k.dataType.ID()) || k.kind.IsDocument() {
		k = textOf(connectors.KindOther) // In JSON every key is a text.
	}
	key := k.field("key", t.argument(0).String())
	key.Nullable = false
	value := v.field("value", t.argument(1).String())
	return reading{dataType: arrow.MapOfFields(key, value)}
}

// tuple makes a struct; the members of a tuple without names have none.
func (t *Type) tuple() reading {
	fields := make([]arrow.Field, len(t.Args))
	for i, a := range t.Args {
		if a.Type == nil {
			return textOf(connectors.KindOther)
		}
		r := t.inner(i)
		fields[i] = r.field(a.Name, a.Type.String())
	}
	return reading{dataType: arrow.StructOf(fields...)}
}
