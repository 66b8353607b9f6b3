package grid

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// texts is a grid of two long texts and a number between them, all the same in
// every row.
func texts(t *testing.T, rows int) *Grid {
	t.Helper()
	long := strings.Repeat("long ", 20)
	row := fmt.Sprintf(`{"name": %q, "id": 1, "note": %q}`, long, long)
	all := strings.TrimSuffix(strings.Repeat(row+",", rows), ",")
	return gridOf(t, table(t, "["+all+"]", nameField, idField, arrow.Field{Name: "note", Type: arrow.BinaryTypes.String}))
}

func TestTextsAreCutShorterWhereAllColumnsFitThen(t *testing.T) {
	g := texts(t, 1)
	expect(t, draw(g, 60, 3), `
     name                       id note
▸  1 long long long long long…   1 long long long long long…`)
}

func TestTextsAreCutShortWhereNotAllColumnsFit(t *testing.T) {
	g := texts(t, 1)
	expect(t, draw(g, 48, 3), `
     name                  id note             ›
▸  1 long long long long…   1 long long long lo…`)
}

func TestTextsGrowAndShrinkWithThePane(t *testing.T) {
	g := texts(t, 1)
	narrow := draw(g, 60, 3)
	wide := draw(g, 90, 3)
	if at := strings.Index(wide[0], "id"); at < 44 {
		t.Errorf("a wider pane has the id at %d:\n%s", at, strings.Join(wide, "\n"))
	}
	expect(t, draw(g, 60, 3), "\n"+strings.Join(narrow, "\n"))
}

func TestAWidthThatWasChosenStays(t *testing.T) {
	g := texts(t, 1)
	draw(g, 60, 3)
	do(t, g, "fit-column")
	if lines := draw(g, 60, 3); strings.Contains(lines[0], "note") {
		t.Errorf("the first column was cut again:\n%s", strings.Join(lines, "\n"))
	}
}

func TestRowsThatPassByDoNotChangeWidths(t *testing.T) {
	long := strings.Repeat("long ", 20)
	rows := strings.Repeat(`{"name": "short", "id": 1, "note": "short"},`, 3) + fmt.Sprintf(`{"name": %q, "id": 1, "note": %q}`, long, long)
	g := gridOf(t, table(t, "["+rows+"]", nameField, idField, arrow.Field{Name: "note", Type: arrow.BinaryTypes.String}))
	draw(g, 60, 4)
	do(t, g, "last-row")
	first := draw(g, 60, 4)
	do(t, g, "first-row")
	draw(g, 60, 4)
	do(t, g, "last-row")
	expect(t, draw(g, 60, 4), "\n"+strings.Join(first, "\n"))
}
