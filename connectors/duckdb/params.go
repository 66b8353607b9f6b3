package duckdb

import (
	"strings"

	"sonde/internal/sqltext"
)

// dollarNames writes :name as the engine knows it, $name. Nothing else of the
// text changes, so that positions in errors stay true.
func dollarNames(sql string) string {
	if !strings.Contains(sql, ":") {
		return sql
	}
	out := []byte(sql)
	for _, t := range sqltext.ForName("duckdb").Placeholders(sql) {
		if out[t.Start] == ':' {
			out[t.Start] = '$'
		}
	}
	return string(out)
}
