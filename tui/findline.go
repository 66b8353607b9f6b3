package tui

import (
	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
)

// findLine is a line of the bar that finds: a label, an input, a text beside it,
// and at the right one of the hints, the longest of which is the first.
type findLine struct {
	label string
	input *dialog.Input
	state string
	hints []string
}

// The inputs' width: what the texts beside them leave, between the least and the
// most. Only the shortest of the hints takes room from a good width.
const leastInput, goodInput, mostInput = 8, 24, 40

// Room for a count of matches: "99 of 9,999+" and "1,234 of 10,000+".
const leastState, mostState = 12, 17

// besideInput is what the label and the blanks around the input take.
const besideInput = 8

// inputWidth is how much room of a line its input takes.
func (l findLine) inputWidth(width int) int {
	room := width - besideInput - max(leastState, min(mostState, cellwidth.Of(l.state)))
	if hint := l.hint(room - goodInput); hint != "" {
		room -= cellwidth.Of(hint) + 2
	}
	return max(min(leastInput, width-besideInput+1), min(room, mostInput))
}

// hint is the first of the hints that a width has room for, otherwise the last.
func (l findLine) hint(width int) string {
	for _, h := range l.hints {
		if cellwidth.Of(h)+2 <= width {
			return h
		}
	}
	return l.hints[len(l.hints)-1]
}

// draw draws the line with an input of the given width.
func (l findLine) draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, width int) (cursor int) {
	dim := th.On(themes.Dim, themes.Dialog)
	c.Text(r.X+1, r.Y, r.W, l.label, dim)
	x, end := r.X+6, r.X+r.W-1
	cursor = l.input.Draw(c, x, r.Y, width, th)
	x += width + 1
	hint := l.hint(end - x - max(leastState, cellwidth.Of(l.state)))
	w := cellwidth.Of(hint)
	c.Fit(x, r.Y, max(0, end-x-w), l.state, th.On(themes.Text, themes.Dialog))
	c.Text(end-w, r.Y, w, hint, dim)
	return cursor
}
