package duck

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/value"
)

// everyType has an expression of each type with the Arrow type it becomes, the
// kind, and the text of the value.
var everyType = []struct {
	expression, arrow string
	kind              connectors.Kind
	text              string
}{
	{"true", "bool", "", "true"},
	{"(-128)::TINYINT", "int8", "", "-128"},
	{"(-32768)::SMALLINT", "int16", "", "-32768"},
	{"(-2147483648)::INTEGER", "int32", "", "-2147483648"},
	{"(-9223372036854775808)::BIGINT", "int64", "", "-9223372036854775808"},
	{"255::UTINYINT", "uint8", "", "255"},
	{"65535::USMALLINT", "uint16", "", "65535"},
	{"4294967295::UINTEGER", "uint32", "", "4294967295"},
	{"18446744073709551615::UBIGINT", "uint64", "", "18446744073709551615"},
	{"'-170141183460469231731687303715884105728'::HUGEINT", "decimal256(39, 0)", "", "-170141183460469231731687303715884105728"},
	{"'170141183460469231731687303715884105727'::HUGEINT", "decimal256(39, 0)", "", "170141183460469231731687303715884105727"},
	{"'340282366920938463463374607431768211455'::UHUGEINT", "decimal256(39, 0)", "", "340282366920938463463374607431768211455"},
	{"0.1::FLOAT", "float32", "", "0.1"},
	{"(0.1::DOUBLE + 0.2::DOUBLE)", "float64", "", "0.30000000000000004"},
	{"'nan'::DOUBLE", "float64", "", "NaN"},
	{"'-inf'::FLOAT", "float32", "", "-Infinity"},
	{"(-1.10)::DECIMAL(4,2)", "decimal(4, 2)", "", "-1.10"},
	{"(-12345.6789)::DECIMAL(9,4)", "decimal(9, 4)", "", "-12345.6789"},
	{"0.000000000000000001::DECIMAL(18,18)", "decimal(18, 18)", "", "0.000000000000000001"},
	{"'-99999999999999999999999999999999999999'::DECIMAL(38,0)", "decimal(38, 0)", "", "-99999999999999999999999999999999999999"},
	{"'12345678901234567890123456789.012345678'::DECIMAL(38,9)", "decimal(38, 9)", "", "12345678901234567890123456789.012345678"},
	{"'exactly 12 b'", "utf8", "", "exactly 12 b"},
	{"'thirteen byte'", "utf8", "", "thirteen byte"},
	{"''", "utf8", "", ""},
	{"'a' || chr(0) || 'ж漢🦆'", "utf8", "", "a\x00ж漢🦆"},
	{`'\x00\xFFabc'::BLOB`, "binary", "", `\x00ff616263`},
	{"'0101'::BIT", "utf8", connectors.KindBit, "0101"},
	{"'111100001'::BIT", "utf8", connectors.KindBit, "111100001"},
	{"0::BIGNUM", "utf8", connectors.KindNumber, "0"},
	{"'-123456789012345678901234567890123456789012345678901234567890'::BIGNUM", "utf8", connectors.KindNumber, "-123456789012345678901234567890123456789012345678901234567890"},
	{"'123456789012345678901234567890123456789012345678901234567890'::BIGNUM", "utf8", connectors.KindNumber, "123456789012345678901234567890123456789012345678901234567890"},
	{"DATE '2024-02-29'", "date32", "", "2024-02-29"},
	{"DATE '0044-03-15 (BC)'", "date32", "", "0044-03-15 (BC)"},
	{"'infinity'::DATE", "date32", "", "infinity"},
	{"'-infinity'::DATE", "date32", "", "-infinity"},
	{"TIME '23:59:59.999999'", "time64[us]", "", "23:59:59.999999"},
	{"TIME '24:00:00'", "time64[us]", "", "24:00:00"},
	{"'12:13:14.123456789'::TIME_NS", "time64[ns]", "", "12:13:14.123456789"},
	{"'12:00:00+02'::TIMETZ", "utf8", connectors.KindTime, "12:00:00+02"},
	{"'00:00:00.5-15:59:59'::TIMETZ", "utf8", connectors.KindTime, "00:00:00.5-15:59:59"},
	{"'23:00:00+05:30'::TIMETZ", "utf8", connectors.KindTime, "23:00:00+05:30"},
	{"'1969-12-31 23:59:59'::TIMESTAMP_S", "timestamp[s]", "", "1969-12-31 23:59:59"},
	{"'2024-01-31 13:45:00.123'::TIMESTAMP_MS", "timestamp[ms]", "", "2024-01-31 13:45:00.123"},
	{"TIMESTAMP '2024-01-31 13:45:00.123456'", "timestamp[us]", "", "2024-01-31 13:45:00.123456"},
	{"'2024-01-31 13:45:00.123456789'::TIMESTAMP_NS", "timestamp[ns]", "", "2024-01-31 13:45:00.123456789"},
	{"'infinity'::TIMESTAMP", "timestamp[us]", "", "infinity"},
	{"'-infinity'::TIMESTAMP", "timestamp[us]", "", "-infinity"},
	{"'infinity'::TIMESTAMP_NS", "timestamp[ns]", "", "infinity"},
	{"TIMESTAMPTZ '2024-07-01 12:00:00+00'", "timestamp[us, tz=Asia/Kolkata]", "", "2024-07-01 17:30:00+05:30"},
	{"INTERVAL '1 year 2 months -3 days 04:05:06.7'", "utf8", connectors.KindInterval, "1 year 2 months -3 days 04:05:06.7"},
	{"INTERVAL '0 days'", "utf8", connectors.KindInterval, "00:00:00"},
	{"INTERVAL '-00:00:01.000001'", "utf8", connectors.KindInterval, "-00:00:01.000001"},
	{"'764d4124-dd03-4039-b25c-f9bd3c5791be'::UUID", "utf8", connectors.KindUUID, "764d4124-dd03-4039-b25c-f9bd3c5791be"},
	{"'00000000-0000-0000-0000-000000000000'::UUID", "utf8", connectors.KindUUID, "00000000-0000-0000-0000-000000000000"},
	{"'b''c'::ENUM('a', 'b''c')", "utf8", connectors.KindEnum, "b'c"},
	{`'{"a": [1, 2]}'::JSON`, "utf8", connectors.KindJSON, `{"a":[1,2]}`},
	{"[1, NULL, 3]", "list<item: int32, nullable>", "", "[1,null,3]"},
	{"[[1], [], NULL]", "list<item: list<item: int32, nullable>, nullable>", "", "[[1],[],null]"},
	{"array_value(1, NULL, 3)", "fixed_size_list<item: int32, nullable>[3]", "", "[1,null,3]"},
	{"{'a': 1, 'b c': {'d': 'x'}}", "struct<a: int32 nullable, b c: struct<d: utf8 nullable> nullable>", "", `{"a":1,"b c":{"d":"x"}}`},
	{"row(1, 'x')", "struct<: int32 nullable, : utf8 nullable>", "", ""},
	{"MAP {'a': 1, 'b': NULL}", "map<utf8, int32, items_nullable>", "", `{"a":1,"b":null}`},
	{"union_value(num := 7)", "sparse_union<num: ", "", "7"},
	{"'x'::UNION(num INTEGER, \"a b\" VARCHAR)", "sparse_union<num: ", "", "x"},
	{"{'a': [1, NULL], 'b': 1.50}::VARIANT", "utf8", connectors.KindJSON, `{"a":[1,null],"b":1.50}`},
	{"'POINT Z (1 2.5 1e20)'::GEOMETRY", "utf8", connectors.KindOther, "POINT Z (1 2.5 1e+20)"},
}

