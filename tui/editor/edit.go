package editor

import (
	"strings"

	"sonde/internal/textbuf"
)

// indentation is what one step of indenting puts before a line.
const indentation = "    "

// comment is what begins a comment in every dialect.
const comment = "--"

// erase removes the selection, or else the text between the cursor and target.
func (e *Editor) erase(target int) {
	from, to := e.buf.Selection()
	kind := textbuf.Other
	if from == to {
		kind = textbuf.Erasing
		from, to = min(from, target), max(to, target)
	}
	e.buf.Edit(kind, from, to, "")
	e.settle()
}

// newline begins a line as far in as the one of the cursor.
func (e *Editor) newline() {
	from, _ := e.buf.Selection()
	line, column := e.buf.Position(from)
	text := e.buf.Line(line)[:column]
	e.Insert("\n" + text[:indentLength(text)])
}

// indentLength returns the number of blanks a line begins with.
func indentLength(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// selectedLines returns the first and the last line that the selection or the
// cursor is in. A selection that ends at the start of a line leaves it out.
func (e *Editor) selectedLines() (first, last int) {
	from, to := e.buf.Selection()
	first, _ = e.buf.Position(from)
	last, column := e.buf.Position(to)
	if column == 0 && last > first {
		last--
	}
	return first, last
}

// rewrite changes the beginning of each selected line as one step to undo. The
// ends of the selection stay where they are in what follows the beginning.
func (e *Editor) rewrite(change func(line string) string) {
	first, last := e.selectedLines()
	from, to := e.buf.LineStart(first), e.buf.LineEnd(last)
	lines := strings.Split(e.buf.Slice(from, to), "\n")
	for i, line := range lines {
		lines[i] = change(line)
	}
	anchor, cursor := e.fromEnd(e.buf.Anchor()), e.fromEnd(e.buf.Cursor())
	e.buf.Group(func() {
		e.buf.Edit(textbuf.Other, from, to, strings.Join(lines, "\n"))
		e.buf.Select(e.atEnd(anchor), e.atEnd(cursor))
	})
	e.settle()
}

// fromEnd returns an offset as its line and its distance from the line's end;
// the distance is negative at the start of a line in a selection, which stays
// there.
func (e *Editor) fromEnd(offset int) place {
	line, column := e.buf.Position(offset)
	if column == 0 && e.buf.Anchor() != e.buf.Cursor() {
		return place{line, -1}
	}
	return place{line, len(e.buf.Line(line)) - column}
}

func (e *Editor) atEnd(p place) int {
	start, end := e.buf.LineStart(p.line), e.buf.LineEnd(p.line)
	if p.column < 0 {
		return start
	}
	return max(start, end-p.column)
}

// indent moves the selected lines in; without a selection it puts blanks up to
// the next tab stop.
func (e *Editor) indent() {
	if e.buf.Anchor() == e.buf.Cursor() {
		line, at := e.buf.Position(e.buf.Cursor())
		e.Insert(strings.Repeat(" ", tabWidth-columnAt(e.buf.Line(line), at)%tabWidth))
		return
	}
	e.rewrite(func(line string) string {
		if line == "" {
			return line
		}
		return indentation + line
	})
}

// outdent moves the selected lines out.
func (e *Editor) outdent() {
	e.rewrite(func(line string) string {
		if rest, ok := strings.CutPrefix(line, "\t"); ok {
			return rest
		}
		return line[min(indentLength(line), len(indentation)):]
	})
}

// toggleComment turns the selected lines into comments, or back where all of
// them are.
func (e *Editor) toggleComment() {
	first, last := e.selectedLines()
	all, indent := true, -1
	for i := first; i <= last; i++ {
		line := e.buf.Line(i)
		if n := indentLength(line); n < len(line) || first == last {
			all = all && strings.HasPrefix(line[n:], comment)
			if indent < 0 || n < indent {
				indent = n
			}
		}
	}
	e.rewrite(func(line string) string {
		n := indentLength(line)
		switch {
		case n == len(line) && first != last:
			return line
		case all:
			return line[:n] + strings.TrimPrefix(line[n+len(comment):], " ")
		}
		return line[:indent] + comment + " " + line[indent:]
	})
}

// duplicate repeats the selection behind itself, or else the line below itself.
func (e *Editor) duplicate() {
	anchor, cursor := e.buf.Anchor(), e.buf.Cursor()
	from, to := e.buf.Selection()
	text := e.buf.Slice(from, to)
	if from == to {
		line, _ := e.buf.Position(cursor)
		text, to = "\n"+e.buf.Line(line), e.buf.LineEnd(line)
	}
	e.buf.Group(func() {
		e.buf.Edit(textbuf.Other, to, to, text)
		e.buf.Select(anchor+len(text), cursor+len(text))
	})
	e.settle()
}

// moveLines swaps the selected lines with the one above or below.
func (e *Editor) moveLines(down bool) {
	first, last := e.selectedLines()
	other := first - 1
	if down {
		other = last + 1
	}
	if other < 0 || other >= e.buf.Lines() {
		return
	}
	from, to := e.buf.LineStart(min(first, other)), e.buf.LineEnd(max(last, other))
	block, line := e.buf.Slice(e.buf.LineStart(first), e.buf.LineEnd(last)), e.buf.Line(other)
	text, shift := block+"\n"+line, -len(line)-1
	if down {
		text, shift = line+"\n"+block, len(line)+1
	}
	anchor, cursor := e.buf.Anchor()+shift, e.buf.Cursor()+shift
	e.buf.Group(func() {
		e.buf.Edit(textbuf.Other, from, to, text)
		e.buf.Select(anchor, cursor)
	})
	e.settle()
}

// wholeLines returns the offsets of the selected lines with the newline behind
// them or, at the text's end, before them.
func (e *Editor) wholeLines() (from, to int) {
	first, last := e.selectedLines()
	from, to = e.buf.LineStart(first), e.buf.LineEnd(last)
	switch {
	case last+1 < e.buf.Lines():
		to++
	case first > 0:
		from--
	}
	return from, to
}

func (e *Editor) deleteLines() {
	from, to := e.wholeLines()
	e.buf.Edit(textbuf.Other, from, to, "")
	e.settle()
}

// cut takes the selection, or else the line, to the clipboard.
func (e *Editor) cut() {
	from, to := e.buf.Selection()
	if e.clipboard = e.buf.Slice(from, to); from < to {
		e.erase(from)
		return
	}
	line, _ := e.buf.Position(from)
	e.clipboard = e.buf.Line(line) + "\n"
	e.deleteLines()
}

func (e *Editor) undo() {
	if e.buf.Undo() {
		e.settle()
	}
}

func (e *Editor) redo() {
	if e.buf.Redo() {
		e.settle()
	}
}
