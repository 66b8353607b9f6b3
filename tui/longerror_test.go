package tui

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/tui/canvas"
)

// An error that has no room says that there is more of it, and where.
func TestALongErrorSaysWhereAllOfItIs(t *testing.T) {
	e := connectors.Errorf(connectors.ClassSyntax, "one\ntwo\nthree\nfour").WithHint("five")
	for _, c := range []struct {
		height int
		result bool
		want   []string
	}{
		{8, true, []string{"Syntax error", "one", "two", "three", "four", "", "five", ""}},
		{4, true, []string{"Syntax error", "one", "two", "… d in the results shows all"}},
		{3, false, []string{"Syntax error", "one", "…"}},
		{1, true, []string{"Syntax error"}},
	} {
		a := bare(Options{})
		if c.result {
			a.tab().results = []*resultTab{{}}
		}
		a.canvas.Resize(40, 10)
		a.drawFailure(canvas.Rect{W: 40, H: c.height}, e)
		for y := range 10 {
			want := ""
			if y < c.height {
				want = c.want[y]
			}
			if got := strings.TrimSpace(a.canvas.Line(y)); got != want {
				t.Errorf("line %d of %d is %q, want %q", y, c.height, got, want)
			}
		}
	}
}
