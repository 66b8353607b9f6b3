package editor

// The coordinates of these methods are cells from the upper left corner of the
// rectangle of the last frame.

// Click moves the cursor to a cell; with shift the selection grows to there. A
// click into the gutter selects the line.
func (e *Editor) Click(x, y int, shift bool) {
	if x < e.view.gutter && !shift {
		e.TripleClick(x, y)
		return
	}
	cursor := e.offsetAt(x, y)
	anchor := cursor
	if shift {
		anchor = e.buf.Anchor()
	}
	e.buf.Select(anchor, cursor)
	e.goal = -1
}

// Drag moves the selection's end to a cell. Outside the pane it scrolls.
func (e *Editor) Drag(x, y int) {
	switch h := e.view.rect.H; {
	case y < 0:
		e.Wheel(-1)
	case y >= h:
		e.Wheel(1)
	}
	e.buf.Select(e.buf.Anchor(), e.offsetAt(x, y))
	e.settle()
}

// DoubleClick selects the word at a cell.
func (e *Editor) DoubleClick(x, y int) {
	from, to := e.buf.Word(e.offsetAt(x, y))
	e.buf.Select(from, to)
	e.goal = -1
}

// TripleClick selects the line at a cell with its newline.
func (e *Editor) TripleClick(x, y int) {
	line, _ := e.buf.Position(e.offsetAt(x, y))
	e.buf.Select(e.buf.LineStart(line), e.buf.LineEnd(line)+1)
	e.goal = -1
}

// Wheel scrolls by lines, down where dy is positive, and leaves the cursor.
func (e *Editor) Wheel(dy int) {
	e.view.top = min(max(0, e.view.top+dy), e.buf.Lines()-1)
	e.view.follow = false
}

// offsetAt returns the offset of the character at a cell; below the last line,
// of the text's end.
func (e *Editor) offsetAt(x, y int) int {
	line := e.view.top + y
	if y >= 0 && y < len(e.view.rows) {
		line = e.view.rows[y].line
	}
	switch {
	case line < 0:
		return 0
	case line >= e.buf.Lines():
		return e.buf.Len()
	}
	column := max(0, x-e.view.gutter+e.view.left)
	return e.buf.LineStart(line) + byteAt(e.buf.Line(line), column)
}
