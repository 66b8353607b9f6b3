package grid

import "sonde/internal/cellwidth"

// SetMarks sets the signs that stand behind the names of columns, by column, such
// as those of an order; nil is none.
func (g *Grid) SetMarks(marks map[int]string) {
	g.marks = marks
	for i := range g.columns {
		g.columns[i].sampled = false
	}
}

// Follow moves the cursor to where its row went when the rows were put in another
// order; the row keeps its line on the screen where it can. Without a row (row is
// negative) the cursor goes to the top.
func (g *Grid) Follow(row int64) {
	g.clear()
	line := g.row - g.top
	if row < 0 {
		row, line = 0, 0
	}
	g.row, g.top, g.loose, g.gutter = row, max(0, row-line), false, 0
	g.clamp()
}

// markText is the sign of a column as it stands behind its name.
func (g *Grid) markText(col int) string {
	if mark := g.marks[col]; mark != "" {
		return " " + mark
	}
	return ""
}

func (g *Grid) markWidth(col int) int { return cellwidth.Of(g.markText(col)) }
