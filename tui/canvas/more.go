package canvas

import "sonde/themes"

// More marks in the column x that a list of h lines, the first of which is y, goes
// on above or below those in sight.
func (c *Canvas) More(x, y, h int, above, below bool, st themes.Style) {
	if above && h > 0 {
		c.Text(x, y, 1, "↑", st)
	}
	if below && h > 0 {
		c.Text(x, y+h-1, 1, "↓", st)
	}
}
