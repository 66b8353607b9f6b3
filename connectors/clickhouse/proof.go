package clickhouse

import (
	"maps"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/sqltext"
)

// proof is by what a whole answer is told from one that was cut between two rows.
type proof int

const (
	byItself proof = iota // its format has an end, or it has no rows
	byTotal               // its last line tells how many rows there were
	byHead                // its head does, which is only sent once that is known
	bySize                // its head does where the answer is small
)

// enough is how many bytes of an answer the server keeps back, so that its head tells
// how many rows there are.
const enough = "1048576"

// proof is how a server of which so much is known is made to prove its answer.
func (q *query) proof(s server) proof {
	format := clickhouse.FormatOf(dialect, q.sql)
	if format == "" {
		format = q.defaultFormat(s)
	}
	switch {
	case !q.hasRows():
		return byItself
	case q.counted(s):
		return byTotal
	case !q.isSelect(), strings.HasPrefix(strings.ToLower(format), "pretty"):
		return byHead // It is short, or nobody reads it before its end.
	case clickhouse.EndsSilently(format):
		return bySize
	}
	return byItself
}

// parameters are what makes a server prove its answer so.
func (p proof) parameters() map[string]string {
	switch p {
	case byHead:
		return map[string]string{"wait_end_of_query": "1"}
	case bySize:
		return map[string]string{"buffer_size": enough}
	}
	return nil
}

// waits reports whether a server is asked to send nothing before it knows how many
// rows there are.
func (q *query) waits(s server) bool {
	value, set := q.settings["wait_end_of_query"]
	return set && value == "1" || !set && q.proof(s) == byHead
}

// isProgress reports whether the answer has lines beside its rows, where the server
// knows such a format.
func (q *query) isProgress(s server) bool {
	own := clickhouse.FormatOf(dialect, q.sql)
	return own == "" && q.defaultFormat(s) == clickhouse.Progress || strings.EqualFold(own, clickhouse.Progress) || strings.EqualFold(own, "JSONEachRowWithProgress")
}

// allSettings are the settings of the statement and, below them, of the connection.
func (q *query) allSettings() map[string]string {
	all := maps.Clone(q.settings)
	for _, s := range q.inText {
		all[s.Name] = s.Value
	}
	return all
}

// setsInText reports whether a SETTINGS clause of the statement has a setting.
func (q *query) setsInText(name string) bool {
	return slices.ContainsFunc(q.inText, func(s clickhouse.Setting) bool { return s.Name == name })
}

// hasTotals reports whether some of what comes are totals or extremes.
func (q *query) hasTotals() bool {
	extremes := q.allSettings()["extremes"]
	return clickhouse.HasTotals(dialect, q.sql) || extremes != "" && extremes != "0" && extremes != "false"
}

// checkReadOnly refuses to lift, from within a statement, what keeps a connection
// from writing.
func (q *query) checkReadOnly() error {
	all := q.inText
	if value, set := q.settings["readonly"]; set {
		all = append(slices.Clone(all), clickhouse.Setting{Name: "readonly", Value: value})
	}
	for _, s := range all {
		if s.Name == "readonly" && s.Value != "1" && s.Value != "2" {
			return connectors.Errorf(connectors.ClassReadOnly, "the connection is read-only, and readonly=%s would let the server write", s.Value)
		}
	}
	return nil
}

// explains reports whether a statement shows a plan, whatever it explains.
func explains(sql string) bool {
	for _, t := range dialect.Tokens(sql) {
		if t.Kind != sqltext.Whitespace && t.Kind != sqltext.Comment {
			return strings.EqualFold(sql[t.Start:t.End], "EXPLAIN")
		}
	}
	return false
}
