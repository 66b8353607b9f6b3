package export

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/duck"
	"sonde/internal/value"
)

// everyType makes the table every with a column of each type that DuckDB has:
// one row of ordinary values, one of NULLs, and one of values at the end.
const everyType = `CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
CREATE TABLE every(id INT, bool BOOL, i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, i128 HUGEINT, u8 UTINYINT, u32 UINTEGER, u64 UBIGINT,
	u128 UHUGEINT, f32 FLOAT, f64 DOUBLE, small DECIMAL(4,2), large DECIMAL(38,3), text VARCHAR, blob BLOB, day DATE, clock TIME, ts TIMESTAMP,
	zoned TIMESTAMPTZ, ts_s TIMESTAMP_S, ts_ms TIMESTAMP_MS, ts_ns TIMESTAMP_NS, span INTERVAL, uuid UUID, mood mood, list INT[],
	struct STRUCT(a INT, b VARCHAR[]), map MAP(VARCHAR, DECIMAL(2,1)), json JSON, bit BIT, lists INT[][], pair DOUBLE[2]);
INSERT INTO every(id) VALUES (2);
INSERT INTO every VALUES
	(1, true, -128, -32768, -2147483648, -9223372036854775808, '-170141183460469231731687303715884105728', 0, 0, 18446744073709551615,
	 '340282366920938463463374607431768211455', 0.1, 0.1::DOUBLE + 0.2::DOUBLE, 0.10, '-99999999999999999999999999999999999.999', '',
	 '\x00\xFF', '0044-03-15 (BC)', '00:00:00.000001', '2024-01-31 13:45:00.5', '2024-01-31 13:45:00+00', '0001-01-01',
	 '9999-12-31 23:59:59.999', '2262-04-11 23:47:16.85477', '14 months -3 days 0.5 seconds', 'c2a7c8de-0000-4000-8000-000000000001',
	 'sad', [1, NULL, 3], {'a': 1, 'b': ['x"y', NULL]}, MAP {'k': 1.5, 'l': NULL}, '{"a":[1,12345678901234567890]}', '0101',
	 [[1], NULL, []], [1.5, 2]);
INSERT INTO every VALUES
	(3, false, 127, 32767, 2147483647, 9223372036854775807, '170141183460469231731687303715884105727', 255, 4294967295, 0,
	 0, '-Infinity', 'NaN', 0, 0, 'a,"b"' || chr(10) || 'ü😀' || chr(9) || '\', '', 'infinity', '24:00:00', '-infinity', 'infinity',
	 '9999-12-31', '1969-12-31 23:59:59.999', '1969-12-31 23:59:59.999999999', '0 seconds', 'ffffffff-ffff-ffff-ffff-ffffffffffff',
	 'it''s ok', [], {'a': NULL, 'b': []}, MAP {}, 'null', '1', [], ['NaN'::DOUBLE, -0.0])`

// fromText reads the columns of a text format back by their types. Casts of
// DuckDB do the work; only bytes and nested values need another way.
const fromText = `SELECT * REPLACE (id::INT AS id, unhex(blob[3:]) AS blob, list::JSON::INT[] AS list, struct::JSON::STRUCT(a INT, b VARCHAR[]) AS struct,
	map::JSON::MAP(VARCHAR, DECIMAL(2,1)) AS map, lists::JSON::INT[][] AS lists, pair::JSON::DOUBLE[2] AS pair) FROM `

// allText declares every column of a JSON document as text, so that numbers keep
// their digits.
const allText = `{id: 'VARCHAR', bool: 'VARCHAR', i8: 'VARCHAR', i16: 'VARCHAR', i32: 'VARCHAR', i64: 'VARCHAR', i128: 'VARCHAR', u8: 'VARCHAR',
	u32: 'VARCHAR', u64: 'VARCHAR', u128: 'VARCHAR', f32: 'VARCHAR', f64: 'VARCHAR', small: 'VARCHAR', large: 'VARCHAR', text: 'VARCHAR',
	blob: 'VARCHAR', day: 'VARCHAR', clock: 'VARCHAR', ts: 'VARCHAR', zoned: 'VARCHAR', ts_s: 'VARCHAR', ts_ms: 'VARCHAR', ts_ns: 'VARCHAR',
	span: 'VARCHAR', uuid: 'VARCHAR', mood: 'VARCHAR', list: 'VARCHAR', struct: 'VARCHAR', map: 'VARCHAR', json: 'VARCHAR', bit: 'VARCHAR',
	lists: 'VARCHAR', pair: 'VARCHAR'}`

