// Package grid is the results pane: a table of any number of rows and columns of
// which only the visible cells cost anything. It reads a view of a result, never
// the disk, and is drawn, driven and asked by one goroutine.
package grid

import (
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/result"
	"sonde/internal/value"
	"sonde/tui/canvas"
)

// Grid shows a view of a result. Rows and columns are 0-based; a column is an
// index into the schema, whether or not columns are hidden.
type Grid struct {
	plain   *result.View // as it was given
	view    *result.View // with fields
	fields  []result.Path
	parents []int // columns that fields stand in the place of
	schema  *arrow.Schema
	columns []column
	rows    int64
	message string
	types   bool // the header has a line of types
	diff    *Diff
	before  *Before

	marked   []Mark
	marks    map[int]string // where they stand, by column
	find     func(text []byte) (from, to int)
	order    []int // columns in the order shown; nil is that of the schema
	places   []int // where each column stands in order
	frozen   int   // places that stay in sight
	fitted   bool  // columns are as wide as their values
	widths   layout
	loose    bool // what is in sight was scrolled away from the cursor
	arranged int  // counts changes to which columns are shown, and their order
	marking  int  // counts changes to marks

	row, anchorRow int64
	col, anchorCol int
	kind           Kind
	sticky         bool // moves extend the selection until it is cleared

	top    int64 // first row in sight
	left   int   // first column in sight
	home   corner
	gutter int // columns of the screen that row numbers take

	missing span
	seen    frame
	draft   draft
	drag    drag
}

// span is n rows from first.
type span struct{ first, n int64 }

// New returns an empty grid.
func New() *Grid { return &Grid{} }

// SetView shows a view: the next snapshot of a growing result, the same rows in
// another order, or another result. Cursor, selection and widths stay where the
// columns do. It costs nothing that grows with the rows. A nil view empties the
// grid.
func (g *Grid) SetView(v *result.View) {
	if v == nil {
		v = (&result.Snapshot{}).View(nil)
	}
	if schema := v.Schema(); g.plain == nil || schema != g.plain.Schema() && (schema == nil || g.plain.Schema() == nil || !schema.Equal(g.plain.Schema())) {
		*g = Grid{message: g.message, types: g.types, diff: g.diff, before: g.before, marked: g.marked, find: g.find, seen: g.seen, draft: g.draft}
		if schema != nil {
			g.columns = make([]column, schema.NumFields())
		}
	}
	g.plain, g.view = v, g.expanded(v)
	g.schema, g.rows = g.view.Schema(), v.NumRows()
	if g.marks == nil {
		g.placeMarks()
	}
	g.clamp()
}

// View returns the view that is shown; nil before the first one.
func (g *Grid) View() *result.View { return g.view }

// SetMessage sets what stands in the pane while there are no rows; empty is
// "0 rows".
func (g *Grid) SetMessage(text string) { g.message = text }

// Cursor returns the cell under the cursor.
func (g *Grid) Cursor() (row int64, col int) { return g.row, g.col }

// GoTo moves the cursor to a row, or to the nearest one there is, and clears the
// selection.
func (g *Grid) GoTo(row int64) {
	g.clear()
	g.stay()
	g.row, g.loose = row, false
	g.clamp()
}

// Missing returns the rows in sight that were not in memory when the grid was
// last drawn. The app fetches them with View.Prefetch and draws again.
func (g *Grid) Missing() (first, n int64, ok bool) {
	return g.missing.first, g.missing.n, g.missing.n > 0
}

// Cell returns the array and the index in it of the value under the cursor, and
// the field of its batch; ok is false where there is none in memory.
func (g *Grid) Cell() (a arrow.Array, i int, f arrow.Field, ok bool) {
	if g.rows == 0 || len(g.columns) == 0 {
		return nil, 0, f, false
	}
	b, offset, ok := g.view.Peek(g.row)
	if !ok {
		return nil, 0, f, false
	}
	return b.Column(g.col), offset, b.Schema().Field(g.col), true
}

// CellText returns the text of the value under the cursor, at most limit bytes
// of it; empty for NULL and where the row is not in memory.
func (g *Grid) CellText(limit int) string {
	a, i, f, ok := g.Cell()
	if !ok {
		return ""
	}
	return string(value.NewFormatter(f).AppendClipped(nil, a, i, limit))
}

// Status tells where the cursor is and what is selected, for the status bar.
func (g *Grid) Status() string {
	if g.rows == 0 || len(g.columns) == 0 {
		return ""
	}
	number, of := g.columnNumber(g.col)
	at := "row " + count(g.row+1) + " of " + count(g.rows) + " · column " + count(int64(number)) + " of " + count(int64(of))
	if g.kind == OneCell {
		return at
	}
	return g.SelectionText() + " · " + at
}

// SelectionText tells how much is selected.
func (g *Grid) SelectionText() string {
	s := g.Selection()
	return count(s.Rows) + " × " + count(int64(len(s.Columns))) + " selected"
}

// count writes a number with separators of thousands.
func count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// frame is the geometry of the last drawing, for pages and the mouse.
type frame struct {
	area   canvas.Rect
	header int // lines of the header
	// frozen places take frozenWidth columns of the screen.
	frozen, frozenWidth int
	body                int // lines of rows
	x                   int // where the columns begin
	spans               []strip
	grown               bool // a column became wider than it was laid out
}

// strip is where a column stands on the screen.
type strip struct{ col, x, w int }
