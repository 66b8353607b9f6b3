package clickhouse

import (
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/value"
)

// nestedColumns are the columns of testdata/nested.parquet, as the engine tells
// them.
var nestedColumns = []Meta{
	{"tup", "Tuple(Int32, String)"},
	{"ntup", "Tuple(a UInt64, `b c` Tuple(x Nullable(Int8), y Array(String)))"},
	{"m", "Map(String, UInt64)"},
	{"m2", "Map(UInt64, Array(Tuple(Date, Nullable(Float64))))"},
	{"ring", "Ring"},
	{"a", "Array(UInt64)"},
	{"aa", "Array(Array(Nullable(String)))"},
	{"n.k", "Array(String)"},
	{"n.v", "Array(Nullable(Float64))"},
}

// What is nested in Parquet has the types and the values that it has in JSON.
func TestNestedParquet(t *testing.T) {
	file, err := os.Open("testdata/nested.parquet")
	if err != nil {
		t.Fatal(err)
	}
	a := Read(file, Options{Format: "Parquet", Columns: nestedColumns})
	defer a.Close()
	names, rows, err := table(t, a)
	if err != nil || len(rows) != 5 {
		t.Fatal(rows, err)
	}
	got, want := listing(a, names, rows), golden(t)
	for _, c := range nestedColumns {
		if got[c.Name] != want[c.Name] {
			t.Errorf("got %s\nwant %s", got[c.Name], want[c.Name])
		}
	}
}

// Parts that came as bytes are what they are elsewhere, also in a part of a batch.
func TestPartsOfNestedParquet(t *testing.T) {
	for _, c := range []struct {
		kind, want string
		sent       arrow.DataType
		json       string
	}{
		{"Array(Int128)", `[-2,null]`, arrow.ListOf(&arrow.FixedSizeBinaryType{ByteWidth: 16}), `[[],["/v///////////////////w==",null]]`},
		{"Map(IPv4, UUID)", `{"1.2.3.4":"00000000-0000-0000-0000-000000000001"}`, arrow.MapOf(arrow.PrimitiveTypes.Uint32, &arrow.FixedSizeBinaryType{ByteWidth: 16}), `[null,[{"key":16909060,"value":"AAAAAAAAAAAAAAAAAAAAAQ=="}]]`},
		{"Tuple(e Enum8('a' = 1), p Tuple(Point))", `{"e":"a","p":[[1,2]]}`, arrow.StructOf(
			arrow.Field{Name: "e", Type: arrow.BinaryTypes.Binary, Nullable: true},
			arrow.Field{Name: "p", Type: arrow.StructOf(arrow.Field{Name: "1", Type: arrow.StructOf(
				arrow.Field{Name: "x", Type: arrow.PrimitiveTypes.Float64}, arrow.Field{Name: "y", Type: arrow.PrimitiveTypes.Float64})})},
		), `[{"e":"YQ==","p":{"1":{"x":5,"y":6}}},{"e":"YQ==","p":{"1":{"x":1,"y":2}}}]`},
		{"Array(DateTime64(9))", `["2262-04-11 23:47:16.854775807"]`, arrow.ListOf(&arrow.TimestampType{Unit: arrow.Nanosecond}), `[[],[9223372036854775807]]`},
		{"Array(UInt8, UInt8, nonsense)", `[7]`, arrow.ListOf(arrow.PrimitiveTypes.Uint8), `[[],[7]]`},
	} {
		sent, _, err := array.FromJSON(memory.DefaultAllocator, c.sent, strings.NewReader(c.json))
		if err != nil {
			t.Fatal(c.kind, err)
		}
		column := columnarOf(arrow.Field{Name: "a", Type: c.sent}, c.kind, "", nil)
		got := array.NewSlice(sent, 1, 2)
		if column.read != nil {
			got = column.read(got)
		}
		format := value.NewFormatter(arrow.Field{Type: got.DataType()})
		if text := string(format.Append(nil, got, 0)); text != c.want || got.Len() != 1 {
			t.Errorf("%s is %s, want %s", c.kind, text, c.want)
		}
	}
}
