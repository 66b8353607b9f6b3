package complete

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// nested is a catalog of one table with nested columns.
func nested(dialect string, columns ...string) *Cache {
	c := NewCache(sqltext.ForName(dialect))
	var nodes []connectors.Node
	for i := 0; i < len(columns); i += 2 {
		nodes = append(nodes, node(connectors.NodeColumn, columns[i], columns[i+1]))
	}
	c.PutTables([]connectors.Table{{Path: []string{"main", "people"}, Node: node(connectors.NodeTable, "people", ""), Columns: nodes}})
	return c
}

func TestFieldsOfNestedColumns(t *testing.T) {
	const duck = `STRUCT(street VARCHAR, "zip code" INTEGER, geo STRUCT(lat DOUBLE, lon DECIMAL(10,2)))`
	for _, c := range []struct{ dialect, typ, sql, want string }{
		{"duckdb", duck, "SELECT p.u.¦ FROM people p", `street|"zip code"|geo`},
		{"duckdb", duck, "SELECT u.¦ FROM people p", `street|"zip code"|geo`},
		{"duckdb", duck, "SELECT p.u.geo.¦ FROM people p", "lat|lon"},
		{"duckdb", duck, "SELECT p.u.geo.lo¦ FROM people p", "lon"},
		{"duckdb", duck, "SELECT p.u.street.¦ FROM people p", ""},
		{"duckdb", duck, "SELECT x.u.geo.¦ FROM (SELECT u FROM people) x", "lat|lon"},
		{"duckdb", duck + "[]", "SELECT p.u[1].¦ FROM people p", `street|"zip code"|geo`},
		{"duckdb", duck + "[]", "SELECT p.u.¦ FROM people p", ""},
		{"duckdb", duck + "[][]", "SELECT u[1].¦ FROM people", ""},
		{"duckdb", duck, "SELECT u[1].¦ FROM people", ""},
		{"clickhouse", "Nested(a UInt8)", "SELECT u.¦ FROM people", "a"},
		{"clickhouse", "Array(Tuple(a UInt8))", "SELECT u.¦ FROM people", "a"},
		{"duckdb", duck + "[][]", "SELECT * FROM people WHERE u[1][i + 1].geo.¦", "lat|lon"},
		{"duckdb", duck + "[]", "SELECT x.e.¦ FROM people p, UNNEST(p.u) AS x(e)", `street|"zip code"|geo`},
		{"duckdb", duck + "[]", "SELECT unnest.geo.¦ FROM people p, UNNEST(p.u)", "lat|lon"},
		{"duckdb", duck, "SELECT (u).¦ FROM people", `street|"zip code"|geo`},
		{"duckdb", duck, "SELECT (p.u).geo.¦ FROM people p", "lat|lon"},
		{"duckdb", duck, "SELECT ((p.u).geo).lo¦ FROM people p", "lon"},
		{"duckdb", duck + "[]", "SELECT (u[1]).geo.¦ FROM people p", "lat|lon"},
		{"duckdb", duck + "[]", "SELECT (u)[1].geo.¦ FROM people p", "lat|lon"},
		{"duckdb", duck, "SELECT lower(u).¦ FROM people", ""},
		{"duckdb", duck, "SELECT (1 + u).¦ FROM people", ""},
		{"duckdb", duck, "SELECT s.st.¦ FROM (SELECT {'a':1, 'b c': {d: u, 'e': 'x'}} AS st FROM people) s", `a|"b c"`},
		{"duckdb", duck, "SELECT s.st.\"b c\".d.geo.¦ FROM (SELECT {'a':1, 'b c': {d: u, 'e': 'x'}} AS st FROM people) s", "lat|lon"},
		{"duckdb", duck, "WITH s AS (SELECT {'a': 1} AS st) SELECT st.¦ FROM s", "a"},
		{"duckdb", duck, "SELECT s.st.¦ FROM (SELECT {'a': 1, 'b' AS st) s", ""},
		{"bigquery", "ARRAY<STRUCT<a INT64, b STRUCT<c STRING>>>", "SELECT e.¦ FROM people p, UNNEST(p.u) AS e", "a|b"},
		{"bigquery", "STRUCT<a INT64, b STRUCT<c STRING>>", "SELECT u.b.¦ FROM people", "c"},
		{"athena", "row(a varchar, b array(row(c integer)))", "SELECT u.b[1].¦ FROM people", "c"},
		{"athena", "struct<a:string,b:array<struct<c:int>>>", "SELECT u.¦ FROM people", "a|b"},
		{"clickhouse", "Array(Tuple(id UInt64, `a b` Nullable(String)))", "SELECT u[1].¦ FROM people", "id|`a b`"},
		{"clickhouse", "Tuple(UInt64, String)", "SELECT u.¦ FROM people", ""},
	} {
		got := strings.Join(offered(t, nested(c.dialect, "u", c.typ), c.sql, 9, Extra{}), "|")
		if got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.dialect, c.sql, got, c.want)
		}
	}
}

func FuzzFields(f *testing.F) {
	f.Add("STRUCT(a STRUCT(b INT)[], \"c d\" MAP(INT, VARCHAR))")
	f.Add("struct<a:array<struct<b:int>>,")
	f.Add("Array(Array(")
	f.Fuzz(func(t *testing.T, typ string) {
		for _, c := range fieldsOf(typ) {
			if c.Name == "" || !strings.Contains(typ, c.Name) {
				t.Errorf("%q in %q", c.Name, typ)
			}
		}
		elementOf(typ)
	})
}
