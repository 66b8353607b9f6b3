package dialog

import (
	"strings"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// A footer lists keys with what they do: "ctrl+s save · esc leave".
const between = " · "

// drawFooter writes a footer into the lower edge of a box. Its hints can be
// clicked, as far as they are in sight.
func drawFooter(c *canvas.Canvas, x, y, width int, footer string, st themes.Style) {
	frameText(c, x, y, width, footer, st)
	at, end := x+1, x+width-1
	for hint := range strings.SplitSeq(footer, between) {
		w := cellwidth.Of(hint)
		if key, _, _ := strings.Cut(hint, " "); at+w <= end {
			c.Spot(canvas.Rect{X: at, Y: y, W: w, H: 1}, key)
		}
		at += w + cellwidth.Of(between)
	}
}
