package grid

import "sonde/internal/result"

// State is what a person has arranged: where the cursor is, what is in sight,
// which widths were set, which columns are hidden. It can be kept and given to
// another grid of the same columns.
type State struct {
	Row    int64
	Column int
	Top    int64
	Left   int
	Types  bool
	Widths map[int]int
	Hidden []int
	// Order are all columns in the order shown; nil is that of the schema.
	Order  []int
	Frozen int
	// Fields are those of structs that stand in the place of their columns: they
	// are counted as columns behind those of the result.
	Fields []result.Path
}

// State returns the arrangement of the grid.
func (g *Grid) State() State {
	s := State{Row: g.row, Column: g.col, Top: g.top, Left: g.left, Types: g.types, Order: g.order, Frozen: g.frozen, Fields: g.fields}
	for i, c := range g.columns {
		if c.fixed {
			if s.Widths == nil {
				s.Widths = map[int]int{}
			}
			s.Widths[i] = c.width
		}
		if c.hidden {
			s.Hidden = append(s.Hidden, i)
		}
	}
	return s
}

// Restore arranges the grid as in s. What does not fit its columns and rows is
// left out. It is called after SetView.
func (g *Grid) Restore(s State) {
	g.clear()
	g.setOrder(nil)
	g.restoreFields(s.Fields)
	if isOrder(s.Order, len(g.columns)) {
		g.setOrder(s.Order)
	}
	for i := range g.columns {
		g.columns[i] = column{}
	}
	for col, width := range s.Widths {
		if col >= 0 && col < len(g.columns) {
			g.resize(col, width)
		}
	}
	for _, col := range s.Hidden {
		if col >= 0 && col < len(g.columns) && g.firstColumn() != g.lastColumn() {
			g.columns[col].hidden = true
		}
	}
	g.types, g.loose, g.frozen = s.Types, false, min(max(0, s.Frozen), len(g.columns))
	g.row, g.col, g.top, g.left = s.Row, s.Column, s.Top, s.Left
	g.stay()
	g.clamp()
}

// isOrder reports whether a list has each of n columns once.
func isOrder(list []int, n int) bool {
	seen := make([]bool, n)
	for _, col := range list {
		if col < 0 || col >= n || seen[col] {
			return false
		}
		seen[col] = true
	}
	return len(list) == n && n > 0
}
