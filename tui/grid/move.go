package grid

// clamp keeps cursor, selection and scroll position inside of the result.
func (g *Grid) clamp() {
	last := max(0, g.rows-1)
	g.row = min(max(0, g.row), last)
	g.anchorRow = min(max(0, g.anchorRow), last)
	g.top, g.home.top = min(max(0, g.top), last), min(max(0, g.home.top), last)
	g.col, g.anchorCol, g.left = g.shown(g.col), g.shown(g.anchorCol), g.shown(g.left)
}

// move moves the cursor by rows and shown columns. With extend the selection
// grows from where the cursor was.
func (g *Grid) move(rows int64, columns int, extend bool) {
	g.to(g.row+rows, g.step(g.col, columns), extend)
}

// to moves the cursor to a cell.
func (g *Grid) to(row int64, col int, extend bool) {
	switch {
	case extend && g.kind == OneCell:
		g.mark(Block)
		g.sticky = false
	case !extend && !g.sticky:
		g.clear()
	}
	g.stay()
	g.row, g.col, g.loose = row, col, false
	g.clamp()
}

// scroll moves what is in sight; the cursor stays where it is.
func (g *Grid) scroll(rows int64, columns int) {
	g.loose = true
	g.top = min(max(0, g.top+rows), g.lastTop())
	if columns != 0 {
		g.left = g.leftmost(g.step(g.left, columns), g.leftFor(g.lastColumn()))
	}
	g.stay()
}

// corner is the first row and column in sight.
type corner struct {
	top  int64
	left int
}

// stay makes what is in sight the place that changes of the pane, of its header and
// of the columns that are shown come back to.
func (g *Grid) stay() { g.home = corner{g.top, g.left} }

func (g *Grid) lastTop() int64 { return max(0, g.rows-int64(max(1, g.seen.body))) }

// leftFor returns the first column with which col is wholly in sight at the
// right edge, or col where it alone is wider than the pane.
func (g *Grid) leftFor(col int) int {
	room := g.scrollWidth() - g.width(col)
	for {
		next := g.step(col, -1)
		if next == col || g.isFrozen(next) {
			return col
		}
		if room -= g.width(next) + 1; room < 0 {
			return col
		}
		col = next
	}
}

// settleRows scrolls so that no line is wasted and the cursor's row is in sight,
// unless one has scrolled away from it.
func (g *Grid) settleRows() {
	g.top = max(0, min(g.home.top, g.lastTop()))
	if g.loose {
		return
	}
	g.top = min(g.top, g.row)
	g.top = max(g.top, g.row-int64(max(1, g.seen.body))+1, 0)
}

// settleColumns does the same for the cursor's column.
func (g *Grid) settleColumns() {
	g.settleFrozen()
	follows := !g.loose && !g.isFrozen(g.col)
	g.left = g.leftmost(g.shown(g.home.left), g.leftFor(g.lastColumn()))
	if follows {
		g.left = g.leftmost(g.left, g.col)
	}
	g.left = g.rightmost(g.left, g.firstScrolled())
	if follows {
		g.left = g.rightmost(g.left, g.leftFor(g.col))
	}
}

func (g *Grid) bodyWidth() int { return max(1, g.seen.area.X+g.seen.area.W-g.seen.x) }

func (g *Grid) page() int64 { return int64(max(1, g.seen.body-1)) }

// Move moves the cursor by rows and shown columns, as far as there are any, and
// clears the selection.
func (g *Grid) Move(rows int64, columns int) {
	if len(g.columns) == 0 {
		return
	}
	g.clear()
	g.move(rows, columns, false)
}

// GoToColumn moves the cursor to a column that is shown, and clears the
// selection.
func (g *Grid) GoToColumn(col int) {
	if col < 0 || col >= len(g.columns) || g.columns[col].hidden {
		return
	}
	g.clear()
	g.to(g.row, col, false)
}
