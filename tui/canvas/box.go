package canvas

import "sonde/themes"

// Box draws a frame of single lines along the edge of r.
func (c *Canvas) Box(r Rect, st themes.Style) {
	if r.W < 2 || r.H < 2 {
		return
	}
	right, bottom := r.X+r.W-1, r.Y+r.H-1
	c.HLine(r.X+1, r.Y, r.W-2, "─", st)
	c.HLine(r.X+1, bottom, r.W-2, "─", st)
	c.VLine(r.X, r.Y+1, r.H-2, "│", st)
	c.VLine(right, r.Y+1, r.H-2, "│", st)
	c.Text(r.X, r.Y, 1, "┌", st)
	c.Text(right, r.Y, 1, "┐", st)
	c.Text(r.X, bottom, 1, "└", st)
	c.Text(right, bottom, 1, "┘", st)
}