// expectSame checks that a relation holds exactly the rows of the table every.
func expectSame(t *testing.T, relation string, reader string) {
	t.Helper()
	c := database(t)
	execute(t, c, everyType)
	path := filepath.Join(t.TempDir(), relation)
	save(t, path, query(t, c, "FROM every ORDER BY id"))
	execute(t, c, "CREATE TABLE back AS FROM every LIMIT 0")
	execute(t, c, "INSERT INTO back "+fmt.Sprintf(reader, "'"+path+"'"))
	compareAll(t, c)
}

// compareAll checks that the tables every and back hold the same values.
func compareAll(t *testing.T, c *duck.Conn) {
	t.Helper()
	columns := query(t, c, "DESCRIBE every")
	for _, b := range columns.batches {
		for i := range int(b.NumRows()) {
			name := b.Column(0).ValueStr(i)
			compareColumn(t, query(t, c, fmt.Sprintf(`SELECT o.id, o."%s"::VARCHAR, b."%s"::VARCHAR FROM every o JOIN back b ON o.id = b.id
				WHERE o."%s"::VARCHAR IS DISTINCT FROM b."%s"::VARCHAR ORDER BY 1`, name, name, name, name)), name)
		}
	}
	if n := query(t, c, "SELECT count(*) FROM back").batches[0].Column(0).ValueStr(0); n != "3" {
		t.Errorf("%s rows came back", n)
	}
}

func compareColumn(t *testing.T, differences *stored, name string) {
	t.Helper()
	for _, b := range differences.batches {
		for i := range int(b.NumRows()) {
			t.Errorf("column %s of row %s: %q came back as %q", name, b.Column(0).ValueStr(i), b.Column(1).ValueStr(i), b.Column(2).ValueStr(i))
		}
	}
}

func TestCSVReadsBackExactly(t *testing.T) {
	expectSame(t, "every.csv", fromText+"read_csv(%s, all_varchar = true, allow_quoted_nulls = false)")
}

func TestCompressedTSVReadsBackExactly(t *testing.T) {
	expectSame(t, "every.tsv.gz", fromText+`read_csv(%s, delim = '\t', all_varchar = true, allow_quoted_nulls = false)`)
}

func TestJSONReadsBackExactly(t *testing.T) {
	// DuckDB reads numbers of more than 19 digits in JSON as floats, so these are
	// looked for in the text; of an embedded document it keeps no white space.
	big := " JOIN (SELECT id AS key, i128 AS a, u128 AS b, large AS c, json AS d FROM every) ON id::INT = key)"
	for name, layout := range map[string]string{"every.ndjson.zst": "newline_delimited", "every.json": "array"} {
		expectSame(t, name, fromText+"(SELECT * EXCLUDE (key, a, b, c, d) REPLACE (a AS i128, b AS u128, c AS large, d AS json) FROM read_json(%s, format = '"+layout+"', columns = "+allText+")"+big)
	}
	c := database(t)
	execute(t, c, everyType)
	rows := query(t, c, "SELECT i128, u128, large FROM every WHERE id = 1")
	expectText(t, written(t, "ndjson", Options{}, rows.schema, rows.batches...),
		`{"i128":-170141183460469231731687303715884105728,"u128":340282366920938463463374607431768211455,"large":-99999999999999999999999999999999999.999}`+"\n")
}

func TestSQLReadsBackExactly(t *testing.T) {
	c := database(t)
	execute(t, c, everyType)
	rows := query(t, c, "FROM every ORDER BY id")
	script := written(t, "sql", Options{Table: "back", Dialect: "duckdb"}, rows.schema, rows.batches...)
	execute(t, c, "CREATE TABLE back AS FROM every LIMIT 0;"+script)
	compareAll(t, c)
}

