package editor

import "sonde/internal/textbuf"

// Rewrite puts text in the place of what stands between two byte offsets, as one
// step to undo. The cursor and the selection stay where they are in the text
// around it; within it, follow tells what becomes of an offset from its start.
func (e *Editor) Rewrite(from, to int, text string, follow func(offset int) int) {
	place := func(offset int) int {
		switch {
		case offset < from:
			return offset
		case offset >= to:
			return offset + len(text) - (to - from)
		}
		return from + follow(offset-from)
	}
	anchor, cursor := place(e.buf.Anchor()), place(e.buf.Cursor())
	e.buf.Group(func() {
		e.buf.Edit(textbuf.Other, from, to, text)
		e.buf.Select(anchor, cursor)
	})
	e.view.left = 0 // Long lines may have become short ones.
	e.settle()
}
