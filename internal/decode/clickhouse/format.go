package clickhouse

import (
	"regexp"
	"strings"

	"sonde/internal/sqltext"
)

// FormatOf returns the format that a statement asks for in a FORMAT clause of
// its own; empty where it has none. Comments, literals and whatever stands in
// parentheses are no clause.
func FormatOf(d *sqltext.Dialect, sql string) string {
	_, name := formatClause(d, sql)
	return sql[name.Start:name.End]
}

// WithoutFormat returns a statement without its FORMAT clause, and without
// semicolons at its end.
func WithoutFormat(d *sqltext.Dialect, sql string) string {
	keyword, name := formatClause(d, sql)
	if name.End > 0 {
		sql = sql[:keyword.Start] + sql[name.End:]
	}
	return strings.TrimRight(withoutSemicolons(d, sql), " \t\r\n")
}

// formatClause finds the keyword and the name of a FORMAT clause.
func formatClause(d *sqltext.Dialect, sql string) (keyword, name sqltext.Token) {
	var tokens []sqltext.Token
	found, depth := -1, 0
	word := func(i int) string {
		if i < 0 || i >= len(tokens) {
			return ""
		}
		return sql[tokens[i].Start:tokens[i].End]
	}
	for _, t := range d.Tokens(sql) {
		if t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment {
			continue
		}
		tokens = append(tokens, t)
		switch last := len(tokens) - 1; {
		case word(last) == "(" || word(last) == "[":
			depth++
		case word(last) == ")" || word(last) == "]":
			depth--
		case depth == 0 && strings.EqualFold(word(last), "FORMAT") && endsTerm(word(last-1)):
			found = last
		}
	}
	behind := word(found + 2)
	if found < 0 || !isName(word(found+1)) || behind != "" && behind != ";" && !strings.EqualFold(behind, "SETTINGS") {
		return keyword, name
	}
	return tokens[found], tokens[found+1]
}

// openEnds are the words behind which a query goes on with a name, so that
// FORMAT is one there.
var openEnds = map[string]bool{
	"SELECT": true, "DISTINCT": true, "FROM": true, "JOIN": true, "WHERE": true, "PREWHERE": true, "BY": true, "HAVING": true, "AS": true,
	"AND": true, "OR": true, "NOT": true, "ON": true, "USING": true, "IN": true, "LIKE": true, "CASE": true, "WHEN": true, "THEN": true,
	"ELSE": true, "BETWEEN": true, "WITH": true, "DESCRIBE": true, "DESC": true, "TABLE": true,
}

// endsTerm reports whether a query may be over behind a word.
func endsTerm(word string) bool {
	if word == "" || openEnds[strings.ToUpper(word)] {
		return false
	}
	last := word[len(word)-1]
	return isWord(last) || strings.IndexByte(")]}'\"`*;", last) >= 0
}

func isName(word string) bool {
	for i := range len(word) {
		if !isWord(word[i]) {
			return false
		}
	}
	return word != ""
}

// WithFormat returns a statement that asks for a format: its own, where it has
// one, or else the given one. The clause goes on a line of its own, where no
// comment can swallow it, and in front of it no semicolon is left.
func WithFormat(d *sqltext.Dialect, sql, format string) (statement, asked string) {
	if own := FormatOf(d, sql); own != "" {
		return sql, own
	}
	if endsInComment(d, sql) {
		return sql, format // Nothing can stand behind it; the server says what is wrong.
	}
	return strings.TrimRight(withoutSemicolons(d, sql), " \t\r\n") + "\nFORMAT " + format, format
}

// formatNames are the formats that sonde reads as tables, or that are asked for
// often.
var formatNames = strings.Fields(`JSON JSONCompact JSONStrings JSONCompactStrings JSONEachRow JSONCompactEachRow JSONCompactEachRowWithNames
	JSONCompactEachRowWithNamesAndTypes JSONEachRowWithProgress CSV CSVWithNames CSVWithNamesAndTypes TSV TSVWithNames TSVWithNamesAndTypes
	TabSeparated TabSeparatedWithNames Parquet Arrow ArrowStream Pretty PrettyCompact Vertical Markdown XML Values Prometheus`)

var unknownFormat = regexp.MustCompile(`(?i)unknown format '?(\w+)`)

// FormatLike returns the format whose name a message about an unknown one has in
// other letters' case; empty for all other messages.
func FormatLike(message string) string {
	m := unknownFormat.FindStringSubmatch(message)
	for _, name := range formatNames {
		if m != nil && m[1] != name && strings.EqualFold(m[1], name) {
			return name
		}
	}
	return ""
}

// endsInComment reports whether a statement ends within a comment that is never
// closed.
func endsInComment(d *sqltext.Dialect, sql string) bool {
	for _, t := range d.Tokens(sql) {
		text := sql[t.Start:t.End]
		if t.Kind == sqltext.Comment && strings.HasPrefix(text, "/*") && (len(text) < 4 || !strings.HasSuffix(text, "*/")) {
			return true
		}
	}
	return false
}

// withoutSemicolons cuts the semicolons at the end of a statement, and what
// stands between and behind them.
func withoutSemicolons(d *sqltext.Dialect, sql string) string {
	tokens := d.Tokens(sql)
	cut := len(sql)
	for i := len(tokens) - 1; i >= 0; i-- {
		t := tokens[i]
		switch {
		case sql[t.Start:t.End] == ";":
			cut = t.Start
		case t.Kind != sqltext.Whitespace && t.Kind != sqltext.Comment:
			return sql[:cut]
		}
	}
	return sql[:cut]
}
