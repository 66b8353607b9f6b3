package dialog

import (
	"sonde/themes"
	"sonde/tui/canvas"
)

// More marks on the edge of a box that a list at r, n lines of which are all, goes on
// above the line top, which is the first in sight, or below the last.
func More(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, top, n int) {
	c.More(r.X+r.W+1, r.Y, r.H, top > 0, top+r.H < n, th.On(themes.Dim, themes.Dialog))
}
