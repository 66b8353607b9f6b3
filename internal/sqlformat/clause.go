package sqlformat

import (
	"slices"

	"sonde/internal/sqltext"
)

// form is how the body of a clause is cut into lines.
type form uint8

const (
	whole      form = iota
	list            // at its commas
	conditions      // before AND, OR and ON
	tables          // at the commas of WITH, no deeper than the word
)

// clause is a part of a query: the words that begin it, and what follows them.
type clause struct {
	form       form
	head, body []*atom
}

// clauses cuts atoms into clauses. What stands before the first has no head.
func clauses(atoms []*atom) (found []clause) {
	begin := 0
	now := clause{form: list}
	for i := 0; i < len(atoms); {
		n, f := headAt(atoms, i)
		if n == 0 {
			i++
			continue
		}
		if now.body = atoms[begin:i]; i > 0 {
			found = append(found, now)
		}
		now = clause{form: f, head: atoms[i : i+n]}
		i += n
		begin = i
	}
	now.body = atoms[begin:]
	return append(found, now)
}

var (
	joinWords = words("natural left right full inner outer cross asof semi anti global any all positional paste array")
	byWords   = words("group order partition sort cluster clustered partitioned distribute")
	softWords = words("limit values set settings window returning") // names in other places
	setWords  = words("union intersect except minus")
	frames    = words("rows range groups")
	bounds    = words("between unbounded current")
)

// headAt tells how many atoms from i on begin a clause, and how that is cut; 0
// where none begins.
func headAt(atoms []*atom, i int) (n int, f form) {
	w := word(atoms, i)
	before := word(atoms, i-1)
	if !mayBegin(atoms, i) {
		return 0, whole
	}
	switch {
	case w == "select":
		return 1 + distinct(atoms[i+1:]), list
	case w == "from" && before != "distinct" && before != "delete":
		return 1, list
	case w == "where" || w == "having" || w == "qualify" || w == "prewhere":
		return 1, conditions
	case softWords[w] && before != "as" && i+1 < len(atoms) && !isGlue(atoms[i+1]):
		return 1, list
	case setWords[w] && (i == 0 || atoms[i-1].text != "*"):
		if next := word(atoms, i+1); next == "all" || next == "distinct" {
			return 2, whole
		}
		return 1, whole
	case byWords[w] && word(atoms, i+1) == "by":
		return 2, list
	case w == "with" && isWith(atoms[i+1:]):
		return 1, tables
	case frames[w] && bounds[word(atoms, i+1)]:
		return 1, whole
	case w == "when", w == "on" && word(atoms, i+1) == "conflict":
		return 1, conditions
	}
	return joinAt(atoms, i), conditions
}

// mayBegin reports whether a word stands where no operand is going on.
func mayBegin(atoms []*atom, i int) bool {
	a := atoms[i]
	if a.lower == "" || a.kind == sqltext.Function && a.lower != "values" {
		return false
	}
	return i == 0 || a.gap && !isGlue(atoms[i-1]) || len(a.lead) > 0
}

// isGlue reports whether an atom joins what stands beside it.
func isGlue(a *atom) bool {
	return a.text == "," || a.text == "." || a.kind == sqltext.Operator && a.text != "*"
}

// word is the plain word at i; nothing outside.
func word(atoms []*atom, i int) string {
	if i < 0 || i >= len(atoms) {
		return ""
	}
	return atoms[i].lower
}

// distinct counts the atoms of DISTINCT, ALL and DISTINCT ON (…).
func distinct(atoms []*atom) int {
	switch w := word(atoms, 0); {
	case w == "distinct" && word(atoms, 1) == "on" && len(atoms) > 2:
		return 3
	case w == "distinct" || w == "all":
		return 1
	}
	return 0
}

// isWith reports whether names of common table expressions follow.
func isWith(atoms []*atom) bool {
	return word(atoms, 0) == "recursive" || word(atoms, 1) == "as" || word(atoms, 2) == "as"
}

// mostJoinWords is how many words stand before a JOIN: GLOBAL ANY LEFT OUTER.
const mostJoinWords = 5

// joinAt counts the words of a JOIN.
func joinAt(atoms []*atom, i int) int {
	n := 0
	for n < mostJoinWords && joinWords[word(atoms, i+n)] {
		n++
	}
	if w := word(atoms, i+n); w == "join" || w == "straight_join" {
		return n + 1
	}
	return 0
}

// cut cuts atoms before those at which a function says so.
func cut(atoms []*atom, before func(i int) bool) (parts [][]*atom) {
	begin := 0
	for i := range atoms {
		if i > begin && before(i) {
			parts = append(parts, atoms[begin:i])
			begin = i
		}
	}
	return append(parts, atoms[begin:])
}

// items cuts atoms behind their commas; a comma that a comment has brought to
// the next line begins that.
func items(atoms []*atom) [][]*atom {
	return cut(atoms, func(i int) bool {
		if atoms[i].text == "," {
			return breaks(atoms, i)
		}
		return atoms[i-1].text == "," && (i < 2 || !breaks(atoms, i-1))
	})
}

// breaks reports whether a line ends before atom i in any case.
func breaks(atoms []*atom, i int) bool { return atoms[i-1].ends || len(atoms[i].lead) > 0 }

// terms cuts atoms before AND, OR and ON, but for the AND of a BETWEEN.
func terms(atoms []*atom) [][]*atom {
	between := 0
	return cut(atoms, func(i int) bool {
		w := atoms[i].lower
		if word(atoms, i-1) == "between" {
			between++
		}
		if w == "and" && between > 0 {
			between--
			return false
		}
		return (w == "and" || w == "or" || w == "on") && mayBegin(atoms, i)
	})
}

// branches cuts the inside of a CASE before WHEN and ELSE.
func branches(atoms []*atom) [][]*atom {
	return cut(atoms, func(i int) bool {
		w := atoms[i].lower
		return (w == "when" || w == "else") && atoms[i].gap
	})
}

// isLiterals reports whether items are single values, of which many stand on a
// line.
func isLiterals(items [][]*atom) bool {
	return !slices.ContainsFunc(items, func(item []*atom) bool {
		k := item[0].kind
		return len(item) > 2 || k != sqltext.Number && k != sqltext.String
	})
}
