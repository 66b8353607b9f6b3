package completion

import (
	"sonde/themes"
	"sonde/tui/canvas"
)

// drawSides sets a line of the list off from the text around it, where the terminal
// has no background that does: by a bar at both of its ends, which costs no row.
func drawSides(c *canvas.Canvas, line canvas.Rect, back themes.Role, th *themes.Theme) {
	if th.Style(themes.Dialog).BG != th.Style(themes.Base).BG {
		return
	}
	style := th.On(themes.DialogBorder, back)
	c.Text(line.X, line.Y, 1, "│", style)
	c.Text(line.X+line.W-1, line.Y, 1, "│", style)
}
