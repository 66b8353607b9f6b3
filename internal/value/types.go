package value

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

// simple holds the formatters of types that have no parameters.
var simple = map[arrow.Type]Formatter{
	arrow.NULL:                    {class: Null, text: nothing, json: nothing, null: always},
	arrow.BOOL:                    {class: Bool, text: boolean, json: boolean},
	arrow.INT8:                    number(signed[*array.Int8, int8]),
	arrow.INT16:                   number(signed[*array.Int16, int16]),
	arrow.INT32:                   number(signed[*array.Int32, int32]),
	arrow.INT64:                   number(signed[*array.Int64, int64]),
	arrow.UINT8:                   number(unsigned[*array.Uint8, uint8]),
	arrow.UINT16:                  number(unsigned[*array.Uint16, uint16]),
	arrow.UINT32:                  number(unsigned[*array.Uint32, uint32]),
	arrow.UINT64:                  number(unsigned[*array.Uint64, uint64]),
	arrow.FLOAT16:                 float(float16At),
	arrow.FLOAT32:                 float(float32At),
	arrow.FLOAT64:                 float(float64At),
	arrow.BINARY:                  binary[*array.Binary](),
	arrow.LARGE_BINARY:            binary[*array.LargeBinary](),
	arrow.BINARY_VIEW:             binary[*array.BinaryView](),
	arrow.DATE32:                  quoted(Temporal, date32),
	arrow.DATE64:                  quoted(Temporal, date64),
	arrow.INTERVAL_MONTHS:         quoted(Temporal, monthInterval),
	arrow.INTERVAL_DAY_TIME:       quoted(Temporal, dayTimeInterval),
	arrow.INTERVAL_MONTH_DAY_NANO: quoted(Temporal, monthDayNanoInterval),
	arrow.FIXED_SIZE_BINARY:       binary[*array.FixedSizeBinary](),
}

func formatterOf(t arrow.DataType, kind connectors.Kind) Formatter {
	if m, ok := simple[t.ID()]; ok {
		return m
	}
	switch t := t.(type) {
	case *arrow.StringType:
		return text[*array.String](kind)
	case *arrow.LargeStringType:
		return text[*array.LargeString](kind)
	case *arrow.StringViewType:
		return text[*array.StringView](kind)
	case *arrow.Time32Type:
		return quoted(Temporal, clock[*array.Time32](t.Unit))
	case *arrow.Time64Type:
		return quoted(Temporal, clock[*array.Time64](t.Unit))
	case *arrow.DurationType:
		return quoted(Temporal, duration(t.Unit))
	case *arrow.TimestampType:
		return timestamp(t)
	case arrow.DecimalType:
		return decimalOf(t)
	case *arrow.DictionaryType:
		return dictionary(formatterOf(t.ValueType, kind))
	case *arrow.RunEndEncodedType:
		return runEnds(formatterOf(t.Encoded(), kind))
	case arrow.ExtensionType:
		return extension(t, kind)
	}
	return nested(t)
}

func nested(t arrow.DataType) Formatter {
	switch t := t.(type) {
	case *arrow.MapType:
		return mapOf(t)
	case *arrow.StructType:
		return structOf(t)
	case arrow.UnionType:
		return unionOf(t)
	case arrow.ListLikeType:
		return listOf(NewFormatter(t.ElemField()))
	}
	return quoted(Other, unknown)
}

// unknown shows a type that is newer than this package in Arrow's own words.
func unknown(dst []byte, a arrow.Array, i, _ int) []byte { return append(dst, a.ValueStr(i)...) }

func nothing(dst []byte, _ arrow.Array, _, _ int) []byte { return dst }

func always(arrow.Array, int) bool { return true }

func boolean(dst []byte, a arrow.Array, i, _ int) []byte {
	if a.(*array.Boolean).Value(i) {
		return append(dst, "true"...)
	}
	return append(dst, "false"...)
}

// quoted is a type whose JSON form is its text as a string. The text needs no
// escapes.
func quoted(c Class, f appendFunc) Formatter {
	return Formatter{class: c, text: f, json: func(dst []byte, a arrow.Array, i, limit int) []byte {
		dst = append(dst, '"')
		return append(f(dst, a, i, limit), '"')
	}}
}
