package sidebar

import (
	"slices"
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

// goToFound puts the cursor on the first name that the filter finds, unless it is
// on one.
func (s *Sidebar) goToFound() {
	if s.cursor < len(s.lines) && s.finds(s.lines[s.cursor]) {
		return
	}
	s.goToFirst()
}

// goToFirst puts the cursor on the first name that the filter finds.
func (s *Sidebar) goToFirst() {
	if i := slices.IndexFunc(s.lines, s.finds); i >= 0 {
		s.cursor = i
		s.scroll()
	}
}

// finds reports whether the filter finds a branch by its own name.
func (s *Sidebar) finds(b *branch) bool {
	return b.parent != nil && strings.Contains(strings.ToLower(b.Name), strings.ToLower(s.filter))
}

// reach says how far a filter looks, where there is room for it.
const reach = " in what is loaded"

// foundText tells how many of the names that are known have the filter's text in
// them.
func (s *Sidebar) foundText() string {
	switch {
	case s.filter == "":
		return ""
	case s.found == 0:
		return "none so far"
	case s.more:
		return strconv.Itoa(s.found) + " or more"
	}
	return strconv.Itoa(s.found)
}