func TestEveryTypeIsExact(t *testing.T) {
	c := session(t)
	if err := c.Exec(t.Context(), "SET TimeZone = 'Asia/Kolkata'"); err != nil {
		t.Fatal(err)
	}
	for _, want := range everyType {
		t.Run(want.expression, func(t *testing.T) {
			e := want.expression
			rows := query(t, c, fmt.Sprintf("SELECT v, t FROM range(2) AS r(i) LEFT JOIN (SELECT %s AS v, typeof(%s) AS t, 0 AS i) USING (i) ORDER BY i", e, e))
			batch := readAll(t, rows)[0]
			rows.Close()
			field := batch.Schema().Field(0)
			if got := field.Type.String(); !strings.HasPrefix(got, want.arrow) {
				t.Errorf("Arrow type %s, want %s", got, want.arrow)
			}
			if got := connectors.FieldKind(field); got != want.kind {
				t.Errorf("kind %q, want %q", got, want.kind)
			}
			if got, want := connectors.SourceType(field), batch.Column(1).ValueStr(0); got != want {
				t.Errorf("type %s, DuckDB writes %s", got, want)
			}
			f := value.NewFormatter(field)
			if got := string(f.Append(nil, batch.Column(0), 0)); got != want.text && want.text != "" {
				t.Errorf("value %s, want %s", got, want.text)
			}
			if f.IsNull(batch.Column(0), 0) || !f.IsNull(batch.Column(0), 1) {
				t.Error("NULL is not where it should be")
			}
		})
	}
}

func TestNamesOfTypes(t *testing.T) {
	c := session(t)
	if err := c.Exec(t.Context(), "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS STRUCT(\"select\" INTEGER, \"a\"\"b\" mood)"); err != nil {
		t.Fatal(err)
	}
	for _, e := range []string{
		"'ok'::mood", "NULL::pair", "[NULL::mood]", "[{'x': '1'::JSON}]", "NULL::MAP(VARCHAR, pair[2])", "[{'Äb': 1, 'Year': 2, '_a1': 3, '1a': 4}]",
	} {
		rows := query(t, c, fmt.Sprintf("SELECT %s, typeof(%s)", e, e))
		batch := readAll(t, rows)[0]
		rows.Close()
		if got, want := connectors.SourceType(batch.Schema().Field(0)), batch.Column(1).ValueStr(0); got != want {
			t.Errorf("type of %s: %s, want %s", e, got, want)
		}
	}
}

