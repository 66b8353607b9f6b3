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
	var other byte
	step := 1
	if i := strings.IndexByte(openers, mark); i >= 0 {
		other = closers[i]
	} else {
		step, other = -1, openers[strings.IndexByte(closers, mark)]
	}
	depth := 0
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
	line, _ := e.buf.Position(e.buf.Cursor())
	first, last := max(0, line-bracketLines), min(e.buf.Lines()-1, line+bracketLines)
	if _, there, ok := e.pair(first, last); ok {
		return e.buf.LineStart(there.line) + there.column
	}
	return e.buf.Cursor()
}
