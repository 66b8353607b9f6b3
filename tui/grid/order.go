package grid

import "slices"

// A column is known by its index in the schema; its place is where it stands
// among the columns, hidden ones counted. Both are the same until a column is
// moved.

// columnAtPlace returns the column at a place.
func (g *Grid) columnAtPlace(place int) int {
	if g.order == nil {
		return place
	}
	return g.order[place]
}

// place returns where a column stands.
func (g *Grid) place(col int) int {
	if g.places == nil {
		return col
	}
	return g.places[col]
}

// setOrder puts the columns into an order, which has each of them once; nil is
// that of the schema.
func (g *Grid) setOrder(order []int) {
	g.order, g.places = order, nil
	g.arranged++
	if order == nil {
		return
	}
	g.places = make([]int, len(order))
	for place, col := range order {
		g.places[col] = place
	}
}

// reorder moves the column of the cursor past the next shown one in a direction.
func (g *Grid) reorder(direction int) {
	next := g.step(g.col, direction)
	if next == g.col {
		return
	}
	g.clear()
	order := slices.Clone(g.order)
	if order == nil {
		order = make([]int, len(g.columns))
		for i := range order {
			order[i] = i
		}
	}
	from, to := g.place(g.col), g.place(next)
	order = slices.Insert(slices.Delete(order, from, from+1), to, g.col)
	g.setOrder(order)
	g.to(g.row, g.col, false)
}

// freeze keeps the columns up to that of the cursor in sight; a second time it
// lets them go.
func (g *Grid) freeze() {
	n := g.place(g.col) + 1
	if g.frozen == n {
		n = 0
	}
	g.frozen = n
	g.left = g.col
	g.stay()
}

// frozenRest is how much room must be left beside frozen columns; those that
// would take of it scroll like the others.
const frozenRest = 12

// settleFrozen finds out how many places are frozen in a frame, and how much
// room their columns take.
func (g *Grid) settleFrozen() {
	g.seen.frozen, g.seen.frozenWidth = 0, 0
	if g.frozen == 0 || g.place(g.lastColumn()) < g.frozen {
		return
	}
	for col := g.firstColumn(); g.place(col) < g.frozen; col = g.step(col, 1) {
		width := g.seen.frozenWidth + g.width(col) + 1
		if width+frozenRest > g.bodyWidth() {
			return
		}
		g.seen.frozen, g.seen.frozenWidth = g.place(col)+1, width
	}
}

// FrozenOut is how many of the columns that are to stay in sight have no room for
// that, and scroll like the others.
func (g *Grid) FrozenOut() int {
	g.settleFrozen()
	n := 0
	for i, col := 0, g.firstColumn(); i < len(g.columns) && g.place(col) < g.frozen; i++ {
		if !g.isFrozen(col) {
			n++
		}
		next := g.step(col, 1)
		if next == col {
			break
		}
		col = next
	}
	return n
}

// isFrozen reports whether a column is among those that stay in sight.
func (g *Grid) isFrozen(col int) bool { return g.place(col) < g.seen.frozen }

// firstScrolled is the first column that is not frozen.
func (g *Grid) firstScrolled() int {
	col := g.firstColumn()
	for g.isFrozen(col) {
		col = g.step(col, 1)
	}
	return col
}

// scrollWidth is the room for the columns that are not frozen.
func (g *Grid) scrollWidth() int { return max(1, g.bodyWidth()-g.seen.frozenWidth) }

// leftmost and rightmost return which of two columns stands further out.
func (g *Grid) leftmost(a, b int) int {
	if g.place(a) < g.place(b) {
		return a
	}
	return b
}

func (g *Grid) rightmost(a, b int) int {
	if g.leftmost(a, b) == a {
		return b
	}
	return a
}

// fitAll gives every column the width of its values in the rows in sight, as far
// as the pane is wide; a second time the widths are automatic again.
func (g *Grid) fitAll() {
	g.fitted = !g.fitted
	for i := range g.columns {
		g.columns[i].fixed, g.columns[i].fit = false, extent{}
	}
}

// Hidden reports whether a column is out of sight.
func (g *Grid) Hidden(col int) bool { return g.columns[col].hidden }

// HiddenColumns is how many columns were hidden; structs whose fields stand in
// their place are not among them.
func (g *Grid) HiddenColumns() (n int) {
	for col := range g.columns {
		if g.columns[col].hidden && !slices.Contains(g.parents, col) {
			n++
		}
	}
	return n
}

// Columns are all columns in the order shown, hidden ones among them.
func (g *Grid) Columns() []int {
	all := make([]int, len(g.columns))
	for place := range all {
		all[place] = g.columnAtPlace(place)
	}
	return all
}

// SetHidden takes a column out of sight, unless it is the last one there, or
// brings it back.
func (g *Grid) SetHidden(col int, hidden bool) {
	if col < 0 || col >= len(g.columns) || hidden && g.firstColumn() == g.lastColumn() {
		return
	}
	g.clear()
	g.columns[col].hidden = hidden
	g.arranged++
	g.clamp()
}