// What JSON cannot hold within other values comes back as well, and decimals that
// have no digit before the point.
func TestSQLReadsNestedValuesBack(t *testing.T) {
	c := database(t)
	execute(t, c, `CREATE TABLE every(id INT, blobs BLOB[], s STRUCT("it's" BLOB, b BIT[], w TIMESTAMP), m MAP(STRUCT(a INT), VARCHAR), big HUGEINT[],
			f DOUBLE[], d DECIMAL(38,38), ds DECIMAL(38,38)[], j JSON[], pair BLOB[2], t STRUCT(x DECIMAL(38,10)[], y UUID[], z INTERVAL[]), e BLOB[][], k MAP(BLOB, DOUBLE));
		INSERT INTO every VALUES (1, ['\xFF\x00'::BLOB, NULL, ''], {'it''s': '\xAB', 'b': ['101', '0'], 'w': '2024-01-31 13:45:00.5'}, MAP {{'a': 1}: 'x', {'a': NULL}: 'it''s'},
			['1', '-170141183460469231731687303715884105728'], ['NaN', '-0', '0.1', '1e300', '12345678901234.567'], 0.5, ['-0.12345678901234567890123456789012345678', '0'], ['{"a":1}', 'null'],
			['\xFF', 'a'], {'x': ['1', '9999999999999999999999999999.0123456789'], 'y': ['c2a7c8de-0000-4000-8000-000000000001'], 'z': ['14 months 3 days']}, [['\xFE'], []], MAP {'\xFF'::BLOB: 'Infinity'}),
			(2, [], NULL, MAP {}, [NULL], [], '-0.00000000000000000000000000000000000001', [], [], [NULL, NULL], {'x': NULL, 'y': [], 'z': NULL}, [NULL], MAP {}),
			(3, NULL, {'it''s': NULL, 'b': [], 'w': NULL}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`)
	rows := query(t, c, "FROM every ORDER BY id")
	script := written(t, "sql", Options{Table: "back", Dialect: "duckdb"}, rows.schema, rows.batches...)
	execute(t, c, "CREATE TABLE back AS FROM every LIMIT 0;"+script)
	compareAll(t, c)
}

// Doubles of many digits come back to the last bit, and integers of any length.
func TestSQLReadsLongNumbersBack(t *testing.T) {
	c := database(t)
	execute(t, c, `SELECT setseed(0.5);
		CREATE TABLE every AS SELECT range AS id, (random() - 0.5) * pow(10, range % 22) AS d, (random() * pow(10, range % 22))::FLOAT AS f,
			'12345678901234567890123456789012345678901234567890'::BIGNUM + range::BIGNUM AS big FROM range(5000)`)
	rows := query(t, c, "FROM every")
	script := written(t, "sql", Options{Table: "back", Dialect: "duckdb"}, rows.schema, rows.batches...)
	execute(t, c, "CREATE TABLE back AS FROM every LIMIT 0;"+script)
	same := query(t, c, "SELECT count(*) FILTER (o.d = b.d), count(*) FILTER (o.f = b.f), count(*) FILTER (o.big::VARCHAR = b.big::VARCHAR) FROM every o JOIN back b USING (id)")
	for i, column := range same.batches[0].Columns() {
		if n := column.ValueStr(0); n != "5000" {
			t.Errorf("%s of 5000 %s came back", n, []string{"doubles", "floats", "integers"}[i])
		}
	}
}

// Members of a union that look alike stay apart, and so do texts that differ in a
// NUL byte.
func TestSQLReadsUnionsAndNulBytesBack(t *testing.T) {
	c := database(t)
	execute(t, c, `CREATE TABLE every(id INT, u UNION(num INT, "the str" VARCHAR, l INT[]), s VARCHAR, j STRUCT(x VARCHAR));
		INSERT INTO every VALUES (1, union_value(num := 3), 'a' || chr(0) || 'b''', {'x': chr(0) || '1'}),
			(2, union_value("the str" := '3' || chr(0)), chr(0), NULL), (3, union_value(l := [1, 2]), chr(0) || chr(0) || '0', NULL)`)
	rows := query(t, c, "FROM every ORDER BY id")
	script := written(t, "sql", Options{Table: "back", Dialect: "duckdb"}, rows.schema, rows.batches...)
	execute(t, c, "CREATE TABLE back AS FROM every LIMIT 0;"+script)
	same := query(t, c, `SELECT count(*) FROM every o JOIN back b ON o.id = b.id AND o.u::VARCHAR = b.u::VARCHAR
		AND union_tag(o.u) = union_tag(b.u) AND o.s = b.s AND o.j IS NOT DISTINCT FROM b.j`)
	if n := same.batches[0].Column(0).ValueStr(0); n != "3" || strings.Contains(script, "\x00") {
		t.Errorf("%s of 3 rows came back from\n%q", n, script)
	}
}

