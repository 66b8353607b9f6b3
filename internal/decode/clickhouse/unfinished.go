package clickhouse

import (
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// Unfinished returns an error for a statement that cannot be over where its text
// ends, so that a clause behind it would be read as a part of it; nil for others.
func Unfinished(d *sqltext.Dialect, sql string) *connectors.Error {
	var words []string
	var starts, open []int
	for _, t := range d.Tokens(sql) {
		word := sql[t.Start:t.End]
		if t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment || word == ";" {
			continue
		}
		words, starts = append(words, word), append(starts, t.Start)
		switch last := len(words) - 1; {
		case word == "(" || word == "[":
			open = append(open, last)
		case (word == ")" || word == "]") && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	switch last := len(words) - 1; {
	case last >= 0 && goesOn(words[last], words[:last]):
		return unfinished(starts[last], "the statement is not finished: something must follow %s", words[last])
	case len(open) > 0:
		at := open[len(open)-1]
		return unfinished(starts[at], "the statement is not finished: %s is not closed", words[at])
	}
	return nil
}

func unfinished(position int, format, word string) *connectors.Error {
	e := connectors.Errorf(connectors.ClassSyntax, format, word)
	e.Position = position
	return e
}

// needMore are words behind which a query goes on, wherever they are no names.
var needMore = strings.Fields("AND AS BETWEEN BY FROM HAVING IN JOIN LIKE LIMIT NOT ON OR PREWHERE SELECT UNION WHERE")

// goesOn reports whether something must follow a word that stands behind others.
func goesOn(word string, before []string) bool {
	previous := ""
	if len(before) > 0 {
		previous = strings.ToUpper(before[len(before)-1])
	}
	switch upper := strings.ToUpper(word); {
	case previous == "." || previous == "AS":
		return false
	case upper == "FORMAT" || upper == "SETTINGS":
		return endsTerm(previous)
	case upper == "*":
		return !slices.Contains([]string{"SELECT", "DISTINCT", "ALL", ","}, previous)
	case slices.Contains(needMore, upper):
		return true
	}
	return strings.IndexByte("+-/%,.=<>!|([:?", word[len(word)-1]) >= 0 && !isWord(word[0]) && word[0] != '\'' && word[0] != '"' && word[0] != '`'
}
