package profile

import (
	"strings"
	"testing"

	"sonde/internal/workspace"
)

// wide is the profile of a column of numbers that differ in their last digits.
func wide() *Pane {
	p := sample()
	const head = "170141183460469231687303715884105"
	p.Set(workspace.Column{
		Column: 1, Rows: 3_000_000, Nulls: 230_770, Distinct: 1_254_698, Approximate: true, HasRange: true, Min: head + "001", Max: head + "999",
		Mean: head + "500.25", Top: []workspace.Count{{Value: head + "001", Rows: 2}, {Value: head + "002", Rows: 1}},
	})
	p.Show(1)
	return p
}

func TestWideFiguresHaveTheirWidthWhereThereIsRoom(t *testing.T) {
	got := drawStrip(wide(), 200, 10, false)
	expect(t, got, "170141183460469231687303715884105001", "170141183460469231687303715884105999", "distinct, estimated")
	if strings.Contains(got, "…") {
		t.Errorf("something is cut in\n%s", got)
	}
}

// Values that begin alike show their ends where they are cut.
func TestValuesThatBeginAlikeAreCutInTheMiddle(t *testing.T) {
	p := wide()
	expect(t, draw(p, 32, 24, false), "05001\n", "05999\n", "5002 ")
	p.ShowAll(1)
	expect(t, draw(p, 32, 24, false), "5001 … 1", "5999\n")
	expect(t, drawStrip(p, 170, 9, false), "5001", "5999")
}

// Counts stand below each other where the blanks that align decimal points have no
// room.
func TestCountsAreAlignedOnANarrowPane(t *testing.T) {
	p := sample()
	p.Set(workspace.Column{Column: 1, Rows: 3_000_000, Nulls: 230_770, Distinct: 7, HasRange: true, Min: "1", Max: "7", Mean: "≈4.123456789012"})
	p.Show(1)
	lines := strings.Split(draw(p, 32, 24, false), "\n")
	end := func(name, count string) int {
		for _, l := range lines {
			if strings.HasPrefix(l, name) {
				return strings.Index(l, count) + len(count)
			}
		}
		return -1
	}
	if rows, nulls := end("rows", "3,000,000"), end("NULL", "230,770"); rows != nulls || rows < 0 {
		t.Errorf("rows end at %d, NULLs at %d in\n%s", rows, nulls, strings.Join(lines, "\n"))
	}
}
