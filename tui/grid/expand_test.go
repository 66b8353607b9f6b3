package grid

import (
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/result"
)

func nested(t *testing.T) *Grid {
	t.Helper()
	return gridOf(t, table(t, `[{"id": 1, "p": {"n": 7, "s": {"deep": "x"}}, "name": "a"}, {"id": 2, "p": null, "name": "b"}]`,
		idField, arrow.Field{Name: "p", Type: pairType, Nullable: true}, nameField))
}

func TestFieldsStandInThePlaceOfTheirStruct(t *testing.T) {
	g := nested(t)
	do(t, g, "right", "expand-column")
	expect(t, draw(g, 60, 4), `
      id  p.n p.s          name
▸  1   1    7 {"deep":"x"} a
   2   2 NULL NULL         b`)
	if got := g.ShownColumns(); !slices.Equal(got, []int{0, 3, 4, 2}) {
		t.Errorf("shown are %v", got)
	}
	if got := g.Status(); got != "row 1 of 2 · column 2 of 4" {
		t.Errorf("the status is %s", got)
	}
	do(t, g, "hide-column", "show-columns")
	if got := g.ShownColumns(); !slices.Equal(got, []int{0, 3, 4, 2}) {
		t.Errorf("shown are %v", got)
	}
	g.SetMarks([]Mark{{result.Path{1, 1, 0}, "▼"}})
	expect(t, draw(g, 60, 4)[:1], `      id  p.n p.s ▼ deep   name`)
	g.SetMarks(nil)
	g.Do("grid.row-start")
	g.Do("grid.right")
	if source, whole := g.SourceColumn(4); source != 1 || whole {
		t.Errorf("the source of p.s is %d, %v", source, whole)
	}
	do(t, g, "right", "expand-column")
	expect(t, draw(g, 60, 4), `
      id  p.n p.s.deep name
▸  1   1    7 x        a
   2   2 NULL NULL     b`)
	other := nested(t)
	other.Restore(g.State())
	expect(t, draw(other, 60, 4), strings.Join(draw(g, 60, 4), "\n"))
	do(t, g, "expand-column")
	expect(t, draw(g, 60, 4)[:1], `      id  p.n p.s          name`)
	do(t, g, "left", "expand-column")
	expect(t, draw(g, 60, 4)[:1], `      id p                        name`)
	if _, col := g.Cursor(); col != 1 {
		t.Errorf("the cursor is in column %d", col)
	}
}

// The fields stay where they are when more rows arrive.
func TestFieldsOfAGrowingResult(t *testing.T) {
	b := table(t, `[{"p": {"n": 7, "s": null}}]`, arrow.Field{Name: "p", Type: pairType, Nullable: true})
	s := store(t, b)
	g := New()
	g.SetView(s.Snapshot().View(nil))
	do(t, g, "expand-column")
	if err := s.Append(b); err != nil {
		t.Fatal(err)
	}
	g.SetView(s.Snapshot().View(nil))
	expect(t, draw(g, 60, 4), `
     p.n p.s
▸  1   7 NULL
   2   7 NULL`)
	if got := g.Selection(); got.Columns[0] != 1 {
		t.Errorf("selected is %v", got)
	}
	other := New()
	other.SetView(s.Snapshot().View(nil))
	other.Restore(State{Fields: []result.Path{{0, 9}, {5, 0}, {0}, {0, 0, 0}}})
	expect(t, draw(other, 60, 4)[:1], `     p`)
}

func TestHiddenColumnsAreCountedWithoutUnfoldedStructs(t *testing.T) {
	g := gridOf(t, table(t, `[{"a": 1, "s": {"x": 1, "y": 2}, "b": 3}]`,
		arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int8},
		arrow.Field{Name: "s", Type: arrow.StructOf(arrow.Field{Name: "x", Type: arrow.PrimitiveTypes.Int8}, arrow.Field{Name: "y", Type: arrow.PrimitiveTypes.Int8})},
		arrow.Field{Name: "b", Type: arrow.PrimitiveTypes.Int8}))
	g.GoToColumn(1)
	g.Do("grid.expand-column")
	if n := g.HiddenColumns(); n != 0 {
		t.Errorf("%d hidden", n)
	}
	g.GoToColumn(0)
	g.Do("grid.hide-column")
	if n := g.HiddenColumns(); n != 1 {
		t.Errorf("%d hidden", n)
	}
	g.Do("grid.show-columns")
	if shown := g.ShownColumns(); g.HiddenColumns() != 0 || len(shown) != 4 {
		t.Errorf("%v are shown", shown)
	}
}
