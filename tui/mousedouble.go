package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/tui/grid"
)

// further are the keys that, held while a heading is pressed twice, sort by its
// column as well. Not every terminal sends each of them with the mouse.
const further = tea.ModShift | tea.ModCtrl | tea.ModAlt

// pressGrid is a press of the mouse at a place of the grid of a result, the
// count-th at once: it goes there and selects. Pressed twice, a heading sorts, its
// border fits the column, the number of a row shows it as a record, and a cell
// shows its value.
func (a *App) pressGrid(g *grid.Grid, x, y, count int, mod tea.KeyMod) tea.Cmd {
	part := g.PartAt(x, y)
	g.Click(x, y, mod.Contains(tea.ModShift))
	switch {
	case count%2 != 0:
	case part == grid.Heading:
		return a.sortBy(mod&further != 0)
	case part == grid.Border:
		g.FitAt(x)
	case part == grid.RowNumber:
		return a.openInspector(true)
	case part == grid.Cell:
		return a.openInspector(false)
	}
	return nil
}
