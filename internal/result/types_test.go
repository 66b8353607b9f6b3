package result

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/extensions"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// sample is an array of one type with a NULL where the type has one.
type sample struct {
	name string
	arr  arrow.Array
}

// samples covers the types of the contract and most others of Arrow. Slices of
// dense unions and list views are missing: the Arrow library cannot write them.
func samples(t testing.TB) []sample {
	pair := []arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Int32, Nullable: true}, {Name: "b", Type: arrow.BinaryTypes.String, Nullable: true}}
	text := `["", null, "é\u0000", "long text that is no view of twelve bytes", "z"]`
	ints := `[1, null, 0, 120, 5]`
	lists := `[[1, null, 3], null, [], [4], [5, 6]]`
	moments := `["2024-01-31 10:00:00", null, "1969-12-31 23:59:59", "2262-01-01 00:00:00", null]`
	structs := `[{"a": 1, "b": "x"}, null, {"a": null, "b": ""}, {"a": 4, "b": null}, {"a": 5, "b": "y"}]`
	cases := []struct {
		t    arrow.DataType
		json string
	}{
		{arrow.Null, `[null, null, null, null, null]`},
		{arrow.FixedWidthTypes.Boolean, `[true, null, false, true, true]`},
		{arrow.PrimitiveTypes.Int8, ints}, {arrow.PrimitiveTypes.Int16, ints}, {arrow.PrimitiveTypes.Int32, ints}, {arrow.PrimitiveTypes.Int64, `[-9223372036854775808, null, 9223372036854775807, 0, 1]`},
		{arrow.PrimitiveTypes.Uint8, ints}, {arrow.PrimitiveTypes.Uint16, ints}, {arrow.PrimitiveTypes.Uint32, ints}, {arrow.PrimitiveTypes.Uint64, `[18446744073709551615, null, 0, 1, 2]`},
		{arrow.FixedWidthTypes.Float16, `[1.5, null, -0.5, 0, 2]`}, {arrow.PrimitiveTypes.Float32, ints}, {arrow.PrimitiveTypes.Float64, `[0.1, null, 1e300, -0, 3]`},
		{arrow.BinaryTypes.String, text}, {arrow.BinaryTypes.LargeString, text}, {arrow.BinaryTypes.StringView, text},
		{arrow.BinaryTypes.Binary, `["AAE=", null, "", "/w==", "AA=="]`}, {arrow.BinaryTypes.LargeBinary, `["AAE=", null, "", "/w==", "AA=="]`}, {arrow.BinaryTypes.BinaryView, `["AAE=", null, "", "/w==", "AAECAwQFBgcICQoLDA0ODw=="]`},
		{&arrow.FixedSizeBinaryType{ByteWidth: 3}, `["AAEC", null, "////", "AAAA", "AQEB"]`},
		{arrow.FixedWidthTypes.Date32, `["2024-01-31", null, "0001-01-01", "9999-12-31", "1970-01-01"]`}, {arrow.FixedWidthTypes.Date64, `["2024-01-31", null, "0001-01-01", "9999-12-31", "1970-01-01"]`},
		{arrow.FixedWidthTypes.Time32s, `["10:00:00", null, "23:59:59", "00:00:00", "01:02:03"]`}, {arrow.FixedWidthTypes.Time64ns, `["10:00:00.000000001", null, "23:59:59", "00:00:00", "01:02:03"]`},
		{&arrow.TimestampType{Unit: arrow.Microsecond}, moments}, {&arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "Europe/Berlin"}, strings.ReplaceAll(moments, `",`, `Z",`)},
		{arrow.FixedWidthTypes.Duration_ns, ints},
		{arrow.FixedWidthTypes.MonthInterval, `[{"months": 1}, null, {"months": -5}, {"months": 0}, {"months": 7}]`},
		{arrow.FixedWidthTypes.DayTimeInterval, `[{"days": 1, "milliseconds": 2}, null, {"days": -1, "milliseconds": 0}, {"days": 0, "milliseconds": 0}, {"days": 3, "milliseconds": 1}]`},
		{arrow.FixedWidthTypes.MonthDayNanoInterval, `[{"months": 1, "days": 2, "nanoseconds": 3}, null, {"months": -1, "days": 0, "nanoseconds": -9}, {"months": 0, "days": 0, "nanoseconds": 0}, {"months": 4, "days": 5, "nanoseconds": 6}]`},
		{&arrow.Decimal32Type{Precision: 9, Scale: 2}, `["1.10", null, "-9999999.99", "0.00", "5.55"]`}, {&arrow.Decimal64Type{Precision: 18, Scale: 2}, `["1.10", null, "-9999999.99", "0.00", "5.55"]`},
		{&arrow.Decimal128Type{Precision: 38, Scale: 2}, `["1.10", null, "-999999999999999999999999999999999999.99", "0.00", "5.55"]`},
		{&arrow.Decimal256Type{Precision: 76, Scale: 0}, `["1", null, "-9999999999999999999999999999999999999999999999999999999999999999999999999999", "0", "5"]`},
		{arrow.ListOf(arrow.PrimitiveTypes.Int32), lists}, {arrow.LargeListOf(arrow.PrimitiveTypes.Int32), lists},
		{arrow.ListOf(arrow.ListOf(arrow.BinaryTypes.String)), `[[["x", null], null, []], null, [], [["y"]], [["z"], ["w"]]]`},
		{arrow.FixedSizeListOf(2, arrow.PrimitiveTypes.Int16), `[[1, 2], null, [null, 4], [5, 6], [7, 8]]`},
		{arrow.StructOf(pair...), structs}, {arrow.StructOf(), `[{}, null, {}, {}, {}]`},
		{arrow.ListOf(arrow.StructOf(pair...)), `[[{"a": 1, "b": "x"}, null], null, [], [{"a": 2, "b": null}], [{"a": 3, "b": "z"}]]`},
		{arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64), `[[{"key": "a", "value": 1}, {"key": "b", "value": null}], null, [], [{"key": "", "value": 2}], [{"key": "c", "value": 3}]]`},
		{arrow.SparseUnionOf(pair, []arrow.UnionTypeCode{3, 9}), `[[3, 1], [3, null], [9, "x"], [9, ""], [3, 7]]`},
	}
	var out []sample
	for _, c := range cases {
		out = append(out, sample{c.t.String(), fromJSON(t, c.t, c.json)})
	}
	return append(out, builtSamples(t)...)
}

// builtSamples are the types that have no JSON form.
func builtSamples(t testing.TB) []sample {
	dictionary := array.NewDictionaryBuilder(memory.DefaultAllocator, &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}).(*array.BinaryDictionaryBuilder)
	for _, s := range []string{"x", "y", "x", "z"} {
		if err := dictionary.AppendString(s); err != nil {
			t.Fatal(err)
		}
	}
	dictionary.AppendNull()

	runs := array.NewRunEndEncodedBuilder(memory.DefaultAllocator, arrow.PrimitiveTypes.Int32, arrow.BinaryTypes.String)
	runs.Append(3)
	runs.ValueBuilder().(*array.StringBuilder).Append("run")
	runs.Append(2)
	runs.ValueBuilder().AppendNull()

	ids := extensions.NewUUIDBuilder(memory.DefaultAllocator)
	for range 5 {
		if err := ids.AppendValueFromString("00112233-4455-6677-8899-aabbccddeeff"); err != nil {
			t.Fatal(err)
		}
	}
	return []sample{
		{"dictionary", dictionary.NewArray()}, {"run_end_encoded", runs.NewArray()},
		{"extension uuid", ids.NewArray()},
	}
}
