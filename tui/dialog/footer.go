package dialog

import (
	"strings"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// A footer lists keys with what they do: "ctrl+s save · esc leave". Those that
// matter most come first.
const between = " · "

// drawFooter writes a footer into the lower edge of a box: as many of its hints
// as there is room for. They can be clicked.
func drawFooter(c *canvas.Canvas, x, y, width int, footer string, st themes.Style) {
	footer = fittingHints(footer, width-2)
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

// fittingHints are the first hints of a footer that a width has room for, and at
// least one.
func fittingHints(footer string, width int) string {
	for cellwidth.Of(footer) > width {
		last := strings.LastIndex(footer, between)
		if last < 0 {
			break
		}
		footer = footer[:last]
	}
	return footer
}
