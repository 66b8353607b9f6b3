package tinybird

import (
	"fmt"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/sqltext"
)

// ownTimeLimit is how long the API lets a query run.
const ownTimeLimit = 10 * time.Second

// withTimeLimit returns a query with a SETTINGS clause that stops it after the
// time, in whole seconds. It is empty where the API stops the query first, where
// the query has clauses of its own behind which ours cannot stand, and where
// what is asked is no query.
func withTimeLimit(sql string, limit time.Duration) string {
	if limit <= 0 || limit > ownTimeLimit-time.Second || clickhouse.FormatOf(dialect, sql) != "" || !isBareQuery(sql) {
		return ""
	}
	seconds := (limit + time.Second - 1) / time.Second
	return fmt.Sprintf("%s\nSETTINGS max_execution_time=%d", clickhouse.WithoutFormat(dialect, strings.TrimSpace(sql)), seconds)
}

// isBareQuery reports whether a text is a SELECT without a SETTINGS clause.
func isBareQuery(sql string) bool {
	first, sql := "", strings.TrimPrefix(strings.TrimSpace(sql), "%")
	for _, t := range dialect.Tokens(sql) {
		if t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment {
			continue
		}
		word := strings.ToUpper(sql[t.Start:t.End])
		if first == "" {
			first = word
		}
		if word == "SETTINGS" {
			return false
		}
	}
	return first == "SELECT" || first == "WITH"
}

// unbind takes the time limit off a query that was refused with it. It reports
// whether the query should be sent again: a workspace may not allow the setting,
// and a query may end in a way behind which no clause can stand.
func (c *Conn) unbind(q *query, err error) bool {
	refused := connectors.IsClass(err, connectors.ClassUnsupported) && strings.Contains(err.Error(), "'max_execution_time' is restricted")
	if q.unbound == "" || !refused && !connectors.IsClass(err, connectors.ClassSyntax) {
		return false
	}
	if refused {
		c.unlimited.Store(true)
	}
	q.sql, q.unbound = q.unbound, ""
	return true
}
