package pushdown

import (
	"errors"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/workspace"
)

// sample has a column of every kind of value.
func sample() *arrow.Schema {
	text := arrow.BinaryTypes.String
	return arrow.NewSchema([]arrow.Field{
		connectors.Field("id", arrow.PrimitiveTypes.Int64, "BIGINT", connectors.KindText),
		connectors.Field("price", &arrow.Decimal128Type{Precision: 10, Scale: 2}, "DECIMAL(10,2)", connectors.KindText),
		connectors.Field("ratio", arrow.PrimitiveTypes.Float64, "DOUBLE", connectors.KindText),
		connectors.Field("name", text, "VARCHAR", connectors.KindText),
		connectors.Field("day", arrow.FixedWidthTypes.Date32, "DATE", connectors.KindText),
		connectors.Field("at", &arrow.TimestampType{Unit: arrow.Microsecond}, "TIMESTAMP", connectors.KindText),
		connectors.Field("seen", &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}, "DateTime64(3, 'UTC')", connectors.KindText),
		connectors.Field("good", arrow.FixedWidthTypes.Boolean, "BOOLEAN", connectors.KindText),
		connectors.Field("raw", arrow.BinaryTypes.Binary, "BLOB", connectors.KindText),
		connectors.Field("huge", text, "HUGEINT", connectors.KindNumber),
		connectors.Field("tags", arrow.ListOf(text), "VARCHAR[]", connectors.KindText),
	}, nil)
}

// values are one of each column of the sample.
var values = map[string]string{
	"id": "-7", "price": "0.10", "ratio": "1.5", "name": `it's a "\`, "day": "2024-01-31", "at": "2024-01-31 13:45:00.5",
	"seen": "2024-01-31 13:45:00.5+02:00", "good": "true", "raw": `\x00ff`, "huge": "170141183460469231731687303715884105727",
}

func TestNothingIsAskedAboutFields(t *testing.T) {
	s, err := New("duckdb", "SELECT * FROM t", sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, ask := range []func() (string, error){
		func() (string, error) { return s.Rows(nil, []workspace.SortKey{{Field: []int{0}}}) },
		func() (string, error) {
			return s.Rows([]workspace.Condition{{Field: []int{0}, Op: workspace.IsNull}}, nil)
		},
	} {
		if sql, err := ask(); err == nil || !strings.Contains(err.Error(), "column id") {
			t.Errorf("%s, %v", sql, err)
		}
	}
}

func TestLiteralsOfEveryDialect(t *testing.T) {
	want := map[string]map[string]string{
		"duckdb": {"id": "-7", "price": "CAST('0.10' AS DECIMAL(10,2))", "ratio": "CAST('1.5' AS DOUBLE)", "name": `'it''s a "\'`,
			"day": "CAST('2024-01-31' AS DATE)", "at": "CAST('2024-01-31 13:45:00.5' AS TIMESTAMP)", "good": "TRUE",
			"raw": `CAST('\x00\xff' AS BLOB)`, "huge": "CAST('170141183460469231731687303715884105727' AS HUGEINT)"},
		"clickhouse": {"id": "-7", "price": "CAST('0.10' AS DECIMAL(10,2))", "ratio": "CAST('1.5' AS DOUBLE)", "name": `'it\'s a "\\'`,
			"seen": "toDateTime64('2024-01-31 11:45:00.5', 3, 'UTC')", "good": "true", "raw": "unhex('00ff')"},
		"tinybird": {"id": "-7", "name": `'it\'s a "\\'`},
		"druid": {"id": "-7", "price": "0.10", "ratio": "1.5E0", "name": `'it''s a "\'`, "day": "DATE '2024-01-31'",
			"at": "TIMESTAMP '2024-01-31 13:45:00.5'", "seen": "TIME_PARSE('2024-01-31T13:45:00.5+02:00')", "good": "TRUE", "raw": ""},
		"mysql": {"id": "-7", "price": "0.10", "ratio": "1.5E0", "name": `'it\'s a "\\'`, "day": "'2024-01-31'", "good": "TRUE", "raw": "X'00ff'"},
		"athena": {"id": "-7", "price": "DECIMAL '0.10'", "ratio": "1.5E0", "name": `'it''s a "\'`, "day": "DATE '2024-01-31'",
			"seen": "TIMESTAMP '2024-01-31 13:45:00.5+02:00'", "raw": "X'00ff'", "huge": "DECIMAL '170141183460469231731687303715884105727'"},
		"bigquery": {"id": "-7", "price": "BIGNUMERIC '0.10'", "ratio": "1.5E0", "name": `'it\'s a "\\'`, "at": "DATETIME '2024-01-31 13:45:00.5'",
			"seen": "TIMESTAMP '2024-01-31 13:45:00.5+02:00'", "raw": "FROM_HEX('00ff')"},
		"standard": {"id": "-7", "price": "0.10", "ratio": "1.5E0", "name": `'it''s a "\'`, "day": "DATE '2024-01-31'", "raw": "X'00ff'"},
	}
	schema := sample()
	for name, columns := range want {
		s, err := New(name, "SELECT * FROM t", schema)
		if err != nil {
			t.Fatal(err)
		}
		for column, literal := range columns {
			i := schema.FieldIndices(column)[0]
			sql, err := s.Rows([]workspace.Condition{{Column: i, Op: workspace.Equal, Values: []string{values[column]}}}, nil)
			filter := "WHERE r." + s.d.QuoteIdentifier(column) + " = " + literal + "\n"
			if literal == "" && err == nil || literal != "" && !strings.Contains(sql, filter) {
				t.Errorf("%s: %v\n%s\nwant\n%s", name, err, sql, filter)
			}
		}
	}
}

