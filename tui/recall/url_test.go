package recall

import (
	"strings"
	"testing"

	"sonde/history"
	"sonde/themes"
	"sonde/tui/canvas"
)

// A URL is shown whole: where a run would go is to be seen before it goes there.
func TestAURLIsShownWhole(t *testing.T) {
	url := "fake://" + strings.Repeat("long.", 20) + "example:8123?database=" + strings.Repeat("shop", 10) + "&last=END"
	e := entries()[0]
	e.Connection, e.Kind = url, "fake"
	r, first := New(1, plain)
	r.SetEntries(first.ID, []history.Entry{e}, history.SoFar{}, "")
	var c canvas.Canvas
	c.Resize(80, 40)
	NewInspector([]history.Entry{e}, "").Draw(&c, canvas.Rect{W: 80, H: 40}, themes.Default(true))
	inspected := ""
	for y := range 40 {
		inspected += c.Line(y) + "\n"
	}
	for _, drawn := range []string{screen(r, 80, 40), inspected} {
		text := strings.NewReplacer("│", "", " ", "", "\n", "").Replace(drawn)
		if !strings.Contains(text, url) {
			t.Errorf("the URL is not whole:\n%s", drawn)
		}
	}
}

// Of a run of which nothing is known no number is told.
func TestNoRowsAreMadeUp(t *testing.T) {
	if got := summary(history.Entry{Status: history.Imported}); strings.Contains(got, "row") {
		t.Errorf("%q", got)
	}
}
