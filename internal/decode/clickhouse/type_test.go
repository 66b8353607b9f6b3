package clickhouse

import (
	"strings"
	"testing"
)

func TestParseType(t *testing.T) {
	for _, c := range []struct{ in, out string }{
		{"UInt64", "UInt64"},
		{" Array( Nullable(UInt64) )", "Array(Nullable(UInt64))"},
		{"Map(UInt64,Array(Tuple(Date, Nullable(Float64))))", "Map(UInt64, Array(Tuple(Date, Nullable(Float64))))"},
		{"Tuple(a UInt64, `b c` Tuple(x Nullable(Int8), y Array(String)))", "Tuple(a UInt64, b c Tuple(x Nullable(Int8), y Array(String)))"},
		{`Enum8('neg' = -128, '' = 0, 'it\'s' = 2, 'a''b, (c)' = 3)`, "Enum8(neg = -128, 0, it's = 2, a'b, (c) = 3)"},
		{"DateTime64(6, 'Asia/Kolkata')", "DateTime64(6, 'Asia/Kolkata')"},
		{"JSON(max_dynamic_paths=1, a.b UInt64, `c d`.e String, SKIP secret, SKIP REGEXP '^x')", "JSON(max_dynamic_paths = 1, a.b UInt64, c d.e String, SKIP secret, SKIP REGEXP)"},
		{"Dynamic(max_types=10)", "Dynamic(max_types = 10)"},
		{"AggregateFunction(1, quantiles(0.5, 0.9), UInt64)", "AggregateFunction(1, quantiles(0.5, 0.9), UInt64)"},
		{"AggregateFunction(count)", "AggregateFunction(count)"},
		{"Nested(a UInt8, b Nested(c String))", "Nested(a UInt8, b Nested(c String))"},
		{"Object('json')", "Object('json')"},
		{"Tuple()", "Tuple"},
	} {
		got, err := ParseType(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
		} else if got.String() != c.out {
			t.Errorf("%s: got %s, want %s", c.in, got, c.out)
		}
	}
}

func TestParseTypeRefuses(t *testing.T) {
	for _, in := range []string{"", "(", "Array(", "Array(UInt8", "Array(UInt8))", "Array(,)", "Enum8('a", "Enum8('a' =)", "Map(a b c)", "UInt8 UInt8", strings.Repeat("Array(", 1e5) + "UInt8"} {
		if got, err := ParseType(in); err == nil {
			t.Errorf("%.40q: got %s", in, got)
		}
	}
}

func FuzzParseType(f *testing.F) {
	for _, in := range []string{"Array(Nullable(UInt64))", "Enum8('a' = -1)", "Tuple(a UInt8, `b` String)", "JSON(SKIP REGEXP 'x', a.b UInt8)", "DateTime64(3, 'UTC')", "Decimal(76, 20)"} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		parsed, err := ParseType(in)
		if (parsed == nil) != (err != nil) {
			t.Fatalf("a type and an error, or neither: %v, %v", parsed, err)
		}
		_ = parsed.String()
		if c := Column("c", in); c.Field.Type == nil {
			t.Fatal("a column without a type")
		}
	})
}
