package editor

import "sonde/internal/textbuf"

// The part of the text that [Editor.Around] returns: bytes before and behind the
// cursor, and lines below it.
const (
	aroundBytes = 1 << 15
	aroundLines = 400
)

// Around returns the part of the text in which the cursor's statement stands,
// and its byte offset. It costs no more for a long text; of a statement that is
// very long itself it returns the lines around the cursor.
func (e *Editor) Around() (text string, start int) {
	if e.buf.Len() <= exactBytes {
		return e.buf.Text(), 0
	}
	cursor := e.buf.Cursor()
	line, _ := e.buf.Position(cursor)
	from, to := e.terminatorBefore(cursor), e.terminatorAfter(cursor, line+aroundLines)
	if limit := cursor - aroundBytes; from < limit {
		line, _ := e.buf.Position(limit)
		from = e.buf.LineEnd(line)
	}
	from, to = min(from, cursor), max(cursor, min(to, cursor+aroundBytes))
	return e.buf.Slice(from, to), from
}

// Part returns the text between two byte offsets.
func (e *Editor) Part(from, to int) string { return e.buf.Slice(from, to) }

// Complete puts text in the place of what stands between two byte offsets, as
// one step to undo, and the cursor behind it.
func (e *Editor) Complete(from, to int, text string) {
	e.buf.Group(func() { e.buf.Edit(textbuf.Other, from, to, text) })
	e.settle()
}

// Cell returns the cell of the canvas where the last frame has shown a byte
// offset; ok is false where that is out of sight.
func (e *Editor) Cell(offset int) (x, y int, ok bool) {
	line, at := e.buf.Position(offset)
	y, ok = e.rowOf(line)
	r := e.view.rect
	x = r.X + e.view.gutter + columnAt(e.buf.Line(line), at) - e.view.left
	return x, y, ok && r.Contains(x, y)
}
