package sidebar

import (
	"strconv"
	"strings"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// drawFound marks what the filter finds in a name that is drawn at (x, y); a name
// that is cut stays unmarked.
func (s *Sidebar) drawFound(c *canvas.Canvas, x, y, width int, th *themes.Theme, b *branch) {
	if s.filter == "" || b.parent == nil || cellwidth.Of(b.Name) > width {
		return
	}
	lower, text := strings.ToLower(b.Name), strings.ToLower(s.filter)
	i := strings.Index(lower, text)
	if i < 0 || len(lower) != len(b.Name) {
		return // In a few scripts a lower-case name has other lengths.
	}
	at := cellwidth.Of(b.Name[:i])
	c.Restyle(canvas.Rect{X: x + at, Y: y, W: cellwidth.Of(b.Name[i : i+len(text)]), H: 1}, th.Style(themes.Match))
}

// foundText tells how many of the names in sight have the filter's text in them.
func (s *Sidebar) foundText() string {
	switch {
	case s.filter == "":
		return ""
	case s.found == 0:
		return "none so far"
	}
	return strconv.Itoa(s.found)
}
