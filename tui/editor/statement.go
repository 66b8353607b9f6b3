package editor

import (
	"math"
	"strings"
)

// exactBytes is the length of text up to which the statement under the cursor
// is looked up in every frame by the splitter itself.
const exactBytes = 1 << 14

// emptyBytes is how far it is looked whether anything stands between two
// semicolons.
const emptyBytes = 64

// Statement returns what a run sends, and its byte offset in the text: the
// selection where something other than blanks is selected, otherwise the
// statement under the cursor. ok is false where there is none. It reads the
// whole text and is meant for the moment of a run.
func (e *Editor) Statement() (text string, start int, ok bool) {
	from, to := e.buf.Selection()
	if text = e.buf.Slice(from, to); strings.TrimSpace(text) != "" {
		return text, from, true
	}
	text = e.buf.Text()
	s, ok := e.dialect.StatementAt(text, e.buf.Cursor())
	if !ok {
		return "", 0, false
	}
	return text[s.Start:s.End], s.Start, true
}

// selectStatement selects the statement under the cursor.
func (e *Editor) selectStatement() {
	if s, ok := e.dialect.StatementAt(e.buf.Text(), e.buf.Cursor()); ok {
		e.Select(s.Start, s.End)
	}
}

// otherStatement returns the start of the next statement, or of the one before
// the cursor.
func (e *Editor) otherStatement(forward bool) int {
	target := 0
	if forward {
		target = e.buf.Len()
	}
	for _, s := range e.dialect.Split(e.buf.Text()) {
		switch {
		case forward && s.Start > e.buf.Cursor():
			return s.Start
		case !forward && s.Start < e.buf.Cursor():
			target = s.Start
		}
	}
	return target
}

// marked returns the first and last line of the statement under the cursor, as
// far as it matters for the lines up to bottom. The splitter is asked about a
// part of the text that holds the statement and the one before it, so that it
// answers as it would for the whole. A statement that is too long for that is
// taken from one ";" to the next.
func (e *Editor) marked(bottom int) (first, last int, ok bool) {
	if e.buf.Len() <= exactBytes {
		return e.statementLines(0, e.buf.Len())
	}
	cursor := e.buf.Cursor()
	near := e.terminatorBefore(cursor)
	from, to := near, e.terminatorAfter(cursor, bottom)
	for from > 0 && e.nothingIn(from, min(near, from+emptyBytes)) {
		from = e.terminatorBefore(from - 1)
	}
	for e.nothingIn(max(cursor, to-emptyBytes), to) {
		next := e.terminatorAfter(to, bottom)
		if next == to {
			break
		}
		to = next
	}
	if to-from <= 2*exactBytes {
		return e.statementLines(from, to)
	}
	if cursor-near > exactBytes {
		return e.trimmedLines(near, to)
	}
	if first, last, ok = e.statementLines(near, to); ok && e.buf.LineStart(first) <= cursor {
		return first, last, true
	}
	return e.trimmedLines(from, near)
}

// nothingIn reports whether a part of the text has only blanks and semicolons.
func (e *Editor) nothingIn(from, to int) bool {
	return strings.Trim(e.buf.Slice(from, to), "; \t\n") == ""
}

func (e *Editor) statementLines(from, to int) (first, last int, ok bool) {
	s, ok := e.dialect.StatementAt(e.buf.Slice(from, to), e.buf.Cursor()-from)
	if !ok {
		return 0, 0, false
	}
	first, _ = e.buf.Position(from + s.Start)
	last, _ = e.buf.Position(from + s.End)
	return first, last, true
}

// trimmedLines returns the lines of a part of the text without blank ones at
// its ends.
func (e *Editor) trimmedLines(from, to int) (first, last int, ok bool) {
	first, column := e.buf.Position(from)
	last, _ = e.buf.Position(to)
	if first < last && blank(e.buf.Line(first)[column:]) {
		first++
	}
	for first < last && blank(e.buf.Line(first)) {
		first++
	}
	for first < last && blank(e.buf.Line(last)) {
		last--
	}
	return first, last, true
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// terminatorBefore returns the offset behind the last ";" that ends a statement
// before an offset; 0 where there is none. Where the text has not been read that
// far, it is the start of the line.
func (e *Editor) terminatorBefore(offset int) int {
	line, column := e.buf.Position(offset)
	if !e.syntax.advance(line + 1) {
		return offset - column
	}
	for i := line; i >= 0; i-- {
		if at := e.terminatorIn(i, 0, column, true); at >= 0 {
			return e.buf.LineStart(i) + at + 1
		}
		column = math.MaxInt
	}
	return 0
}

// terminatorAfter returns the offset behind the first ";" that ends a statement
// at or after an offset, or the end of line bottom where it lies below.
func (e *Editor) terminatorAfter(offset, bottom int) int {
	line, column := e.buf.Position(offset)
	bottom = min(max(bottom, line), e.buf.Lines()-1)
	for i := line; i <= bottom; i++ {
		if at := e.terminatorIn(i, column, math.MaxInt, false); at >= 0 {
			return e.buf.LineStart(i) + at + 1
		}
		column = 0
	}
	return e.buf.LineEnd(bottom)
}

// terminatorIn returns the column of the first or last ";" in a part of a line;
// -1 where there is none.
func (e *Editor) terminatorIn(line, from, to int, wantLast bool) int {
	found := -1
	if !e.syntax.advance(line+1) || !e.syntax.lines[line].ends {
		return found
	}
	text := e.buf.Line(line)
	for _, t := range e.syntax.read(line) {
		if isTerminator(text, t) && t.Start >= from && t.Start < to {
			if found = t.Start; !wantLast {
				break
			}
		}
	}
	return found
}
