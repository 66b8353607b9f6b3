package sidebar

import (
	"testing"

	"sonde/themes"
	"sonde/tui/canvas"
)

// marks are what stands in the column behind a tree of some lines.
func marks(s *Sidebar, h int) (column string) {
	var c canvas.Canvas
	c.Resize(25, h)
	s.Draw(&c, canvas.Rect{W: 24, H: h}, themes.Default(true), true)
	s.DrawMore(&c, 24, themes.Default(true))
	for y := range h {
		column += string([]rune(c.Line(y))[24])
	}
	return column
}

func TestATreeMarksThatItGoesOn(t *testing.T) {
	s := shop(t)
	if got := marks(s, 9); got != "         " {
		t.Errorf("all of it is in sight, and it marks %q", got)
	}
	if got := marks(s, 3); got != "  ↓" {
		t.Errorf("at its beginning it marks %q", got)
	}
	s.Do("sidebar.last")
	if got := marks(s, 3); got != "↑  " {
		t.Errorf("at its end it marks %q", got)
	}
	s.Do("sidebar.filter")
	if got := marks(s, 4); got != " ↑  " {
		t.Errorf("below a filter it marks %q", got)
	}
}
