package recall

import (
	tea "charm.land/bubbletea/v2"

	"sonde/tui/dialog"
)

// mouse takes a click, which goes to an entry and, on the one under the cursor,
// does what Enter does, and the wheel.
func (r *Recall) mouse(msg tea.Msg) (answer tea.Msg, done, known bool) {
	switch m := msg.(type) {
	case tea.MouseClickMsg:
		i := r.top + m.Y - r.area.Y
		if !r.area.Contains(m.X, m.Y) || i >= len(r.entries) {
			return nil, false, true
		}
		if i == r.cursor {
			return r.act(dialog.Accept[0]) // It is about what was clicked on.
		}
		r.cursor = i
		return r.peek(), false, true
	case tea.MouseWheelMsg:
		key := "down"
		if m.Button == tea.MouseWheelUp {
			key = "up"
		}
		r.move(key)
		return r.peek(), false, true
	}
	return nil, false, false
}
