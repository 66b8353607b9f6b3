package clickhouse

import (
	"strings"

	"sonde/internal/decode/clickhouse"
	"sonde/internal/sqltext"
)

// Explain shows the plan of a query, with the indexes that it uses or, where it
// is run, with what its steps took.
func (c *Conn) Explain(sql string, analyze bool) (string, bool) {
	effect, verb := dialect.Classify(sql)
	if effect != sqltext.Read || verb != "SELECT" && verb != "WITH" && verb != "FROM" {
		return "", false
	}
	sql = clickhouse.WithoutFormat(dialect, sql)
	if analyze {
		return "EXPLAIN ANALYZE " + sql, true
	}
	return "EXPLAIN indexes = 1 " + strings.TrimSpace(sql), true
}
