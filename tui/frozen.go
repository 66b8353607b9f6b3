package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/tui/grid"
)

// sayFrozen says that columns which were just frozen have no room to stay in
// sight, and what makes some.
func (a *App) sayFrozen(id string, g *grid.Grid) tea.Cmd {
	if id != "grid.freeze-columns" || g.FrozenOut() == 0 {
		return nil
	}
	return a.say(true, "%s", a.told("No room to freeze "+several(int64(g.FrozenOut()), "column")+": @grid.narrow-column narrows, @grid.hide-column hides"))
}