func TestSQLRefusesUnionsWithinValues(t *testing.T) {
	c := database(t)
	for _, value := range []string{"[union_value(num := 3)]", "{'u': union_value(num := 3)}", "union_value(l := [union_value(num := 3)])"} {
		rows := query(t, c, "SELECT "+value+" AS v")
		_, err := NewWriter(io.Discard, "sql", rows.schema, Options{Dialect: "duckdb"})
		if !connectors.IsClass(err, connectors.ClassUnsupported) || !strings.Contains(err.Error(), `"v"`) {
			t.Errorf("%s: the error is %v", value, err)
		}
	}
}

func TestNulBytesInDialects(t *testing.T) {
	b := batchOf(t, `[{"s": "a\u0000'"}]`, arrow.Field{Name: "s", Type: arrow.BinaryTypes.String})
	for dialect, want := range map[string]string{"mysql": `'a\0'''`, "bigquery": `'a\x00\''`, "": `('a' || chr(0) || '''')`} {
		if got := written(t, "sql", Options{Dialect: dialect}, b.Schema(), b); !strings.Contains(got, "("+want+")") {
			t.Errorf("%q: %s", dialect, got)
		}
	}
}

func TestParquetKeepsTheEndsOfTime(t *testing.T) {
	c := database(t)
	rows := query(t, c, "SELECT 'infinity'::TIMESTAMP_S AS a, '-infinity'::TIMESTAMP_MS AS b, '-infinity'::DATE AS c")
	path := filepath.Join(t.TempDir(), "t.parquet")
	save(t, path, rows)
	back := query(t, c, fmt.Sprintf("SELECT a::VARCHAR || b::VARCHAR || c::VARCHAR FROM '%s'", path))
	if got := back.batches[0].Column(0).ValueStr(0); got != "infinity-infinity-infinity" {
		t.Errorf("the ends of time came back as %s", got)
	}
}

func TestParquetReadsBackExactly(t *testing.T) {
	expectSame(t, "every.parquet", "FROM read_parquet(%s)")
}

// TestArrowReadsBackExactly compares a file with the table by the texts of its
// values, and its types by what they are in the result. Integers that no reader
// but pyarrow takes are decimals, UUIDs are 16 bytes, and times of day with 24:00:00
// among them are text.
func TestArrowReadsBackExactly(t *testing.T) {
	c := database(t)
	execute(t, c, everyType)
	want := query(t, c, "FROM every ORDER BY id")
	path := filepath.Join(t.TempDir(), "every.arrow")
	save(t, path, want)
	back := readBack(t, path)
	for i, f := range want.schema.Fields() {
		got := back.Schema().Field(i)
		if changes := f.Name == "i128" || f.Name == "u128" || f.Name == "uuid" || f.Name == "clock"; arrow.TypeEqual(got.Type, f.Type) == changes || connectors.SourceType(got) != connectors.SourceType(f) {
			t.Errorf("column %s came back as %s, which is %s", f.Name, got.Type, connectors.SourceType(got))
		}
		before := textsIn(want.batches[0].Schema().Field(i), want.batches[0].Column(i))
		after := textsIn(got, back.Column(i).Data().Chunk(0))
		if !slices.Equal(before, after) {
			t.Errorf("column %s: %q came back as %q", f.Name, before, after)
		}
	}
}

func textsIn(f arrow.Field, a arrow.Array) (texts []string) {
	text := value.Texts(f, a)
	for i := range text.Len() {
		texts = append(texts, text.ValueStr(i))
	}
	return texts
}
