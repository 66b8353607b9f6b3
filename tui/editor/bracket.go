package editor

import (
	"slices"
	"strings"

	"sonde/internal/sqltext"
	"sonde/themes"
)

const (
	openers = "([{"
	closers = ")]}"
)

// bracketLines bounds the lines in which a jump looks for a bracket's partner.
const bracketLines = 10_000

// place is a byte of a line.
type place struct{ line, column int }

// pair returns the bracket at the cursor, or else before it, and the one that
// matches it, looked for in the lines from first to last. Brackets in quotes and
// comments do not count.
func (e *Editor) pair(first, last int) (here, there place, ok bool) {
	line, column := e.buf.Position(e.buf.Cursor())
	for _, c := range []int{column, column - 1} {
		if here = (place{line, c}); e.isBracket(here) {
			there, ok = e.partner(here, first, last)
			return here, there, ok
		}
	}
	return here, there, false
}

func (e *Editor) isBracket(at place) bool {
	text := e.buf.Line(at.line)
	if at.column < 0 || at.column >= len(text) || len(text) > plainLine {
		return false
	}
	if !strings.Contains(openers+closers, text[at.column:at.column+1]) {
		return false
	}
	return slices.ContainsFunc(e.syntax.read(at.line), func(t sqltext.Token) bool {
		return t.Start == at.column && t.Kind == sqltext.Punctuation
	})
}

// partner looks for the bracket that matches the one at a place.
func (e *Editor) partner(at place, first, last int) (place, bool) {
	mark := e.buf.Line(at.line)[at.column]
	if i := strings.IndexByte(openers, mark); i >= 0 {
		return e.evenOut(at, mark, closers[i], 1, 0, first, last)
	}
	return e.evenOut(at, mark, openers[strings.IndexByte(closers, mark)], -1, 0, first, last)
}

// around returns the nearest two brackets of a kind that have a place within
// them or on one of them.
func (e *Editor) around(at place, open, closing byte, first, last int) (from, to place, ok bool) {
	from, ok = at, true
	switch mark := e.bracketAt(at); mark {
	case open:
	case closing:
		from, ok = e.partner(at, first, last)
	default:
		from, ok = e.evenOut(at, closing, open, -1, 1, first, last)
	}
	if ok {
		to, ok = e.partner(from, first, last)
	}
	return from, to, ok
}

// bracketAt is the bracket at a place; 0 where there is none.
func (e *Editor) bracketAt(at place) byte {
	if !e.isBracket(at) {
		return 0
	}
	return e.buf.Line(at.line)[at.column]
}

// evenOut looks from a place on, on the way of step, for the bracket other that
// evens out every mark on the way and the depth of those before it.
func (e *Editor) evenOut(at place, mark, other byte, step, depth, first, last int) (place, bool) {
	for line := at.line; line >= first && line <= last; line += step {
		if column, found := e.balance(line, at, mark, other, step, &depth); found {
			return place{line, column}, true
		}
	}
	return place{}, false
}

// balance counts the brackets of one line on the way of step, from a place on
// where the line is its own, and returns the column at which they even out.
func (e *Editor) balance(line int, from place, mark, other byte, step int, depth *int) (column int, found bool) {
	text := e.buf.Line(line)
	if len(text) > plainLine {
		return 0, false
	}
	tokens := e.syntax.read(line)
	if step < 0 {
		slices.Reverse(tokens)
	}
	for _, t := range tokens {
		if t.Kind != sqltext.Punctuation || line == from.line && (t.Start-from.column)*step < 0 {
			continue
		}
		switch text[t.Start] {
		case mark:
			*depth++
		case other:
			if *depth--; *depth == 0 {
				return t.Start, true
			}
		}
	}
	return 0, false
}

// drawBrackets marks the bracket at the cursor and its partner in sight.
func (e *Editor) drawBrackets(p painter) {
	if len(e.view.rows) == 0 || !p.focused {
		return
	}
	first, last := e.view.rows[0].line, e.view.rows[len(e.view.rows)-1].line
	here, there, ok := e.pair(first, last)
	if !ok {
		return
	}
	style := themes.Style{FG: p.th.Style(themes.Accent).FG, Attr: themes.Bold | themes.Underline}
	for _, at := range []place{here, there} {
		if y, visible := e.rowOf(at.line); visible {
			e.highlight(p, y, e.buf.Line(at.line), at.column, at.column+1, style)
		}
	}
}

// toBracket returns the offset of the bracket that matches the one at the
// cursor; the cursor's own where there is none.
func (e *Editor) toBracket() int {
	e.syntax.begin()
	if _, there, ok := e.pair(e.bracketReach(e.buf.Cursor())); ok {
		return e.buf.LineStart(there.line) + there.column
	}
	return e.buf.Cursor()
}

// bracketReach is the first and the last line in which the partner of a bracket
// at an offset is looked for.
func (e *Editor) bracketReach(offset int) (first, last int) {
	line, _ := e.buf.Position(offset)
	return max(0, line-bracketLines), min(e.buf.Lines()-1, line+bracketLines)
}
