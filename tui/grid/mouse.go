package grid

// drag is what the mouse began with a click and goes on with.
type drag struct {
	resizing bool
	col, x   int // the column that is resized, and where it begins
}

// Click puts the cursor on the cell at (x, y), counted from the corner of the
// rectangle that was drawn last. In the gutter it selects the row, in the header
// the column, in the corner everything, and on the border between two columns of
// the header it takes hold of the border. With shift it extends the selection.
func (g *Grid) Click(x, y int, shift bool) {
	g.drag = drag{}
	x, y = x+g.seen.area.X, y+g.seen.area.Y
	if !g.seen.area.Contains(x, y) || len(g.columns) == 0 {
		return
	}
	row, inBody := g.rowAt(y)
	switch {
	case !inBody && x < g.seen.x:
		g.mark(Everything)
		g.sticky = false
	case !inBody:
		g.clickHeader(x, shift)
	case row >= g.rows:
	case x < g.seen.x:
		g.clickInto(WholeRows, row, g.col, shift)
	default:
		g.clickInto(OneCell, row, g.columnAt(x).col, shift)
	}
}

func (g *Grid) clickHeader(x int, shift bool) {
	s := g.columnAt(x)
	if x == s.x+s.w {
		g.drag = drag{resizing: true, col: s.col, x: s.x}
		return
	}
	g.clickInto(WholeColumns, g.row, s.col, shift)
}

func (g *Grid) clickInto(k Kind, row int64, col int, shift bool) {
	if shift {
		if k != OneCell && g.kind != k {
			g.mark(k)
		}
		g.to(row, col, true)
		g.sticky = false
		return
	}
	g.clear()
	g.to(row, col, false)
	if k != OneCell {
		g.mark(k)
		g.sticky = false
	}
}

// Drag goes on with what a click began: it moves the border of a column, or
// extends the selection to (x, y) and scrolls at the edges.
func (g *Grid) Drag(x, y int) {
	x, y = x+g.seen.area.X, y+g.seen.area.Y
	switch {
	case len(g.columns) == 0:
	case g.drag.resizing:
		g.resize(g.drag.col, x-g.drag.x)
	case g.rows > 0:
		row := g.top + int64(y-g.seen.area.Y-g.seen.header)
		g.to(min(max(row, g.top-1), g.top+int64(g.seen.body)), g.dragColumn(x), true)
	}
}

func (g *Grid) dragColumn(x int) int {
	switch {
	case x < g.seen.x:
		return g.step(g.left, -1)
	case x >= g.seen.area.X+g.seen.area.W:
		return g.step(g.columnAt(x).col, 1)
	}
	return g.columnAt(x).col
}

// Wheel scrolls by dx columns and dy rows.
func (g *Grid) Wheel(dx, dy int) {
	if len(g.columns) > 0 {
		g.scroll(int64(dy), dx)
	}
}

// rowAt returns the row of a line of the screen; ok is false in the header.
func (g *Grid) rowAt(y int) (row int64, ok bool) {
	line := y - g.seen.area.Y - g.seen.header
	return g.top + int64(line), line >= 0
}

// columnAt returns the column at x, or the one nearest to it. The separator
// after a column belongs to it.
func (g *Grid) columnAt(x int) strip {
	if len(g.seen.spans) == 0 {
		return strip{col: g.col, x: g.seen.x}
	}
	for _, s := range g.seen.spans {
		if x <= s.x+s.w {
			return s
		}
	}
	return g.seen.spans[len(g.seen.spans)-1]
}
