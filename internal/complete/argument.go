package complete

import (
	"strings"

	"sonde/internal/sqltext"
)

// typesIn are the types of the arguments in a bracket, as [Call] has them.
func (a *analysis) typesIn(open int, relations []Relation) (types []string) {
	begin, end := open+1, a.pieces[open].end
	for i := begin; i < end; i = a.after(i) {
		if a.is(i, ",") {
			types = append(types, a.typeIn(begin, i, relations))
			begin = i + 1
		}
	}
	if begin < end {
		types = append(types, a.typeIn(begin, end, relations))
	}
	return types
}

// typeIn is the type of an expression.
func (a *analysis) typeIn(lo, hi int, relations []Relation) string {
	if lo >= hi {
		return ""
	}
	first, last := a.pieces[lo], a.pieces[hi-1]
	switch n := hi - lo; {
	case n > 2 && a.is(hi-2, "::"):
		return strings.ToUpper(last.text)
	case last.kind == sqltext.String && (n == 1 || n == 2 && first.lower != ""):
		if n == 1 {
			return "VARCHAR"
		}
		return strings.ToUpper(first.text)
	case n == 1 && first.kind == sqltext.Number:
		if strings.ContainsAny(first.text, ".eE") {
			return "DECIMAL"
		}
		return "INTEGER"
	case n == 1 && first.isName(), n == 3 && first.isName() && a.is(lo+1, "."):
		c, _ := columnNamed(relations, a.pieces[lo:hi])
		return c.Type
	case first.lower != "" && a.is(lo+1, "(") && a.after(lo+1) == hi:
		if strings.HasSuffix(first.lower, "cast") && a.word(hi-3) == "as" {
			return strings.ToUpper(a.pieces[hi-2].text)
		}
		return first.text + "()"
	}
	return ""
}
