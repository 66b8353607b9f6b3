package dolthub

import "sonde/internal/sqltext"

// Explain returns the statement that shows the plan of another one that reads: a
// plain EXPLAIN answers a placeholder, and one of a write is taken for a write.
// With ANALYZE the statement is run.
func (c *conn) Explain(sql string, analyze bool) (statement string, ok bool) {
	if effect, _ := dialect.Classify(sql); effect != sqltext.Read {
		return "", false
	}
	if analyze {
		return "EXPLAIN ANALYZE " + sql, true
	}
	return "EXPLAIN PLAN " + sql, true
}
