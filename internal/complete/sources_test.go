package complete

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

func TestSourcesAreListedUntilTheyAreKnown(t *testing.T) {
	for _, c := range []struct{ dialect, sql, want string }{
		{"duckdb", "SELECT ¦ FROM 'trips.parquet'", "'trips.parquet'"},
		{"duckdb", "SELECT ¦ FROM read_csv('a.csv', header = true, columns={'a': 'INT'}) x", "read_csv('a.csv', header = true, columns={'a': 'INT'})"},
		{"duckdb", "SELECT ¦ FROM read_parquet(['a.parquet' , 'b.parquet'])", "read_parquet(['a.parquet' , 'b.parquet'])"},
		{"duckdb", "SELECT ¦ FROM (SELECT * FROM 'a.csv') x JOIN 'b.csv' y ON true JOIN 'b.csv' z ON true", "'a.csv' 'b.csv'"},
		{"duckdb", "WITH x AS (FROM 'a.csv') SELECT ¦ FROM x", "'a.csv'"},
		{"duckdb", "SELECT ¦ FROM orders", ""},
		// What may do more than read files, or needs other tables, is left alone.
		{"duckdb", "SELECT ¦ FROM query('DROP TABLE t')", ""},
		{"duckdb", "SELECT ¦ FROM orders o, read_csv(o.name)", ""},
		{"duckdb", "SELECT ¦ FROM read_csv((SELECT 'a.csv'))", ""},
		{"duckdb", "SELECT ¦ FROM read_csv($1)", ""},
		{"duckdb", "SELECT ¦ FROM read_csv('a.csv'", ""},
		{"clickhouse", "SELECT ¦ FROM 'trips.parquet'", ""},
	} {
		if got := strings.Join(at(t, c.dialect, c.sql).Sources, " "); got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.dialect, c.sql, got, c.want)
		}
	}
}

func TestAKnownSourceHasItsColumns(t *testing.T) {
	c := NewCache(sqltext.ForName("duckdb"))
	c.PutSource("'data/trips.parquet'", []connectors.Node{node(connectors.NodeColumn, "fare", "DOUBLE"), node(connectors.NodeColumn, "tip", "DOUBLE")})
	c.PutSource("read_csv('a.csv')", []connectors.Node{node(connectors.NodeColumn, "city", "VARCHAR")})
	for sql, want := range map[string]string{
		"SELECT ¦ FROM 'data/trips.parquet'":                                    "fare|tip|trips",
		"SELECT trips.¦ FROM 'data/trips.parquet'":                              "fare|tip",
		"SELECT t.¦ FROM 'data/trips.parquet' t":                                "fare|tip",
		"SELECT r.ci¦ FROM 'data/trips.parquet' t, read_csv('a.csv') r":         "city",
		"SELECT x.¦ FROM (SELECT fare * 2 AS more FROM 'data/trips.parquet') x": "more",
	} {
		if got := strings.Join(offered(t, c, sql, 9, Extra{}), "|"); !strings.HasPrefix(got, want) {
			t.Errorf("%s\n got %s\nwant %s", sql, got, want)
		}
	}
	p := Analyse(sqltext.ForName("duckdb"), "SELECT  FROM 'data/trips.parquet'", 7, c.Names().Lookup)
	if len(p.Sources) > 0 {
		t.Errorf("%v are wanted though they are known", p.Sources)
	}
}
