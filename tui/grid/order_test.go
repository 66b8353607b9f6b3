package grid

import (
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/result"
	"sonde/themes"
)

// abc is a grid of the columns a to e, each as wide as its name of ten letters.
func abc(t *testing.T) *Grid {
	t.Helper()
	var fields []arrow.Field
	row := "{"
	for i, c := range "abcde" {
		name := strings.Repeat(string(c), 10)
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String})
		row += map[bool]string{true: ",", false: ""}[i > 0] + `"` + name + `": "` + strings.ToUpper(string(c)) + `"`
	}
	return gridOf(t, table(t, "["+row+"},"+row+"}]", fields...))
}

func TestReorder(t *testing.T) {
	g := abc(t)
	do(t, g, "move-column-right", "move-column-right")
	expect(t, draw(g, 80, 3)[:2], `
     bbbbbbbbbb cccccccccc aaaaaaaaaa dddddddddd eeeeeeeeee
▸  1 B          C          A          D          E`)
	if _, col := g.Cursor(); col != 0 {
		t.Errorf("the cursor is in column %d", col)
	}
	do(t, g, "select-left")
	if s := g.Selection(); !slices.Equal(s.Columns, []int{2, 0}) {
		t.Errorf("selected are %v", s.Columns)
	}
	if got := g.ShownColumns(); !slices.Equal(got, []int{1, 2, 0, 3, 4}) {
		t.Errorf("the columns are %v", got)
	}
	do(t, g, "row-end", "move-column-left", "hide-column", "right", "left")
	if got := g.ShownColumns(); !slices.Equal(got, []int{1, 2, 0, 3}) {
		t.Errorf("the columns are %v", got)
	}
	other := abc(t)
	other.Restore(g.State())
	expect(t, draw(other, 80, 3), strings.Join(draw(g, 80, 3), "\n"))
}

func TestFreeze(t *testing.T) {
	g := abc(t)
	do(t, g, "freeze-columns", "row-end")
	expect(t, draw(g, 40, 3)[:2], `
     aaaaaaaaaa‹dddddddddd eeeeeeeeee
▸  1 A         ┃D          E`)
	do(t, g, "row-start")
	expect(t, draw(g, 40, 3)[1:2], `▸  1 A         ┃D          E`)
	do(t, g, "right")
	expect(t, draw(g, 40, 3)[1:2], `▸  1 A         ┃B          C`)
	do(t, g, "left", "freeze-columns")
	expect(t, draw(g, 40, 3)[1:2], `▸  1 A          B          C`)
}

// Of the columns to freeze those that leave no room for others scroll like these.
func TestFrozenColumnsGiveWay(t *testing.T) {
	g := abc(t)
	do(t, g, "right", "right", "freeze-columns", "row-end")
	expect(t, draw(g, 30, 3)[1:2], `▸  1 A         ┃E`)
	expect(t, draw(g, 60, 3)[1:2], `▸  1 A          B          C         ┃D          E`)
}

func TestFitAll(t *testing.T) {
	long := strings.Repeat("long ", 12)
	g := gridOf(t, table(t, `[{"a": "`+long+`", "n": 1}]`, arrow.Field{Name: "a", Type: arrow.BinaryTypes.String}, idField))
	if before := draw(g, 80, 3); strings.Contains(before[1], long) {
		t.Fatalf("the column is wide before: %q", before[1])
	}
	do(t, g, "fit-columns")
	if after := draw(g, 80, 3); !strings.Contains(after[1], strings.TrimSpace(long)) {
		t.Errorf("the column is cut: %q", after[1])
	}
	do(t, g, "fit-columns")
	if again := draw(g, 80, 3); strings.Contains(again[1], long) {
		t.Errorf("the column is wide again: %q", again[1])
	}
}

func TestMarks(t *testing.T) {
	g := abc(t)
	g.SetMarks([]Mark{{result.Path{1}, "▲1"}, {result.Path{0}, "▼2"}})
	lines, c := drawStyled(g, 80, 3)
	expect(t, lines[:1], `     aaaaaaaaaa ▼2 bbbbbbbbbb ▲1 cccccccccc dddddddddd eeeeeeeeee`)
	if got := c.StyleAt(17, 0).FG; got != dark.Style(themes.Accent).FG {
		t.Errorf("the mark has the colour %v", got)
	}
	do(t, g, "narrow-column", "narrow-column")
	expect(t, draw(g, 80, 3)[:1], `     a… ▼2 bbbbbbbbbb ▲1 cccccccccc dddddddddd eeeeeeeeee`)
}

func TestFollow(t *testing.T) {
	g := numbers(t, 20)
	do(t, g, "down", "down")
	draw(g, 30, 6)
	g.Follow(10)
	if s := g.State(); s.Row != 10 || s.Top != 8 {
		t.Errorf("the row is at %+v", s)
	}
	g.Follow(-1)
	if s := g.State(); s.Row != 0 || s.Top != 0 {
		t.Errorf("without the row: %+v", s)
	}
}

// The part of a column that would show little but an ellipsis is left out.
func TestSliversOfColumnsAreLeftOut(t *testing.T) {
	g := abc(t)
	expect(t, draw(g, 34, 3)[:2], `
     aaaaaaaaaa bbbbbbbbbb       ›
▸  1 A          B`)
	expect(t, draw(g, 35, 3)[:2], `
     aaaaaaaaaa bbbbbbbbbb ccc…ccc›
▸  1 A          B          C`)
}
