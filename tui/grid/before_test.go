package grid

import (
	"strings"
	"testing"

	"sonde/themes"
)

// A change is seen on the row of the cursor too.
func TestChangesAreMarkedOnTheRowOfTheCursor(t *testing.T) {
	before := table(t, `[{"id": 1, "name": "old"}, {"id": 2, "name": "old"}]`, idField, nameField)
	g := gridOf(t, table(t, `[{"id": 1, "name": "new"}, {"id": 2, "name": "new"}]`, idField, nameField))
	g.SetBefore(&Before{View: store(t, before).Snapshot().View(nil)})
	text, c := drawStyled(g, 30, 5)
	x := strings.Index(text[2], "new")
	want := themes.Default(true).Style(themes.Changed).BG
	for y := 1; y <= 2; y++ {
		if got := c.StyleAt(x, y).BG; got != want {
			t.Errorf("row %d: the background of what changed is %v, want %v", y, got, want)
		}
	}
	g.SetBefore(nil)
	if _, c := drawStyled(g, 30, 5); c.StyleAt(x, 1).BG == want {
		t.Error("the mark stays")
	}
}
