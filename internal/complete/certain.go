package complete

import (
	"strings"

	"sonde/internal/sqltext"
)

// certainType is the type of a computed item of a SELECT where its text leaves no
// doubt; empty elsewhere. Those of literals, comparisons and counts differ between
// sources, and are told for DuckDB alone.
func (a *analysis) certainType(item span, from []Relation) string {
	lo, hi := item.lo, a.endOfExpression(item)
	if lo >= hi {
		return ""
	}
	if a.isOperand(lo, hi-2) && a.is(hi-2, "::") || a.isOperand(lo, hi) && strings.HasSuffix(a.word(lo), "cast") {
		return withoutCall(a.typeIn(lo, hi, from))
	}
	if a.dialect.Name() != "duckdb" {
		return a.callIn(lo, hi)
	}
	first := a.pieces[lo]
	switch {
	case first.text == "{" && a.after(lo) == hi:
		return a.structIn(lo, hi, from)
	case a.compares(lo, hi):
		return "BOOLEAN"
	case hi-lo == 1 && (first.lower == "true" || first.lower == "false"):
		return "BOOLEAN"
	case hi-lo == 1 && first.kind == sqltext.String && first.text[0] == '\'':
		return "VARCHAR"
	case hi-lo == 1 && first.kind == sqltext.Number && isSmall(first.text):
		return "INTEGER"
	case hi-lo > 2 && first.lower == "count" && a.isOperand(lo, hi):
		return "BIGINT"
	}
	return a.callIn(lo, hi)
}

// callIn names the function that some pieces are a call of, as upper(); what it
// returns is known where columns are offered.
func (a *analysis) callIn(lo, hi int) string {
	if hi-lo > 2 && a.isOperand(lo, hi) && a.pieces[lo].isName() {
		return a.pieces[lo].text + "()"
	}
	return ""
}

// typed is a column with what the function returns that it is a call of; nothing where
// that depends on its arguments.
func (n *Names) typed(c Column) Column {
	if !strings.HasSuffix(c.Type, "()") {
		return c
	}
	c.Type = n.resolved([]string{c.Type})[0]
	if strings.Contains(c.Type, "ANY") || len(c.Type) == 1 {
		c.Type = ""
	}
	return c
}

func withoutCall(t string) string {
	if strings.HasSuffix(t, "()") {
		return ""
	}
	return t
}

// isSmall reports whether a number has only digits, and few of them.
func isSmall(number string) bool {
	return len(number) < 10 && strings.Trim(number, "0123456789") == ""
}

// endOfExpression is where an item ends without the name that it is given.
func (a *analysis) endOfExpression(item span) int {
	switch name, _ := a.itemName(item); {
	case name == "" || item.hi-item.lo == 1:
		return item.hi
	case a.word(item.hi-2) == "as":
		return item.hi - 2
	}
	return item.hi - 1
}

// isOperand reports whether some pieces are one operand: a word, what stands in
// brackets, or a call.
func (a *analysis) isOperand(lo, hi int) bool {
	switch {
	case lo >= hi:
		return false
	case hi-lo == 1 || a.is(lo, "(") && a.after(lo) == hi:
		return true
	}
	return a.pieces[lo].isName() && a.is(lo+1, "(") && a.after(lo+1) == hi
}

// comparing are the marks and words of comparisons, and unclear those beside which
// they may mean something else.
var (
	comparing = words("= == <> != < > <= >= in like ilike is between")
	unclear   = words("-> ->> := => case over filter collate")
)

// compares reports whether an expression is a comparison.
func (a *analysis) compares(lo, hi int) (does bool) {
	for i := lo; i < hi; i = a.after(i) {
		p := a.pieces[i]
		if unclear[p.text] || unclear[p.lower] {
			return false
		}
		does = does || i > lo && (comparing[p.text] || comparing[p.lower])
	}
	return does
}
