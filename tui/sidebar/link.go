package sidebar

import (
	"sonde/themes"
	"sonde/tui/canvas"
)

// State is whether a connection is open.
type State uint8

// States of a connection.
const (
	Closed State = iota
	Opening
	Open
)

// SetState says whether a connection is open.
func (s *Sidebar) SetState(connection string, st State) {
	if b := s.root(connection); b != nil {
		b.link = st
	}
}

// SetColor gives a connection a colour of its own; 0 is none.
func (s *Sidebar) SetColor(connection string, c themes.Color) {
	if b := s.root(connection); b != nil {
		b.color = c
	}
}

// SetHint says how the first connection is made, where there is none.
func (s *Sidebar) SetHint(text string) { s.hint = text }

// SetTick counts on while something is being opened, and turns its mark.
func (s *Sidebar) SetTick(n int) { s.tick = n }

// Forget drops everything below a connection and closes its branch: it is not
// open any more.
func (s *Sidebar) Forget(connection string) {
	if b := s.root(connection); b != nil {
		b.open, b.state, b.message, b.children, b.ref, b.link = false, unloaded, "", nil, "", Closed
		s.relist()
	}
}

var turning = [...]string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

// drawLink draws the state of a connection, in its colour, and returns the
// columns used.
func (s *Sidebar) drawLink(c *canvas.Canvas, x, y, width int, th *themes.Theme, b *branch) int {
	if b.parent != nil || b == s.saved || b == s.results {
		return 0
	}
	mark, style := "○ ", th.Style(themes.Dim)
	switch {
	case b.link == Opening:
		mark, style = turning[s.tick%len(turning)]+" ", th.Style(themes.Accent)
	case b.state == failed:
		mark, style = "✗ ", th.Style(themes.Bad)
	case b.link == Open:
		mark, style = "● ", th.Style(themes.Good)
	}
	if b.color != 0 && b.state != failed {
		style.FG = b.color
	}
	return c.Text(x, y, width, mark, style)
}
