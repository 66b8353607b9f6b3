package grid

// Part is what of a grid stands at a place.
type Part uint8

// Parts.
const (
	Nowhere Part = iota
	Cell
	RowNumber
	Heading // of a column
	Border  // at the right of a heading
	Corner  // above the numbers of rows
)

// PartAt is what stands at (x, y), counted from the corner of the rectangle that was
// drawn last.
func (g *Grid) PartAt(x, y int) Part {
	x, y = x+g.seen.area.X, y+g.seen.area.Y
	row, inBody := g.rowAt(y)
	switch {
	case !g.seen.area.Contains(x, y) || len(g.columns) == 0, row >= g.rows && inBody:
		return Nowhere
	case inBody && x < g.seen.x:
		return RowNumber
	case inBody:
		return Cell
	case x < g.seen.x:
		return Corner
	}
	if s := g.columnAt(x); x == s.x+s.w {
		return Border
	}
	return Heading
}

// FitAt gives the column whose heading is at x the width of its values, like the
// key for the column of the cursor.
func (g *Grid) FitAt(x int) {
	g.to(g.row, g.columnAt(x+g.seen.area.X).col, false)
	g.fit()
}
