package editor

// move puts the cursor at an offset; with extend the selection grows to there.
func (e *Editor) move(extend bool, target int) {
	anchor := target
	if extend {
		anchor = e.buf.Anchor()
	}
	e.Select(anchor, target)
}

// left moves by one character; from a selection to its start.
func (e *Editor) left(extend bool) {
	from, to := e.buf.Selection()
	if from < to && !extend {
		e.move(false, from)
		return
	}
	e.move(extend, e.buf.Prev(e.buf.Cursor()))
}

// right moves by one character; from a selection to its end.
func (e *Editor) right(extend bool) {
	from, to := e.buf.Selection()
	if from < to && !extend {
		e.move(false, to)
		return
	}
	e.move(extend, e.buf.Next(e.buf.Cursor()))
}

// vertical moves by lines and aims at the column of the first of such moves.
// Past the first or last line it goes to the text's start or end.
func (e *Editor) vertical(extend bool, lines int) {
	line, at := e.buf.Position(e.buf.Cursor())
	goal := e.goal
	if goal < 0 {
		goal = columnAt(e.buf.Line(line), at)
	}
	target := 0
	switch line += lines; {
	case line >= e.buf.Lines():
		target = e.buf.Len()
	case line >= 0:
		target = e.buf.LineStart(line) + byteAt(e.buf.Line(line), goal)
	}
	e.move(extend, target)
	e.goal = goal
}

// page moves by the pane's height less one line, and the view with the cursor.
func (e *Editor) page(extend bool, direction int) {
	lines := max(1, e.view.rect.H-1) * direction
	e.Wheel(lines)
	e.vertical(extend, lines)
}

// home moves to the first character of the line that is no blank; from there to
// the start of the line.
func (e *Editor) home(extend bool) {
	line, column := e.buf.Position(e.buf.Cursor())
	target := indentLength(e.buf.Line(line))
	if target == column {
		target = 0
	}
	e.move(extend, e.buf.LineStart(line)+target)
}

// lineEnds returns the offsets of the start and the end of the cursor's line.
func (e *Editor) lineEnds() (start, end int) {
	line, _ := e.buf.Position(e.buf.Cursor())
	return e.buf.LineStart(line), e.buf.LineEnd(line)
}

func (e *Editor) selectLine() {
	first, last := e.selectedLines()
	e.Select(e.buf.LineStart(first), e.buf.LineEnd(last)+1)
}

func (e *Editor) selectWord() { e.Select(e.buf.Word(e.buf.Cursor())) }

// GoToLine moves the cursor to the start of a line, counted from 1, or of the
// nearest one there is.
func (e *Editor) GoToLine(n int) {
	e.SetCursor(e.buf.LineStart(max(0, min(n, e.buf.Lines())-1)))
}
