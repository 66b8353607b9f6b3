package grid

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/themes"
)

// diffGrid has a row of each kind, and one that does not say what it is.
func diffGrid(t *testing.T) *Grid {
	t.Helper()
	var fields []arrow.Field
	for _, name := range []string{"diff_type", "from_a", "to_a", "from_b", "to_b"} {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	g := gridOf(t, table(t, `[
		{"diff_type": "added", "to_a": "x", "to_b": "y"},
		{"diff_type": "removed", "from_a": "x", "from_b": "y"},
		{"diff_type": "modified", "from_a": "same", "to_a": "same", "from_b": "old", "to_b": "new"},
		{"diff_type": "modified", "from_a": "gone", "to_a": null, "from_b": null, "to_b": null},
		{"from_a": "1", "to_a": "2"}]`, fields...))
	g.SetDiff(&Diff{Kind: 0, Other: []int{-1, 2, 1, 4, 3}})
	return g
}

func TestDiffColoursWhatDiffers(t *testing.T) {
	g := diffGrid(t)
	draw(g, 80, 8)
	g.peekRows()
	for row, want := range []string{"+++++", "-----", "~..~~", "~~~..", "....."} {
		var got strings.Builder
		for col := range g.columns {
			role, ok := g.diffRole(row, col)
			switch {
			case !ok:
				got.WriteByte('.')
			default:
				got.WriteByte(map[themes.Role]byte{themes.Added: '+', themes.Removed: '-', themes.Changed: '~'}[role])
			}
		}
		if got.String() != want {
			t.Errorf("row %d is coloured %s, want %s", row, &got, want)
		}
	}
}

func TestADiffMayTellItselfWhatDiffers(t *testing.T) {
	g := diffGrid(t)
	g.diff.Changed = func(row int64, col int) bool { return row == 2 && col == 1 }
	draw(g, 80, 8)
	g.peekRows()
	for col, want := range []bool{true, true, false, false, false} {
		if _, got := g.diffRole(2, col); got != want {
			t.Errorf("column %d of a modified row is coloured: %v", col, got)
		}
	}
}

func TestDiffColoursFillTheCell(t *testing.T) {
	g := diffGrid(t)
	do(t, g, "last-row")
	lines, c := drawStyled(g, 80, 8)
	x := strings.Index(lines[1], "added") + len("added")
	if got := c.StyleAt(x, 1).BG; got != dark.Style(themes.Added).BG {
		t.Errorf("behind the text the cell has the background %x", got)
	}
}

func TestDiffColoursAreSeenInTheRowOfTheCursor(t *testing.T) {
	g := diffGrid(t)
	do(t, g, "down")
	lines, c := drawStyled(g, 80, 8)
	x := strings.LastIndex(lines[2], "y")
	if got := c.StyleAt(x, 2).BG; x < 0 || got != dark.Style(themes.Removed).BG {
		t.Errorf("%q has the background %x", lines[2], got)
	}
}

func TestDiffStaysWithItsColumns(t *testing.T) {
	g := diffGrid(t)
	g.SetView(store(t, table(t, `[{"n": 1}]`, arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64})).Snapshot().View(nil))
	draw(g, 40, 4) // A diff of other columns must not be looked up.
}
