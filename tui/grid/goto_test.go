package grid

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

func TestGoToColumn(t *testing.T) {
	fields := []arrow.Field{{Name: "a", Type: arrow.BinaryTypes.String}, {Name: "b", Type: arrow.BinaryTypes.String}, {Name: "c", Type: arrow.BinaryTypes.String}}
	g := gridOf(t, table(t, `[{"a": "1", "b": "2", "c": "3"}]`, fields...))
	do(t, g, "select-rows")
	g.GoToColumn(1)
	if row, col := g.Cursor(); row != 0 || col != 1 || g.Selected() {
		t.Errorf("row %d, column %d, selected: %v", row, col, g.Selected())
	}
	do(t, g, "hide-column")
	g.GoToColumn(1)
	if _, col := g.Cursor(); col == 1 {
		t.Error("the cursor is on a hidden column")
	}
	g.GoToColumn(99)
	if _, col := g.Cursor(); col != 2 {
		t.Errorf("column %d", col)
	}
}
