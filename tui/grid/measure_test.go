package grid

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// lengthening is a grid of short texts, of which those from the fifth row on are long.
func lengthening(t *testing.T) *Grid {
	t.Helper()
	note := arrow.Field{Name: "note", Type: arrow.BinaryTypes.String}
	rows := strings.Repeat(`{"name": "a short name", "id": 1, "note": "a note"},`, 4)
	long := strings.Repeat("long ", 20)
	rows += strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{"name": %q, "id": 1, "note": %q},`, long, long), 40), ",")
	return gridOf(t, table(t, "["+rows+"]", nameField, idField, note))
}

func TestAHigherPaneMovesNoColumn(t *testing.T) {
	g := lengthening(t)
	low := draw(g, 60, 5)
	high := draw(g, 60, 9)
	for y, line := range low {
		if high[y] != line {
			t.Errorf("line %d was %q and is %q", y, line, high[y])
		}
	}
	do(t, g, "page-down")
	if now := draw(g, 60, 9); strings.Index(now[0], "id") <= strings.Index(low[0], "id") {
		t.Errorf("rows that were gone to do not widen their columns:\n%s", strings.Join(now, "\n"))
	}
}

func TestRowsThatArriveNarrowNoColumn(t *testing.T) {
	long := strings.Repeat("long ", 20)
	note := arrow.Field{Name: "note", Type: arrow.BinaryTypes.String}
	of := func(name, text string) arrow.RecordBatch {
		return table(t, fmt.Sprintf(`[{"name": %q, "id": 1, "note": %q}]`, name, text), nameField, idField, note)
	}
	s := store(t, of(long, "a"))
	g := New()
	g.SetView(s.Snapshot().View(nil))
	before := draw(g, 60, 6)
	if err := s.Append(of(long, long)); err != nil {
		t.Fatal(err)
	}
	g.SetView(s.Snapshot().View(nil))
	if now := draw(g, 60, 6); strings.Index(now[0], "note") < strings.Index(before[0], "note") {
		t.Errorf("a column became narrower:\n%s\n%s", strings.Join(before, "\n"), strings.Join(now, "\n"))
	}
}
