package grid

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/cellwidth"
	"sonde/internal/value"
	"sonde/tui/facts"
)

const (
	minWidth = 3
	// nameWidth is how far a column's name alone widens it.
	nameWidth = 24
	// digitWidth is how far values widen a column that are useless when they are cut.
	digitWidth = 80
	maxWidth   = 2000
)

// column is what the grid knows of a column. It is filled when the column first
// comes into sight.
type column struct {
	formatter *value.Formatter
	typeID    arrow.Type
	class     value.Class
	typeText  string // of the header
	steady    bool   // its values are useless when they are cut
	auto, fit extent // of its values: by the first rows, and those it was fitted to
	grown     int    // what values in sight have widened it to, as far as they may
	width     int
	laid      int  // the layout that width is of
	fixed     bool // the user has set the width
	hidden    bool
}

// known returns a column, filled.
func (g *Grid) known(col int) *column {
	c := &g.columns[col]
	if c.formatter == nil {
		f := g.schema.Field(col)
		c.formatter, c.typeID = value.NewFormatter(f), f.Type.ID()
		c.class, c.typeText = c.formatter.Class(), facts.Type(f)
		c.steady = isSteady(f, c.class)
	}
	return c
}

func (c *column) rightAligned() bool { return c.class == value.Number }

func (g *Grid) nameWidth(col int) int {
	f := g.schema.Field(col)
	_, w := cellwidth.Clip(columnName(f), g.nameLimit())
	w += g.markWidth(col)
	if g.types {
		_, t := cellwidth.Clip(g.known(col).typeText, nameWidth)
		w = max(w, t)
	}
	return w
}

// nameLimit is how far a name alone widens its column.
func (g *Grid) nameLimit() int {
	if g.fitted {
		return g.layoutWidth()
	}
	return nameWidth
}

const noName = "(no name)"

func columnName(f arrow.Field) string {
	if f.Name == "" {
		return noName
	}
	return f.Name
}

// fit widens or narrows the column of the cursor to the rows in sight, without
// the limits of the automatic width; a second time it gives the width back.
func (g *Grid) fit() {
	c := g.known(g.col)
	if c.fixed {
		c.fixed, c.laid = false, 0
		return
	}
	g.peekRows()
	defer g.forgetRows()
	c.fixed, c.width = true, max(minWidth, g.bodyWidth())
	g.format(g.col)
	name := cellwidth.Of(columnName(g.schema.Field(g.col))) + g.markWidth(g.col)
	c.width = min(c.width, max(minWidth, name, g.draft.widest))
}

// resize sets the width of a column.
func (g *Grid) resize(col, width int) {
	c := g.known(col)
	c.fixed, c.width = true, min(max(minWidth, width), maxWidth)
}

// hide takes the column of the cursor out of sight, unless it is the last one.
func (g *Grid) hide() {
	next := g.step(g.col, 1)
	if next == g.col {
		next = g.step(g.col, -1)
	}
	if next == g.col {
		return
	}
	g.clear()
	g.columns[g.col].hidden = true
	g.arranged++
	g.col = next
	g.clamp()
}

func (g *Grid) showAll() {
	g.arranged++
	for i := range g.columns {
		g.columns[i].hidden = slices.Contains(g.parents, i)
	}
}

// step returns the column n shown columns from col, or the outermost one.
func (g *Grid) step(col, n int) int {
	direction := 1
	if n < 0 {
		direction, n = -1, -n
	}
	for place := g.place(col) + direction; n > 0 && place >= 0 && place < len(g.columns); place += direction {
		if next := g.columnAtPlace(place); !g.columns[next].hidden {
			col = next
			n--
		}
	}
	return col
}

// ShownColumns are the columns that are not hidden, in order.
func (g *Grid) ShownColumns() []int {
	var shown []int
	for place := range g.columns {
		if col := g.columnAtPlace(place); !g.columns[col].hidden {
			shown = append(shown, col)
		}
	}
	return shown
}

// shown returns col, or the nearest column that is not hidden.
func (g *Grid) shown(col int) int {
	if len(g.columns) == 0 {
		return 0
	}
	col = min(max(0, col), len(g.columns)-1)
	if !g.columns[col].hidden {
		return col
	}
	if next := g.step(col, 1); next != col {
		return next
	}
	return g.step(col, -1)
}

func (g *Grid) firstColumn() int { return g.shown(g.columnAtPlace(0)) }
func (g *Grid) lastColumn() int  { return g.shown(g.columnAtPlace(len(g.columns) - 1)) }
