package grid

import (
	"slices"
	"strings"

	"sonde/internal/cellwidth"
	"sonde/internal/result"
)

// Mark is a sign that stands behind the name of a column, or of a field of a
// struct.
type Mark struct {
	Path result.Path
	Text string
}

// SetMarks sets the signs that stand behind names, such as those of an order; nil
// is none.
func (g *Grid) SetMarks(marks []Mark) {
	g.marked = marks
	g.placeMarks()
}

// placeMarks finds the columns of the marks. That of a field which is not shown
// stands at its struct, with the name of the field.
func (g *Grid) placeMarks() {
	g.marks = map[int]string{}
	for _, m := range g.marked {
		if col, text := g.placeOf(m); col >= 0 {
			g.marks[col] = strings.TrimPrefix(g.marks[col]+" "+text, " ")
		}
	}
	g.marking++
}

func (g *Grid) placeOf(m Mark) (col int, text string) {
	if g.plain == nil || !m.Path.LeadsSomewhere(g.plain.Schema()) {
		return -1, ""
	}
	for p := m.Path; ; p = p[:len(p)-1] {
		for col := range g.columns {
			if !slices.Equal(g.path(col), p) {
				continue
			}
			if len(p) == len(m.Path) {
				return col, m.Text
			}
			name := result.FieldAt(g.plain.Schema(), m.Path).Name
			return col, m.Text + " " + strings.TrimPrefix(name, g.schema.Field(col).Name+".")
		}
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
	g.stay()
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
