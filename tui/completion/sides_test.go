package completion

import (
	"strings"
	"testing"

	"sonde/themes"
	"sonde/tui/canvas"
)

// Where the list has no background of its own, bars at its ends set every line of
// it off; the chosen entry keeps its mark, and the list its rows.
func TestSidesSetTheListOff(t *testing.T) {
	for name, barred := range map[string]bool{"dark": false, "light": false, "ansi-dark": true, "ansi-light": true, "mono": true} {
		th, err := themes.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		c := &canvas.Canvas{}
		c.Resize(60, 20)
		p := New(items(4), "", true)
		p.SetNote("loading…")
		p.Draw(c, canvas.Rect{W: 60, H: 20}, 5, 2, th)
		for y, begin := range []string{"▸column_0", "│column_1", "│column_2", "│column_3", "│loading…"} {
			line := strings.TrimSpace(c.Line(3 + y))
			if !barred {
				begin = strings.TrimPrefix(begin, "│")
			}
			if !strings.HasPrefix(line, begin) || strings.HasSuffix(line, "│") != barred {
				t.Errorf("%s: line %d is %q", name, y, line)
			}
		}
	}
}
