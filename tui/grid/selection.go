package grid

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// Kind is how a selection was made.
type Kind uint8

// Kinds of selections.
const (
	OneCell Kind = iota // nothing is selected: the cell under the cursor
	Block
	WholeRows
	WholeColumns
	Everything
)

// Selection is a block of cells of the view that the grid showed when it was
// asked: Rows rows from First, and of them Columns. It is a plain value, so the
// app may copy and export it on another goroutine with View.Scan.
type Selection struct {
	Kind        Kind
	First, Rows int64
	// Columns are indexes into the schema, in the order shown, without hidden
	// columns.
	Columns []int
}

// Contains reports whether a cell is selected.
func (s Selection) Contains(row int64, col int) bool {
	if row < s.First || row >= s.First+s.Rows {
		return false
	}
	for _, c := range s.Columns {
		if c == col {
			return true
		}
	}
	return false
}

// Schema returns the selected columns of a schema.
func (s Selection) Schema(schema *arrow.Schema) *arrow.Schema {
	fields := make([]arrow.Field, len(s.Columns))
	for i, c := range s.Columns {
		fields[i] = schema.Field(c)
	}
	metadata := schema.Metadata()
	return arrow.NewSchema(fields, &metadata)
}

// Project returns the selected columns of a batch.
func (s Selection) Project(b arrow.RecordBatch) arrow.RecordBatch {
	columns := make([]arrow.Array, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = b.Column(c)
	}
	return array.NewRecordBatch(s.Schema(b.Schema()), columns, b.NumRows())
}

// Selected reports whether more is selected than the cell under the cursor.
func (g *Grid) Selected() bool { return g.kind != OneCell }

// Selection returns what is selected, or the cell under the cursor.
func (g *Grid) Selection() Selection {
	r := g.selected()
	s := Selection{Kind: g.kind, First: r.row0, Rows: r.row1 - r.row0 + 1}
	for place := r.col0; place <= r.col1 && place < len(g.columns); place++ {
		if c := g.columnAtPlace(place); !g.columns[c].hidden {
			s.Columns = append(s.Columns, c)
		}
	}
	return s
}

// area is a block of cells, bounds included. Its columns are places.
type area struct {
	row0, row1 int64
	col0, col1 int
}

func (a area) contains(row int64, place int) bool {
	return row >= a.row0 && row <= a.row1 && a.hasPlace(place)
}

func (a area) hasPlace(place int) bool { return place >= a.col0 && place <= a.col1 }

func (g *Grid) selected() area {
	if len(g.columns) == 0 {
		return area{0, -1, 0, -1}
	}
	at, anchor := g.place(g.col), g.place(g.anchorCol)
	a := area{g.row, g.row, at, at}
	if g.kind != OneCell {
		a = area{min(g.row, g.anchorRow), max(g.row, g.anchorRow), min(at, anchor), max(at, anchor)}
	}
	if g.kind == WholeRows || g.kind == Everything {
		a.col0, a.col1 = 0, len(g.columns)-1
	}
	if g.kind == WholeColumns || g.kind == Everything {
		a.row0, a.row1 = 0, g.rows-1
	}
	if g.rows == 0 {
		a.row0, a.row1 = 0, -1
	}
	return a
}

// mark begins a selection at the cursor.
func (g *Grid) mark(k Kind) {
	g.anchorRow, g.anchorCol = g.row, g.col
	g.kind, g.sticky = k, true
}

// toggle begins a selection of a kind, or turns the one there is into that kind,
// or ends it where it is of that kind already.
func (g *Grid) toggle(k Kind) {
	switch g.kind {
	case k:
		g.clear()
	case OneCell:
		g.mark(k)
	default:
		g.kind, g.sticky = k, true
	}
}

func (g *Grid) clear() { g.kind, g.sticky = OneCell, false }
