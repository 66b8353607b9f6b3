package export

import (
	"fmt"
	"path/filepath"
	"testing"
)

// typedTables are tables of a million rows each, of types whose values are looked
// at, or made anew, on their way into a file.
//
// The floor of HUGEINT is given decimals: DuckDB's own files hold doubles, and lose
// what has more than 15 digits.
var typedTables = []struct{ name, columns string }{
	{"hugeint", "range::HUGEINT * 1000000007 AS a, -range::HUGEINT AS b"},
	{"decimal", "(range / 7)::DECIMAL(18,4) AS a, (range * 1.25)::DECIMAL(38,6) AS b"},
	{"timestamptz", "TIMESTAMPTZ '2020-01-01 00:00:00+00' + INTERVAL (range) SECOND AS a, DATE '2020-01-01' + (range % 10000)::INT AS b"},
	{"blob", "encode('value ' || range) AS a"},
	{"nested", "[range, range + 1, NULL] AS a, {'x': range, 'y': 'value ' || (range % 1000)} AS b, MAP {'k': range} AS c"},
	{"uuid", "md5(range::VARCHAR)::UUID AS a"},
	{"json", `('{"a":' || range || ',"b":[1,2,3]}')::JSON AS a`},
	{"interval", "to_seconds(range) AS a, TIME '00:00:00' + to_seconds(range % 86400) AS b"},
}

// BenchmarkExportTypes measures running queries of values of each type beside
// DuckDB's COPY of the same table.
func BenchmarkExportTypes(b *testing.B) {
	for _, table := range typedTables {
		c := database(b)
		execute(b, c, fmt.Sprintf("SET TimeZone = 'UTC'; CREATE TABLE t AS SELECT %s FROM range(1000000)", table.columns))
		for _, format := range []string{"csv", "parquet"} {
			copied := "FROM t"
			if table.name == "hugeint" && format == "parquet" {
				copied = "SELECT a::DECIMAL(38, 0), b::DECIMAL(38, 0) FROM t"
			}
			path := filepath.Join(b.TempDir(), "t."+format)
			b.Run(table.name+"/"+format+"/floor", func(b *testing.B) {
				measure(b, func(b *testing.B) { execute(b, c, fmt.Sprintf("COPY (%s) TO '%s'", copied, path)) })
				reportSize(b, path)
			})
			b.Run(table.name+"/"+format+"/sonde", func(b *testing.B) {
				measure(b, func(b *testing.B) {
					rows, err := c.Query(b.Context(), "FROM t", nil)
					if err != nil {
						b.Fatal(err)
					}
					save(b, path, rows)
					closed(b, rows)
				})
				reportSize(b, path)
			})
		}
	}
}
