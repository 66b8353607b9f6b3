package editor

import "sonde/themes"

// WheelSideways scrolls by columns, to the right where dx is positive, as far as
// there is text in sight that is cut at that edge.
func (e *Editor) WheelSideways(dx int) {
	e.view.follow = false
	if dx > 0 {
		dx = min(dx, max(0, e.beyond()))
	}
	e.view.left = max(0, e.view.left+dx)
}

// beyond returns how many columns of the longest line in sight are cut at the
// right edge. The column behind the line's end is one of it.
func (e *Editor) beyond() int {
	longest, last := 0, -1
	for _, row := range e.view.rows {
		if row.line != last {
			last = row.line
			text := e.buf.Line(last)
			longest = max(longest, columnAt(text, len(text)))
		}
	}
	return longest + 1 - e.view.left - e.view.text
}

// drawCuts marks where a line goes on beyond the edges of the pane.
func (e *Editor) drawCuts(p painter, y int, left, right bool) {
	style := p.th.Style(themes.Accent)
	if left {
		p.c.Text(p.text.X, y, 1, "‹", style)
	}
	if right {
		p.c.Text(p.text.X+p.text.W-1, y, 1, "›", style)
	}
}