func TestStatements(t *testing.T) {
	s, err := New("duckdb", "SELECT * FROM t -- all\n;  -- the end", sample())
	if err != nil {
		t.Fatal(err)
	}
	const from = "FROM (\nSELECT * FROM t\n) AS r"
	expect(t, s.Count(), "SELECT count(*) AS row_count\n"+from)
	sql, err := s.Rows([]workspace.Condition{{Column: 3, Op: workspace.IsNull}, {Column: 0, Op: workspace.In, Values: []string{"1", "2"}}}, []workspace.SortKey{{Column: 2, Descending: true}, {Column: 3}})
	expect(t, sql, "SELECT *\n"+from+"\nWHERE r.\"name\" IS NULL\n  AND r.\"id\" IN (1, 2)\n"+
		"ORDER BY r.\"ratio\" DESC NULLS LAST, r.\"name\" ASC NULLS LAST\nLIMIT 1000")
	if err != nil {
		t.Error(err)
	}
	sql, err = s.Top(3, 20)
	expect(t, sql, "SELECT r.\"name\", count(*) AS row_count\n"+from+"\nGROUP BY r.\"name\"\nORDER BY 2 DESC, 1\nLIMIT 20")
	if err != nil {
		t.Error(err)
	}
	sql, _ = s.Profile(7)
	expect(t, sql, "SELECT\n  count(*) AS row_count,\n  count(r.\"good\") AS not_null_count,\n  sum(CASE WHEN r.\"good\" THEN 1 ELSE 0 END) AS true_count\n"+from)
}

// An estimate of different values is never above the number of values.
func TestAnEstimateIsNoMoreThanTheValues(t *testing.T) {
	s, err := New("druid", "SELECT * FROM t", sample())
	if err != nil {
		t.Fatal(err)
	}
	sql, err := s.Profile(3)
	if err != nil {
		t.Fatal(err)
	}
	if want := `LEAST(APPROX_COUNT_DISTINCT(r."name"), count(r."name")) AS distinct_estimate`; !strings.Contains(sql, want) {
		t.Errorf("there is no %s in\n%s", want, sql)
	}
}

func anyCase(column int, op workspace.Op, value string) workspace.Condition {
	c := where(column, op, value)
	c.IgnoreCase = true
	return c
}

