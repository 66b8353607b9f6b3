package clickhouse

import (
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/sqltext"
)

// explanations are the forms of EXPLAIN, with what they show.
var explanations = []connectors.Explanation{
	{Name: "EXPLAIN PLAN", Comment: "the steps, with indexes and actions", SQL: "EXPLAIN PLAN indexes = 1, actions = 1 "},
	{Name: "EXPLAIN PIPELINE", Comment: "the processors and how many run at once", SQL: "EXPLAIN PIPELINE "},
	{Name: "EXPLAIN ESTIMATE", Comment: "parts, rows and marks that would be read", SQL: "EXPLAIN ESTIMATE "},
	{Name: "EXPLAIN SYNTAX", Comment: "the statement after rewriting", SQL: "EXPLAIN SYNTAX "},
	{Name: "EXPLAIN QUERY TREE", Comment: "the tree after the passes of the analyser", SQL: "EXPLAIN QUERY TREE "},
	{Name: "EXPLAIN AST", Comment: "the tree of the parsed text", SQL: "EXPLAIN AST "},
	{Name: "EXPLAIN ANALYZE", Comment: "runs it, and measures its steps", SQL: "EXPLAIN ANALYZE "},
}

// Explanations are the forms of EXPLAIN for a query.
func (c *Conn) Explanations(sql string) []connectors.Explanation {
	if _, can := c.Explain(sql, false); !can {
		return nil
	}
	sql = strings.TrimSpace(clickhouse.WithoutFormat(dialect, sql))
	out := slices.Clone(explanations)
	for i := range out {
		out[i].SQL += sql
	}
	return out
}

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
