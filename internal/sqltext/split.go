package sqltext

import (
	"iter"
	"strings"
)

// Statement is a statement's place in a text, in bytes: without blanks and
// comments around it, and without the semicolon behind it.
type Statement struct{ Start, End int }

// Split returns the statements of a text in order. Text without any has none.
func (d *Dialect) Split(sql string) []Statement {
	var list []Statement
	for st := range d.statements(sql) {
		list = append(list, st)
	}
	return list
}

// StatementAt returns the statement that the cursor at offset belongs to. Right
// behind a semicolon and in blank lines that is the statement before; in the
// comment lines above a statement, and in its indentation, the one that
// follows. A text without statements has none.
func (d *Dialect) StatementAt(sql string, offset int) (found Statement, ok bool) {
	behind := 0
	for st, after := range d.statements(sql) {
		if ok && offset < st.Start && offset < d.leadIn(sql, behind, st.Start) {
			break
		}
		found, ok, behind = st, true, after
		if offset < after {
			break
		}
	}
	return found, ok
}

// leadIn returns where the text that leads to the statement at start begins;
// the statement before ends at behind, with its semicolon.
func (d *Dialect) leadIn(sql string, behind, start int) int {
	newline := strings.IndexByte(sql[behind:start], '\n')
	if newline < 0 {
		return start
	}
	first := start
	s := scanner{d: d, src: sql[:start], pos: behind}
	for s.more() {
		if t := s.next(); t.Kind == Comment && t.Start > behind+newline {
			first = t.Start
			break
		}
	}
	return strings.LastIndexByte(sql[:first], '\n') + 1
}

// statements yields each statement and the place behind its semicolon, or the
// end of the text.
func (d *Dialect) statements(sql string) iter.Seq2[Statement, int] {
	return func(yield func(Statement, int) bool) {
		var b blocks
		current, some := Statement{}, false
		s := scanner{d: d, src: sql}
		for s.more() {
			t := s.next()
			if !matters(sql, t) {
				continue
			}
			if d.blocks {
				b.see(sql, t)
			}
			if t.Kind == Punctuation && sql[t.Start] == ';' && !b.inside() {
				if some && !yield(current, t.End) {
					return
				}
				some, b = false, blocks{}
				continue
			}
			if !some {
				current.Start, some = t.Start, true
			}
			current.End = t.End
		}
		if some {
			yield(current, len(sql))
		}
	}
}

// matters reports whether a token is more than blanks and comments. MySQL runs
// what stands in /*! … */.
func matters(sql string, t Token) bool {
	switch t.Kind {
	case Whitespace:
		return false
	case Comment:
		return executable(sql[t.Start:t.End])
	}
	return true
}

func executable(comment string) bool {
	return strings.HasPrefix(comment, "/*!") || strings.HasPrefix(comment, "/*M!")
}