func TestConditions(t *testing.T) {
	for _, c := range []struct {
		dialect string
		where   workspace.Condition
		want    string
	}{
		{"duckdb", where(3, workspace.Contains, "x'y"), `contains(r."name", 'x''y')`},
		{"duckdb", where(0, workspace.Contains, "1"), `contains(CAST(r."id" AS VARCHAR), '1')`},
		{"duckdb", where(2, workspace.Equal, "NaN"), `isnan(r."ratio")`},
		{"duckdb", where(3, workspace.Equal, "a\x00b"), `r."name" = ('a' || chr(0) || 'b')`},
		{"clickhouse", where(3, workspace.NotMatches, "^a"), "NOT (match(r.`name`, '^a'))"},
		{"mysql", where(3, workspace.Matches, "^a"), "r.`name` REGEXP '^a'"},
		{"athena", where(0, workspace.GreaterOrEqual, "5"), `r."id" >= 5`},
		{"bigquery", where(2, workspace.NotEqual, "NaN"), "NOT IS_NAN(r.`ratio`)"},
		{"druid", where(2, workspace.NotNull), `r."ratio" IS NOT NULL`},
		{"duckdb", anyCase(3, workspace.Contains, "Ä"), `contains(lower(r."name"), lower('Ä'))`},
		{"clickhouse", anyCase(3, workspace.NotContains, "Ä"), "NOT (position(lowerUTF8(r.`name`), lowerUTF8('Ä')) > 0)"},
		{"druid", anyCase(0, workspace.Contains, "Ä"), `CONTAINS_STRING(lower(CAST(r."id" AS VARCHAR)), lower('Ä'))`},
		{"mysql", anyCase(3, workspace.Contains, "Ä"), "LOCATE(lower('Ä'), lower(r.`name`)) > 0"},
		{"athena", anyCase(3, workspace.Contains, "Ä"), `strpos(lower(r."name"), lower('Ä')) > 0`},
		{"bigquery", anyCase(3, workspace.Contains, "Ä"), "STRPOS(lower(r.`name`), lower('Ä')) > 0"},
		{"standard", anyCase(3, workspace.Contains, "Ä"), `POSITION(lower('Ä') IN lower(r."name")) > 0`},
		{"duckdb", anyCase(3, workspace.Matches, "^a|b"), `regexp_matches(r."name", '(?i)^a|b')`},
		{"druid", anyCase(3, workspace.NotMatches, "^ä"), `NOT (REGEXP_LIKE(r."name", '(?iu)^ä'))`},
		{"mysql", anyCase(3, workspace.Matches, "^a"), "r.`name` REGEXP '(?i)^a'"},
	} {
		s, err := New(c.dialect, "SELECT 1", sample())
		if err != nil {
			t.Fatal(err)
		}
		sql, err := s.Rows([]workspace.Condition{c.where}, nil)
		if !strings.Contains(sql, "WHERE "+c.want+"\n") {
			t.Errorf("%s: %v\n%s\nwant %s", c.dialect, err, sql, c.want)
		}
	}
}

func TestSortsOfOtherDialects(t *testing.T) {
	for name, want := range map[string]string{
		"mysql":      "ORDER BY r.`name` IS NULL, r.`name` DESC",
		"clickhouse": "ORDER BY r.`name` DESC NULLS LAST",
		"athena":     ") AS r (\"id\", \"name\")\nORDER BY r.\"name\" DESC NULLS LAST",
		"druid":      "SELECT r.\"id\", r.\"name\", count(*) AS row_count",
	} {
		s, err := New(name, "SELECT id, name FROM t", columns("id", "name"))
		if err != nil {
			t.Fatal(err)
		}
		if sql, err := s.Rows(nil, []workspace.SortKey{{Column: 1, Descending: true}}); err != nil || !strings.Contains(sql, want) {
			t.Errorf("%s: %v\n%s\nwant %s", name, err, sql, want)
		}
	}
	s, err := New("druid", "SELECT __time, name FROM t", columns("__time", "name"))
	if err != nil {
		t.Fatal(err)
	}
	if sql, err := s.Rows(nil, []workspace.SortKey{{Column: 0, Descending: true}}); err != nil || !strings.Contains(sql, "SELECT *\n") {
		t.Errorf("%v\n%s", err, sql)
	}
}

