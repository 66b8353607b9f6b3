package grid

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/tui/canvas"
)

// numbers is a grid of n rows × 3 columns of two digits.
func numbers(t testing.TB, n int) *Grid {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"a": %d, "b": %d, "c": %d}`, 10+i%90, 10+i%90, 10+i%90)
	}
	field := func(name string) arrow.Field { return arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int32} }
	return gridOf(t, table(t, "["+strings.Join(rows, ",")+"]", field("a"), field("b"), field("c")))
}

func TestSelections(t *testing.T) {
	for _, c := range []struct {
		keys    string
		kind    Kind
		first   int64
		rows    int64
		columns []int
	}{
		{"down right", OneCell, 1, 1, []int{1}},
		{"down right select-down select-right", Block, 1, 2, []int{1, 2}},
		{"down right select-up select-left", Block, 0, 2, []int{0, 1}},
		{"select-down down", OneCell, 2, 1, []int{0}},
		{"select-cells down down right", Block, 0, 3, []int{0, 1}},
		{"down select-rows down", WholeRows, 1, 2, []int{0, 1, 2}},
		{"right select-columns right", WholeColumns, 0, 20, []int{1, 2}},
		{"down select-all", Everything, 0, 20, []int{0, 1, 2}},
		{"select-all down", OneCell, 1, 1, []int{0}},
		{"select-rows select-rows", OneCell, 0, 1, []int{0}},
		{"select-cells down select-rows", WholeRows, 0, 2, []int{0, 1, 2}},
		{"select-cells down clear-selection", OneCell, 1, 1, []int{0}},
		{"select-last-row", Block, 0, 20, []int{0}},
		{"last-row select-first-row", Block, 0, 20, []int{0}},
		{"right hide-column row-start select-row-end", Block, 0, 1, []int{0, 2}},
		{"right hide-column show-columns select-all", Everything, 0, 20, []int{0, 1, 2}},
		{"hide-column hide-column hide-column select-all", Everything, 0, 20, []int{2}},
		{"page-down", OneCell, 4, 1, []int{0}},
		{"select-page-down", Block, 0, 5, []int{0}},
		{"last-row page-up page-up", OneCell, 11, 1, []int{0}},
	} {
		t.Run(c.keys, func(t *testing.T) {
			g := numbers(t, 20)
			draw(g, 30, 6)
			do(t, g, strings.Fields(c.keys)...)
			s := g.Selection()
			if s.Kind != c.kind || s.First != c.first || s.Rows != c.rows || !slices.Equal(s.Columns, c.columns) {
				t.Errorf("selected %+v", s)
			}
		})
	}
}

func TestSelectionProjectsBatches(t *testing.T) {
	g := numbers(t, 5)
	do(t, g, "right", "hide-column", "select-all")
	s := g.Selection()
	b, _, _ := g.View().Peek(0)
	got := s.Project(b)
	if got.NumCols() != 2 || got.ColumnName(1) != "c" || got.NumRows() != 5 || s.Schema(b.Schema()).NumFields() != 2 {
		t.Errorf("projected %v", got.Schema())
	}
	if !s.Contains(4, 2) || s.Contains(4, 1) || s.Contains(5, 2) {
		t.Error("the selection contains the wrong cells")
	}
}

// The grid stands at (3, 2): the header in line 0, the columns a, b and c at 5
// to 7, 9 to 11 and 13 to 15 of its rectangle.
func drawnAside(t *testing.T) (*Grid, func() []string) {
	g := numbers(t, 20)
	redraw := func() []string {
		c := &canvas.Canvas{}
		c.Resize(40, 10)
		g.Draw(c, canvas.Rect{X: 3, Y: 2, W: 30, H: 6}, dark, true)
		return strings.Split(c.String(), "\n")
	}
	redraw()
	return g, redraw
}

func TestMouse(t *testing.T) {
	for _, c := range []struct {
		name    string
		play    func(g *Grid)
		kind    Kind
		first   int64
		rows    int64
		columns []int
	}{
		{"cell", func(g *Grid) { g.Click(10, 3, false) }, OneCell, 2, 1, []int{1}},
		{"right of all columns", func(g *Grid) { g.Click(25, 1, false) }, OneCell, 0, 1, []int{2}},
		{"shift extends", func(g *Grid) { g.Click(10, 3, false); g.Click(14, 1, true) }, Block, 0, 3, []int{1, 2}},
		{"drag extends", func(g *Grid) { g.Click(6, 1, false); g.Drag(10, 2) }, Block, 0, 2, []int{0, 1}},
		{"gutter selects the row", func(g *Grid) { g.Click(2, 4, false) }, WholeRows, 3, 1, []int{0, 1, 2}},
		{"drag in the gutter", func(g *Grid) { g.Click(2, 4, false); g.Drag(2, 2) }, WholeRows, 1, 3, []int{0, 1, 2}},
		{"header selects the column", func(g *Grid) { g.Click(10, 0, false) }, WholeColumns, 0, 20, []int{1}},
		{"shift on the header", func(g *Grid) { g.Click(10, 0, false); g.Click(14, 0, true) }, WholeColumns, 0, 20, []int{1, 2}},
		{"corner selects everything", func(g *Grid) { g.Click(1, 0, false) }, Everything, 0, 20, []int{0, 1, 2}},
		{"outside", func(g *Grid) { g.Click(30, 1, false); g.Click(-1, -1, false) }, OneCell, 0, 1, []int{0}},
		{"drag below the pane", func(g *Grid) { g.Click(6, 1, false); g.Drag(6, 99) }, Block, 0, 6, []int{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, redraw := drawnAside(t)
			c.play(g)
			redraw()
			s := g.Selection()
			if s.Kind != c.kind || s.First != c.first || s.Rows != c.rows || !slices.Equal(s.Columns, c.columns) {
				t.Errorf("selected %+v", s)
			}
		})
	}
}

func TestDragOfABorderResizes(t *testing.T) {
	g, redraw := drawnAside(t)
	g.Click(8, 0, false)
	g.Drag(15, 0)
	redraw()
	if got := g.State().Widths; len(got) != 1 || got[0] != 10 || g.Selected() {
		t.Errorf("widths %v, selected %v", got, g.Selected())
	}
	g.Drag(-50, 0)
	if got := g.State().Widths[0]; got != minWidth {
		t.Errorf("the narrowest column has %d", got)
	}
}

// The wheel moves what is in sight; the cursor stays, and the next move shows it
// again.
func TestWheelLeavesTheCursor(t *testing.T) {
	g, redraw := drawnAside(t)
	g.Wheel(0, 3)
	redraw()
	if s := g.State(); s.Row != 0 || s.Top != 3 {
		t.Errorf("after three lines: %+v", s)
	}
	g.Wheel(0, 1<<30)
	redraw()
	if s := g.State(); s.Top != 15 || s.Row != 0 {
		t.Errorf("at the end: %+v", s)
	}
	do(t, g, "down")
	redraw()
	if s := g.State(); s.Top > 1 || s.Row != 1 {
		t.Errorf("after a move: %+v", s)
	}
}

func TestStateCanBeRestored(t *testing.T) {
	g := numbers(t, 20)
	draw(g, 30, 6)
	do(t, g, "widen-column", "right", "hide-column", "last-row", "toggle-types")
	want := draw(g, 30, 6)
	other := numbers(t, 20)
	other.Restore(g.State())
	expect(t, draw(other, 30, 6), strings.Join(want, "\n"))
	other.Restore(State{Row: 1 << 40, Column: 99, Left: -3, Top: 1 << 50, Widths: map[int]int{-1: 3, 99: 3}, Hidden: []int{0, 1, 2, 7}})
	if got := draw(other, 30, 6)[0]; !strings.Contains(got, "c") {
		t.Errorf("a state of another table leaves %q", got)
	}
}
