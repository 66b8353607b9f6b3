package tinybird

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// qualify puts QUALIFY, which the engine has, in the place of LIMIT … BY and of LIMIT …
// WITH TIES, which it has not, in every query of a statement.
func (s *statement) qualify() {
	for i := 0; i < len(s.tokens); i++ {
		if l, ok := s.ownLimit(i); ok {
			s.rewrite(s.qualified(l))
		}
	}
}

// ownLimit is a limit that the engine has not.
type ownLimit struct {
	first, last   int   // its tokens
	rows, skipped int64 // of each group, or of all
	by            int   // the token at which the list of BY begins; 0: WITH TIES
}

// ownLimit reads LIMIT n, LIMIT m, n and LIMIT n OFFSET m at a token, where BY or WITH
// TIES stand behind it.
func (s *statement) ownLimit(i int) (l ownLimit, ok bool) {
	rows, isNumber := s.number(i + 1)
	if !s.is(i, "LIMIT") || !isNumber {
		return l, false
	}
	l = ownLimit{first: i, rows: rows}
	end := i + 2
	if more, isNumber := s.number(i + 3); isNumber && s.is(i+2, ",") {
		l.rows, l.skipped, end = more, rows, i+4
	} else if isNumber && s.is(i+2, "OFFSET") {
		l.skipped, end = more, i+4
	}
	if s.is(end, "WITH") && s.is(end+1, "TIES") {
		l.last = end + 1
		return l, true
	}
	if !s.is(end, "BY") {
		return l, false
	}
	l.by, l.last = end+1, s.endOfClause(end+1)-1
	return l, l.last > end
}

// qualified are the edits that put QUALIFY in the place of a limit, before the ORDER BY
// of its query.
func (s *statement) qualified(l ownLimit) []edit {
	begins, at := s.clausesBefore(l.first)
	named, order := s.itemsByName(begins), ""
	if at >= 0 {
		order = s.spelled(at, l.first-1, named)
	}
	last := l.rows + l.skipped
	condition := fmt.Sprintf("row_number() OVER (PARTITION BY %s %s) BETWEEN %d AND %d", s.spelled(l.by, l.last, named), order, l.skipped+1, last)
	if l.by == 0 {
		condition = fmt.Sprintf("row_number() OVER (%[1]s) > %[2]d AND rank() OVER (%[1]s) <= %[3]d", order, l.skipped, last)
	}
	if at < 0 {
		return []edit{{l.first, l.last, "QUALIFY " + condition}}
	}
	return []edit{{at, at, "QUALIFY " + condition + " ORDER"}, {l.first, l.last, ""}}
}

// number is a token that is a whole number.
func (s *statement) number(i int) (n int64, ok bool) {
	if i >= len(s.tokens) {
		return 0, false
	}
	n, err := strconv.ParseInt(s.text(s.tokens[i]), 10, 64)
	return n, err == nil
}

// itemsByName are the expressions of the items of a SELECT that have names of their own.
func (s *statement) itemsByName(at int) map[string]string {
	named := map[string]string{}
	for _, item := range s.items(at + 1) {
		if s.is(item.end-2, "AS") {
			named[s.text(s.tokens[item.end-1])] = s.sql[s.tokens[item.first].Start:s.tokens[item.end-3].End]
		}
	}
	return named
}

// spelled is the text of the tokens from first to last with expressions in the place of
// their names, which the engine does not take everywhere.
func (s *statement) spelled(first, last int, named map[string]string) string {
	var out strings.Builder
	for i := first; i <= last; i++ {
		text := s.text(s.tokens[i])
		if expression := named[text]; expression != "" && !s.is(i-1, ".") {
			text = "(" + expression + ")"
		}
		out.WriteString(text)
		if i < last {
			out.WriteString(s.sql[s.tokens[i].End:s.tokens[i+1].Start])
		}
	}
	return out.String()
}

// endOfClause is the token behind a list of expressions that begins at token i.
func (s *statement) endOfClause(i int) int {
	for ; i < len(s.tokens); i++ {
		if s.is(i, "(") || s.is(i, "[") {
			if end := s.closing(i); end > 0 {
				i = end
			}
			continue
		}
		if isOneOf := func(w string) bool { return s.is(i, w) }; slices.ContainsFunc([]string{")", "LIMIT", "OFFSET", "UNION", "SETTINGS", "FORMAT", ";"}, isOneOf) {
			return i
		}
	}
	return i
}

// clausesBefore are the SELECT and the ORDER of the query to which token i belongs;
// negative where it has none.
func (s *statement) clausesBefore(i int) (begins, order int) {
	depth := 0
	order = -1
	for i--; i >= 0 && depth >= 0; i-- {
		switch {
		case s.is(i, ")") || s.is(i, "]"):
			depth++
		case s.is(i, "(") || s.is(i, "["):
			depth--
		case depth == 0 && order < 0 && s.is(i, "ORDER"):
			order = i
		case depth == 0 && s.is(i, "SELECT"):
			return i, order
		}
	}
	return -1, order
}
