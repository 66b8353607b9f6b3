package export

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

func inserted(t *testing.T, dialect, rows string, fields ...arrow.Field) string {
	t.Helper()
	b := batchOf(t, rows, fields...)
	var out strings.Builder
	w, err := NewWriter(&out, "sql", b.Schema(), Options{Dialect: dialect})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestBigQueryEscapesWithABackslash(t *testing.T) {
	got := inserted(t, "bigquery", `[{"a`+"`"+`b": "it's\na\r\\`+"`"+`"}]`, arrow.Field{Name: "a`b", Type: arrow.BinaryTypes.String})
	want := "INSERT INTO `result` (`a\\`b`) VALUES\n('it\\'s\\na\\r\\\\\\`');\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNegativeZeroKeepsItsSign(t *testing.T) {
	for dialect, want := range map[string]string{"duckdb": "DOUBLE", "": "DOUBLE", "bigquery": "FLOAT64", "postgres": "double precision"} {
		got := inserted(t, dialect, `[{"x": -0.0}, {"x": 0}]`, arrow.Field{Name: "x", Type: arrow.PrimitiveTypes.Float64})
		if !strings.Contains(got, "\n(CAST('-0' AS "+want+")),\n(0") {
			t.Errorf("%s: %q", dialect, got)
		}
	}
}

// Each dialect has literals for the nested values that its types hold; what it has
// no type for is text of JSON.
func TestNestedLiterals(t *testing.T) {
	c := database(t)
	execute(t, c, "SET TimeZone = 'UTC'")
	for _, test := range []struct {
		sql  string
		want map[string]string
	}{
		{"[1, NULL]", map[string]string{"duckdb": "[1, NULL]", "postgres": "CAST(ARRAY[1, NULL] AS integer[])", "mysql": "'[1,null]'", "clickhouse": "[1, NULL]",
			"bigquery": "ARRAY<INT64>[1, NULL]", "trino": "CAST(ARRAY[1, NULL] AS ARRAY(INTEGER))", "": "'[1,null]'"}},
		{"[[1], []]", map[string]string{"duckdb": "[[1], []]", "postgres": "'[[1],[]]'", "mysql": "'[[1],[]]'", "clickhouse": "[[1], []]",
			"bigquery": "'[[1],[]]'", "trino": "CAST(ARRAY[ARRAY[1], ARRAY[]] AS ARRAY(ARRAY(INTEGER)))"}},
		{"{'a': 0.1::DOUBLE, 'b': 'it''s'}", map[string]string{"duckdb": "{'a': 0.1e0, 'b': 'it''s'}", "postgres": `'{"a":0.1,"b":"it''s"}'`, "mysql": `'{"a":0.1,"b":"it''s"}'`,
			"clickhouse": "tuple(0.1e0, 'it''s')", "bigquery": "STRUCT<`a` FLOAT64, `b` STRING>(0.1e0, 'it\\'s')",
			"trino": `CAST(ROW(0.1e0, 'it''s') AS ROW("a" DOUBLE, "b" VARCHAR))`}},
		{"MAP {'k': ['\\xFF'::BLOB]}", map[string]string{"duckdb": "MAP {'k': [from_hex('ff')]}", "postgres": `'{"k":["\\xff"]}'`, "clickhouse": "map('k', [unhex('ff')])",
			"bigquery": `'{"k":["\\\\xff"]}'`, "trino": "CAST(MAP(ARRAY['k'], ARRAY[ARRAY[X'ff']]) AS MAP(VARCHAR, ARRAY(VARBINARY)))"}},
		{"[DATE '2024-01-31']", map[string]string{"postgres": "CAST(ARRAY[CAST('2024-01-31' AS date)] AS date[])", "clickhouse": "[CAST('2024-01-31' AS Date32)]",
			"bigquery": "ARRAY<DATE>[CAST('2024-01-31' AS DATE)]", "trino": "CAST(ARRAY[CAST('2024-01-31' AS DATE)] AS ARRAY(DATE))"}},
		{"[TIMESTAMPTZ '2024-01-31 12:00:00.5+00']", map[string]string{"clickhouse": "[toDateTime64('2024-01-31 12:00:00.5', 6, 'UTC')]",
			"trino": "CAST(ARRAY[CAST('2024-01-31 12:00:00.5+00:00' AS TIMESTAMP(6) WITH TIME ZONE)] AS ARRAY(TIMESTAMP(6) WITH TIME ZONE))"}},
		{"[12345678901234567890::HUGEINT]", map[string]string{"clickhouse": "[CAST('12345678901234567890' AS Int256)]", "trino": "'[12345678901234567890]'",
			"bigquery": "ARRAY<BIGNUMERIC>[CAST('12345678901234567890' AS BIGNUMERIC)]"}},
		{"['NaN'::DOUBLE, '-Infinity']", map[string]string{"postgres": "CAST(ARRAY[CAST('NaN' AS double precision), CAST('-Infinity' AS double precision)] AS double precision[])",
			"clickhouse": "[CAST('NaN' AS Float64), CAST('-Infinity' AS Float64)]"}},
		{"[INTERVAL 1 DAY]", map[string]string{"postgres": "CAST(ARRAY[CAST('1 day' AS interval)] AS interval[])", "trino": "CAST(ARRAY['1 day'] AS ARRAY(VARCHAR))"}},
		{`['{"a": 1}'::JSON]`, map[string]string{"postgres": `CAST(ARRAY[CAST('{"a":1}' AS json)] AS json[])`, "bigquery": `ARRAY<JSON>[PARSE_JSON('{"a":1}')]`,
			"trino": `CAST(ARRAY[JSON_PARSE('{"a":1}')] AS ARRAY(JSON))`, "clickhouse": `['{"a":1}']`}},
	} {
		rows := query(t, c, "SELECT "+test.sql+" AS v")
		for dialect, want := range test.want {
			script := written(t, "sql", Options{Dialect: dialect}, rows.schema, rows.batches...)
			if _, got, _ := strings.Cut(script, "VALUES\n"); got != "("+want+");\n" {
				t.Errorf("%s in %s: %s, want (%s)", test.sql, dialect, got, want)
			}
		}
	}
}

// Where text is not converted to the type of a column, values carry theirs.
func TestLiteralsOfStrictDialects(t *testing.T) {
	c := database(t)
	rows := query(t, c, `SELECT 0.10::DECIMAL(4,2) AS a, 1.5::DOUBLE AS b, TIMESTAMP '2024-01-31 13:45:00.5' AS c, 'x' AS d, 'NaN'::DOUBLE AS e,
		18446744073709551615::UBIGINT AS f, 7::HUGEINT AS g, '{"a": 1}'::JSON AS h, 'c2a7c8de-0000-4000-8000-000000000001'::UUID AS i`)
	for dialect, want := range map[string]string{
		"trino": `(CAST('0.10' AS DECIMAL(4,2)), 1.5e0, CAST('2024-01-31 13:45:00.5' AS TIMESTAMP(6)), 'x', CAST('NaN' AS DOUBLE), ` +
			`CAST('18446744073709551615' AS DECIMAL(20,0)), 7, JSON_PARSE('{"a":1}'), CAST('c2a7c8de-0000-4000-8000-000000000001' AS UUID));`,
		"bigquery": `(CAST('0.10' AS NUMERIC), 1.5e0, CAST('2024-01-31 13:45:00.5' AS DATETIME), 'x', CAST('NaN' AS FLOAT64), ` +
			`CAST('18446744073709551615' AS NUMERIC), 7, PARSE_JSON('{"a":1}'), 'c2a7c8de-0000-4000-8000-000000000001');`,
		"clickhouse": `(0.10, 1.5e0, '2024-01-31 13:45:00.5', 'x', 'NaN', 18446744073709551615, 7, '{"a":1}', 'c2a7c8de-0000-4000-8000-000000000001');`,
	} {
		script := written(t, "sql", Options{Dialect: dialect}, rows.schema, rows.batches...)
		if _, got, _ := strings.Cut(script, "VALUES\n"); strings.TrimSpace(got) != want {
			t.Errorf("%s: %s, want %s", dialect, got, want)
		}
	}
}

// The values of a VALUES clause have the types that they had, without a table that
// would tell them.
func TestValuesKeepTheirTypes(t *testing.T) {
	c := database(t)
	execute(t, c, everyType)
	execute(t, c, "ALTER TABLE every DROP COLUMN mood")
	rows := query(t, c, `SELECT COLUMNS('^(id|bool|i128|u128|f64|text|blob|day|clock|ts|zoned|span|uuid|struct|map|json|bit)$'), [1::HUGEINT] AS huge FROM every WHERE id <> 2 ORDER BY id`)
	var out strings.Builder
	w, err := NewValues(&out, rows.schema, Options{Dialect: "duckdb"})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range rows.batches {
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	back := query(t, c, "SELECT * FROM (VALUES "+out.String()+") ORDER BY 1")
	for i, f := range rows.schema.Fields() {
		name, got := f.Name, back.schema.Field(i)
		if want := connectors.SourceType(f); connectors.SourceType(got) != want && name != "struct" && name != "map" {
			t.Errorf("%s is %s, want %s", name, connectors.SourceType(got), want)
		}
		for row := range 2 {
			was, is := value.Texts(f, rows.batches[0].Column(i)).ValueStr(row), value.Texts(got, back.batches[0].Column(i)).ValueStr(row)
			if was != is {
				t.Errorf("%s of row %d: %s came back as %s", name, row+1, was, is)
			}
		}
	}
}

// The literals of a VALUES clause keep how fine a time is, and its offset.
func TestTimesKeepTheirTypes(t *testing.T) {
	c := database(t)
	rows := query(t, c, `SELECT '2024-03-10 02:30:00.123456789'::TIMESTAMP_NS AS ns, '2024-03-10 02:30:00.123'::TIMESTAMP_MS AS ms, '2024-03-10 02:30:00'::TIMESTAMP_S AS s,
		'2024-03-10 02:30:00.123456'::TIMESTAMP AS us, '12:13:14.123456789'::TIME_NS AS tns, '12:13:14+02'::TIMETZ AS tz`)
	var out strings.Builder
	w, err := NewValues(&out, rows.schema, Options{Dialect: "duckdb"})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range rows.batches {
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := `('2024-03-10 02:30:00.123456789'::TIMESTAMP_NS, '2024-03-10 02:30:00.123'::TIMESTAMP_MS, '2024-03-10 02:30:00'::TIMESTAMP_S, ` +
		`'2024-03-10 02:30:00.123456'::TIMESTAMP, '12:13:14.123456789'::TIME_NS, '12:13:14+02'::TIMETZ)`
	if got := strings.TrimSpace(out.String()); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	back := query(t, c, "SELECT * FROM (VALUES "+out.String()+")")
	for i, f := range rows.schema.Fields() {
		if got, want := connectors.SourceType(back.schema.Field(i)), connectors.SourceType(f); got != want {
			t.Errorf("%s is %s, want %s", f.Name, got, want)
		}
	}
}

// A text of ClickHouse may hold any bytes; those that are no UTF-8 are told apart.
func TestBytesInTextOfClickHouse(t *testing.T) {
	for text, want := range map[string]string{"a\xffö'\\": "'a\\xFFö''\\\\'", "\x00\xff": `'\0\xFF'`, "ö": "'ö'"} {
		if got := string(dialectNamed("clickhouse").text(nil, text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
		if plain := dialectNamed("clickhouse").isPlain([]byte(text)); plain != (text == "ö") {
			t.Errorf("%q: plain %v", text, plain)
		}
	}
}