func TestKeywordsAreDuckDBs(t *testing.T) {
	rows := query(t, session(t), "SELECT DISTINCT keyword_name FROM duckdb_keywords() ORDER BY ALL")
	var words []string
	for _, b := range readAll(t, rows) {
		for i := range b.Column(0).Len() {
			words = append(words, b.Column(0).(*array.String).Value(i))
		}
	}
	if got := strings.Join(words, "\n") + "\n"; got != keywordList {
		t.Error("keywords.txt is not what this version of DuckDB quotes")
	}
}

func TestColumnsMayLackANameOrShareOne(t *testing.T) {
	rows := query(t, session(t), `SELECT 1 AS a, 2 AS a, 3 AS " ", 4`)
	readAll(t, rows)
	var names []string
	for _, f := range rows.Schema().Fields() {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, ","); got != "a,a, ,4" {
		t.Errorf("names %q", got)
	}
}

func TestAnUnknownTypeComesAsItsBytes(t *testing.T) {
	rows := query(t, session(t), "SELECT range AS n, sum(range) EXPORT_STATE AS \"the state\" FROM range(3) GROUP BY ALL ORDER BY n DESC; ")
	batch, err := rows.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if name := rows.Schema().Field(1).Name; name != "the state" || batch.NumRows() != 3 {
		t.Errorf("column %q, %d rows", name, batch.NumRows())
	}
	if first := batch.Column(0).ValueStr(0); first != "2" || batch.Column(1).IsNull(0) {
		t.Errorf("first row %s, %s", first, batch.Column(1).ValueStr(0))
	}
}

func TestAnUnreadableTypeIsNamedWithItsColumn(t *testing.T) {
	err := failure(t, query(t, session(t), "SELECT [sum(range) EXPORT_STATE] AS state FROM range(3)"))
	if err.Class != connectors.ClassUnsupported || !strings.Contains(err.Hint, "state") {
		t.Errorf("%v, hint %q", err, err.Hint)
	}
}

// TestNestedNullsAtEveryLevel crosses chunks and batches with values that are
// NULL at each level in turn.
func TestNestedNullsAtEveryLevel(t *testing.T) {
	const nested = `SELECT (CASE WHEN i % 7 = 0 THEN NULL ELSE list_transform(range(i % 5), lambda x:
		CASE WHEN x = 1 THEN NULL ELSE {'n': CASE WHEN x = 2 THEN NULL ELSE i END,
			'm': CASE WHEN i % 3 = 0 THEN NULL ELSE MAP {'k' || x: [i, NULL]} END,
			'a': CASE WHEN i % 2 = 0 THEN NULL ELSE ['t' || i, NULL] END} END) END)::STRUCT(n BIGINT, m MAP(VARCHAR, BIGINT[]), a VARCHAR[2])[] AS v
		FROM range(20000) AS r(i)`
	compareJSON(t, session(t), nested, "v::JSON::VARCHAR")
}

func TestUnionsKeepTheirMember(t *testing.T) {
	compareJSON(t, session(t), `SELECT CASE WHEN i % 4 = 0 THEN NULL WHEN i % 4 = 1 THEN [i]::UNION(l BIGINT[], s VARCHAR)
		ELSE ('s' || i)::UNION(l BIGINT[], s VARCHAR) END AS v FROM range(10000) AS r(i)`,
		"coalesce(v.l::JSON, to_json(v.s))::VARCHAR")
}

// TestListsInAnyOrder reads lists whose elements do not lie one after the other.
func TestListsInAnyOrder(t *testing.T) {
	compareJSON(t, session(t), `SELECT list_reverse(list_slice(l, 2, 3)) AS v
		FROM (SELECT list(i || 'x') AS l FROM range(30000) AS r(i) GROUP BY i // 4) ORDER BY l[1]`, "v::JSON::VARCHAR")
}

// compareJSON checks that column v of a query is, as JSON, what the expression
// says, in which DuckDB itself writes JSON.
func compareJSON(t *testing.T, c *Conn, sql, expected string) {
	t.Helper()
	rows := query(t, c, "SELECT v, "+expected+" FROM ("+sql+")")
	n := 0
	for _, b := range readAll(t, rows) {
		f := value.NewFormatter(b.Schema().Field(0))
		expected := b.Column(1).(*array.String)
		for i := range expected.Len() {
			want := "null"
			if !expected.IsNull(i) {
				want = expected.Value(i)
			}
			if got := string(f.AppendJSON(nil, b.Column(0), i)); got != want {
				t.Fatalf("row %d: %s, want %s", n+i, got, want)
			}
		}
		n += expected.Len()
	}
	rows.Close()
}
