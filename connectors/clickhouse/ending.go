package clickhouse

import (
	"regexp"
	"slices"
	"strings"

	"sonde/internal/decode/clickhouse"
	"sonde/internal/sqltext"
)

// sends reports whether a server of which so much is known is sent a setting of
// sonde's.
func (q *query) sends(name string, s server) bool {
	useless := name == "limit" && q.own[name] == everything && !q.isProgress(s)
	return !s.fixed && !useless && !slices.Contains(s.unknown, name)
}

// hasRows reports whether a whole answer names columns, even where it has no row.
func (q *query) hasRows() bool {
	words := []string{"SELECT", "WITH", "FROM", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS"}
	return q.effect == sqltext.Read && slices.Contains(words, q.verb)
}

// endsWithTotal reports whether a limit that nothing reaches can be added to a
// statement. A limit of any size makes the server write how many rows there were
// as the last line, by which a whole answer is told from one that was cut between
// two rows. Beside a limit of the statement's own another one is not always taken.
func (q *query) endsWithTotal() bool {
	return q.isSelect() && q.isProgress(server{}) && !q.mentions("LIMIT", "TOP", "FETCH", "OFFSET")
}

// counted reports whether a whole answer ends with how many rows there were.
func (q *query) counted(s server) bool {
	limited := q.asked(s) > 0 || q.endsWithLimit()
	return q.isSelect() && q.isProgress(s) && !q.setsInText("limit") && limited
}

// closingLimit is a limit of rows at the end of a statement, and oddLimit one that
// the server does not combine with another: of the last rows, or of a part.
var (
	closingLimit = regexp.MustCompile(`(?i)\bLIMIT\s+\d+(\s*(,|\bOFFSET\b)\s*\d+)?(\s+SETTINGS\s[^()]*)?[\s;]*$`)
	oddLimit     = regexp.MustCompile(`(?i)\bLIMIT\s+(-|\d*\.\d)`)
)

func (q *query) isSelect() bool {
	return q.effect == sqltext.Read && slices.Contains([]string{"SELECT", "WITH", "FROM"}, q.verb)
}

// endsWithLimit reports whether the statement has a limit at its end.
func (q *query) endsWithLimit() bool {
	return closingLimit.MatchString(clickhouse.WithoutFormat(dialect, q.sql))
}

// borrowed reports whether the limit of rows that counts is one of sonde's. In a
// query of several parts one at the end is only that of the last part.
func (q *query) borrowed(s server) bool {
	own := q.endsWithLimit() && !q.mentions("UNION", "INTERSECT", "EXCEPT")
	return q.asked(s) > 0 && !own
}

// mayWriteExceptions reports whether the server may write an exception as a row
// of the format.
func (q *query) mayWriteExceptions() bool {
	value, set := q.settings[settingExceptions]
	return set && value != "0" || strings.Contains(q.sql, settingExceptions)
}

// asksForNoNaN reports whether the user has NaN and infinities sent as NULL.
func (q *query) asksForNoNaN() bool {
	value, set := q.settings[settingQuoteNaN]
	return set && (value == "0" || value == "false") || unquotedNaN.MatchString(q.sql)
}

var unquotedNaN = regexp.MustCompile(settingQuoteNaN + `\s*=\s*'?(0|false)`)

// endsWithRequest names a statement whose effect is over with its request; empty
// for others.
func (q *query) endsWithRequest() string {
	switch {
	case q.verb == "USE" || q.verb == "SET":
		return q.verb
	case q.verb == "CREATE" && temporary.MatchString(q.sql):
		return "CREATE TEMPORARY TABLE"
	}
	return ""
}

var temporary = regexp.MustCompile(`(?i)\bCREATE\s+(OR\s+REPLACE\s+)?TEMPORARY\b`)

// mentions reports whether a word stands anywhere in a statement, other than in a
// literal, a quoted name or a comment.
func (q *query) mentions(words ...string) bool {
	return slices.ContainsFunc(dialect.Tokens(q.sql), func(t sqltext.Token) bool {
		return slices.Contains(words, strings.ToUpper(q.sql[t.Start:t.End]))
	})
}
