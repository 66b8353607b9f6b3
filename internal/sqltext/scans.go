package sqltext

import (
	"slices"
	"strings"
)

// Scans returns a table that a statement reads as a whole, as it is written
// there: one that a SELECT names without a WHERE or LIMIT of its own or of a
// SELECT around it. It is empty where there is none. Tables that only describe
// others do not count.
func (d *Dialect) Scans(statement string) (table string) {
	words := d.scanWords(statement)
	if len(words) == 0 || !runsQuery(words) {
		return ""
	}
	s := scans{names: cteNames(words)}
	return s.find(words, false)
}

// Bounds that keep the time for a text of any form in proportion to its length:
// how deep queries are looked into, and how many words a list of columns has.
const (
	deepestScan = 64
	longestList = 1000
)

// scanWord is a piece of a statement. Depth counts the parentheses around it;
// lower is empty for what is no plain word.
type scanWord struct {
	text, lower string
	name        bool
	depth       int
}

func (d *Dialect) scanWords(statement string) []scanWord {
	var words []scanWord
	depth := 0
	s := scanner{d: d, src: statement}
	for s.more() {
		t := s.next()
		if !matters(statement, t) || t.Kind == Comment || t.Kind == Template {
			continue
		}
		w := scanWord{text: statement[t.Start:t.End], depth: depth, name: t.Kind == Identifier || t.Kind == QuotedIdentifier}
		switch {
		case t.Kind == Identifier:
			w.lower = strings.ToLower(w.text)
		case w.text == "(":
			depth++
		case w.text == ")":
			depth--
			w.depth--
		}
		words = append(words, w)
	}
	return words
}

// runsQuery reports whether a statement reads rows of tables: a plan and a list
// of tables do not.
func runsQuery(words []scanWord) bool {
	switch first := words[0].lower; {
	case explains(first):
		return slices.ContainsFunc(words, func(w scanWord) bool { return w.lower == "analyze" || w.lower == "analyse" })
	case first == "show":
		return false
	}
	return true
}

// cteNames are the names of common table expressions: what stands before AS and
// a parenthesis, perhaps with a list of columns between.
func cteNames(words []scanWord) map[string]bool {
	names := map[string]bool{}
	for i := 1; i+1 < len(words); i++ {
		if words[i].lower != "as" || words[i+1].text != "(" {
			continue
		}
		at := i - 1
		for at > max(0, i-longestList) && (words[at].text == ")" || words[at].depth > words[i].depth) {
			at--
		}
		if words[at].text == "(" && at > 0 {
			at--
		}
		names[strings.ToLower(words[at].text)] = true
	}
	return names
}

type scans struct{ names map[string]bool }

// find looks at the SELECTs of one pair of parentheses, and then within them.
func (s scans) find(words []scanWord, bounded bool) string {
	if words[0].depth > deepestScan {
		return ""
	}
	for _, one := range selects(words) {
		within := bounded || isBounded(one)
		if table := s.firstTable(one); table != "" && !within {
			return table
		}
		for _, inner := range enclosed(one) {
			if table := s.find(inner, within); table != "" {
				return table
			}
		}
	}
	return ""
}

// selects splits at set operators outside parentheses.
func selects(words []scanWord) [][]scanWord {
	var out [][]scanWord
	begin := 0
	for i, w := range words {
		if w.depth == words[0].depth && (w.lower == "union" || w.lower == "intersect" || w.lower == "except") {
			out, begin = append(out, words[begin:i]), i+1
		}
	}
	if begin < len(words) {
		out = append(out, words[begin:])
	}
	return slices.DeleteFunc(out, func(one []scanWord) bool { return len(one) == 0 })
}

func isBounded(words []scanWord) bool {
	return slices.ContainsFunc(words, func(w scanWord) bool {
		return w.depth == words[0].depth && slices.Contains([]string{"where", "limit", "fetch", "top", "tablesample"}, w.lower)
	})
}

// enclosed are the queries in parentheses one level below.
func enclosed(words []scanWord) [][]scanWord {
	var out [][]scanWord
	begin := -1
	for i, w := range words {
		switch {
		case w.depth != words[0].depth:
		case w.text == "(":
			begin = i + 1
		case w.text == ")" && begin >= 0 && begin < i:
			if first := words[begin]; first.text == "(" || slices.Contains([]string{"select", "with", "from"}, first.lower) {
				out = append(out, words[begin:i])
			}
			begin = -1
		}
	}
	return out
}

// firstTable is the first table that a SELECT names by itself.
func (s scans) firstTable(words []scanWord) string {
	from := false // what follows a comma is a table
	for i, w := range words {
		switch {
		case w.depth != words[0].depth:
		case w.lower == "from" || w.lower == "join":
			from = !(i > 0 && words[i-1].lower == "distinct")
			if from {
				if table := s.tableAt(words[i+1:]); table != "" {
					return table
				}
			}
		case w.text == "," && from:
			if table := s.tableAt(words[i+1:]); table != "" {
				return table
			}
		case slices.Contains([]string{"select", "where", "group", "order", "having", "limit", "window"}, w.lower):
			from = false
		}
	}
	return ""
}

// tableAt is the name of a table that begins here; empty for a query, for a
// function, for a common table expression and for what describes tables.
func (s scans) tableAt(words []scanWord) string {
	for len(words) > 0 && (words[0].lower == "only" || words[0].lower == "lateral") {
		words = words[1:]
	}
	name, n := "", 0
	for n < len(words) && (words[n].name || words[n].text == "-") {
		name += words[n].text
		if n++; n == len(words) || words[n].text != "." {
			break
		}
		name += "."
		n++
	}
	lower := strings.ToLower(name)
	if n < len(words) && words[n].text == "(" || s.names[lower] || strings.Contains(lower, "information_schema") {
		return ""
	}
	return name
}
