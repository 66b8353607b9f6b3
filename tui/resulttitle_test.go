package tui

import "testing"

// A template is named as the statement that it becomes, not by its mark.
func TestTitlesOfResults(t *testing.T) {
	for sql, want := range map[string]string{
		"%\nSELECT day FROM events WHERE a = {{String(a)}}":             "events",
		" % SELECT {{Int32(a, 1)}}":                                     "SELECT {{Int32(…",
		"%\n{% if defined(a) %} SELECT 1 {% end %} FROM `top pages`":    "top pages",
		"%\nSELECT 1 FROM {% if defined(a) %} b {% else %} c {% end %}": "b",
		"SELECT 5 % 3 FROM numbers":                                     "numbers",
		"GET /v0/pipes/top.csv?a=1":                                     "top.csv",
	} {
		if got := resultTitle("tinybird", sql); got != want {
			t.Errorf("%q: %q", sql, got)
		}
	}
}

// A result is named by what it reads, and without that by how its query begins.
func TestTitlesTellWhatIsRead(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT a FROM main.orders o JOIN \"my customers\" c USING (id, b), sales s": "orders",
		"SELECT a FROM main.orders o, \"my customers\" c":                            "orders, my customers",
		"select count(*) from (select * from orders where a in (select a from b)) x": "orders",
		"WITH x AS (SELECT 1 FROM a), y AS (SELECT 2) SELECT * FROM y WHERE n > 1":   "y",
		"SELECT extract(year FROM day), a IS DISTINCT FROM b FROM days":              "days",
		"SELECT 1 AS one, 2 AS two;":                                                 "SELECT 1 AS one…",
		"SELECT 2":                                                                   "SELECT 2",
		"select\n  now() -- ?":                                                       "select now()",
		"WITH x AS (SELECT 1 FROM a) SELECT 'long enough to cut'":                    "SELECT 'long en…",
		"FROM read_csv('data/may/sales.csv', header = true)":                         "sales.csv",
		"FROM 'trips.parquet' LIMIT 3":                                               "trips.parquet",
		"FROM 'it''s.csv'":                                                           "it's.csv",
		"FROM range(10)":                                                             "range",
		"(SELECT a FROM b) UNION ALL SELECT a FROM c":                                "b",
		"-- all of it\nCREATE  TABLE t AS\nSELECT 1 FROM u":                          "CREATE TABLE t AS SELECT 1 FROM u",
		"WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x":                         "INSERT INTO t SELECT * FROM x",
		"EXPLAIN SELECT 1 FROM t":                                                    "explain",
		"SELECT":                                                                     "SELECT",
		"SELECT (a FROM":                                                             "SELECT (a FROM",
		"FROM":                                                                       "FROM",
		"SELECT 1 FROM (":                                                            "SELECT 1 FROM (",
		"":                                                                           "",
	} {
		if got := resultTitle("duckdb", sql); got != want {
			t.Errorf("%q: %q, want %q", sql, got, want)
		}
	}
}

func TestTheDifferenceOfTwoStatements(t *testing.T) {
	for _, c := range [][3]string{
		{"SELECT * FROM t", "SELECT * FROM t WHERE a = 1 ORDER BY b", "a = 1"},
		{"SELECT * FROM t WHERE a = 1 LIMIT 3", "SELECT * FROM t WHERE a = 2 LIMIT 3", "a = 2"},
		{"SELECT * FROM t WHERE a = 1", "SELECT * FROM t", "no WHERE"},
		{"SELECT a FROM t", "SELECT b, c FROM t", "b, c"},
		{"SELECT a, b FROM t", "SELECT a FROM t", "a"},
		{"SELECT a FROM t", "SELECT * FROM t WHERE b", "b"},
		{"SELECT a FROM t LIMIT 1", "SELECT a FROM t LIMIT 2", "LIMIT 2"},
		{"SELECT a FROM t", "select A  from t -- again", ""},
		{"SELECT i, CASE WHEN i = 5 THEN 1 ELSE i * 1.5 END AS price, s.b FROM t", "SELECT i, CASE WHEN i = 7 THEN NULL ELSE i * 1.5 END AS price, s.b FROM t", "price, b"},
		{"SELECT i, abs(i, 4) FROM t", "SELECT i, abs(i, 5) FROM t", "abs(i, 5)"},
		{"SELECT some_long_function(i, 4, 'and more') FROM t", "SELECT some_long_function(i, 5, 'and more') FROM t", ""},
	} {
		if got := difference(c[1], wordsOf("duckdb", c[1]), wordsOf("duckdb", c[0])); got != c[2] {
			t.Errorf("%q after %q: %q, want %q", c[1], c[0], got, c[2])
		}
	}
}

func FuzzResultTitle(f *testing.F) {
	f.Add("WITH a AS (SELECT 1) SELECT b, (c) FROM (d JOIN e.f('g')) WHERE h", "FROM (((")
	f.Fuzz(func(t *testing.T, sql, other string) {
		_ = resultTitle("duckdb", sql)
		_ = difference(sql, wordsOf("duckdb", sql), wordsOf("duckdb", other))
	})
}