func TestNamesThatAreNotClear(t *testing.T) {
	for name, want := range map[string]string{
		"duckdb": `) AS r ("id", "id_2", "column")`, "druid": `) AS r ("id", "id_2", "column")`,
		"clickhouse": ") AS r", "bigquery": ") AS r",
	} {
		s, err := New(name, "SELECT 1", columns("id", "id", ""))
		if err != nil {
			t.Fatal(err)
		}
		if sql := s.Count(); !strings.HasSuffix(sql, want) {
			t.Errorf("%s: %s", name, sql)
		}
		_, err = s.Top(1, 10)
		if listed := strings.HasSuffix(want, ")"); listed != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	for sql, want := range map[string]string{
		"DELETE FROM t":          "DELETE writes",
		"SELECT 1; SELECT 2":     "2 statements",
		"SELECT * INTO u FROM t": "SELECT INTO writes",
		"SHOW TABLES":            "SHOW cannot stand within",
		"EXPLAIN SELECT 1":       "EXPLAIN cannot stand within",
		"SELECT 'open":           "not known whether",
		"":                       "0 statements",
	} {
		_, err := New("duckdb", sql, sample())
		var e *connectors.Error
		if !errors.As(err, &e) || e.Class != connectors.ClassUnsupported || !strings.Contains(e.Message, want) {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if _, err := New("duckdb", "SELECT 1", arrow.NewSchema(nil, nil)); err == nil {
		t.Error("a statement without columns can be asked about")
	}
	s, err := New("duckdb", "SELECT 1", sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []workspace.Condition{
		where(0, workspace.Equal, "1 OR 1=1"), where(1, workspace.Less, "ten"), where(4, workspace.Equal, "yesterday"), where(10, workspace.Equal, "[]"), where(0, workspace.Equal), where(0, workspace.In),
	} {
		if sql, err := s.Rows([]workspace.Condition{c}, nil); err == nil {
			t.Errorf("%v gave\n%s", c, sql)
		}
	}
}

func TestClausesOfTheSource(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT 1 FORMAT JSON;":                                   "FROM (\nSELECT 1\n) AS r",
		"SELECT 1 SETTINGS max_threads = 1":                       "FROM (\nSELECT 1 SETTINGS max_threads = 1\n) AS r",
		"%\nSELECT * FROM t WHERE a = {{Int32(a, 1)}} FORMAT CSV": "FROM (\nSELECT * FROM t WHERE a = {{Int32(a, 1)}}\n) AS r",
	} {
		s, err := New("tinybird", sql, columns("a"))
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		count := s.Count()
		if !strings.HasSuffix(count, want) || strings.HasPrefix(sql, "%") != strings.HasPrefix(count, "%\nSELECT") {
			t.Errorf("%s\nwant %s", count, want)
		}
	}
}

func where(column int, op workspace.Op, values ...string) workspace.Condition {
	return workspace.Condition{Column: column, Op: op, Values: values}
}

func columns(names ...string) *arrow.Schema {
	fields := make([]arrow.Field, len(names))
	for i, n := range names {
		fields[i] = connectors.Field(n, arrow.BinaryTypes.String, "VARCHAR", connectors.KindText)
	}
	return arrow.NewSchema(fields, nil)
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// FuzzValues has values of any text end up in a statement as one literal.
func FuzzValues(f *testing.F) {
	for _, v := range values {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name := range dialects {
			s, err := New(name, "SELECT 1", columns("a"))
			if err != nil {
				t.Fatal(err)
			}
			sql, err := s.Rows([]workspace.Condition{where(0, workspace.Equal, text)}, nil)
			if err != nil {
				continue
			}
			if n := len(s.d.Split(sql)); n != 1 {
				t.Fatalf("%s: %d statements\n%s", name, n, sql)
			}
			if !strings.HasSuffix(sql, "\nLIMIT 1000") {
				t.Fatalf("%s: %s", name, sql)
			}
		}
	})
}
