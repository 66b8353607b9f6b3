package grid

// GoToColumn moves the cursor to a column, or to the nearest one that is shown,
// and clears the selection.
func (g *Grid) GoToColumn(col int) {
	g.clear()
	g.col = g.shown(col)
	g.clamp()
}
