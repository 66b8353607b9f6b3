package dialog

import (
	"strings"
	"testing"

	"sonde/themes"
	"sonde/tui/canvas"
)

func TestTheFieldWithTheFocusStandsApart(t *testing.T) {
	for _, name := range []string{"dark", "light", "ansi-dark", "mono"} {
		th := themes.Own(name)
		f := NewForm("Parameters", fields(), []FormKey{accepting("f5")}, false)
		var c canvas.Canvas
		c.Resize(80, 20)
		f.GoTo(3)
		f.Draw(&c, canvas.Rect{W: 80, H: 20}, th)
		x := f.area.X + 12
		for y := f.area.Y; y < f.area.Y+3; y++ {
			if c.StyleAt(x, y).Attr&themes.Underline == 0 {
				t.Errorf("%s: field %d stands on no line", name, y-f.area.Y)
			}
		}
		if line := c.Line(f.area.Y + 3); !strings.Contains(line, "▸ host     ▎") {
			t.Errorf("%s: the field that is edited has no bar: %q", name, line)
		}
		if strings.Count(c.String(), "▎") != 1 {
			t.Errorf("%s: more than one field has a bar", name)
		}
	}
}

func TestTheBarGoesToTheTypeThatIsEdited(t *testing.T) {
	f := NewForm("Parameters", fields(), []FormKey{accepting("f5")}, true)
	if s := screen(f, 80, 20); !strings.Contains(s, "▎old") {
		t.Errorf("there is no bar before the value:\n%s", s)
	}
	strokes(f, "right")
	typeText(f, "DATE")
	if s := screen(f, 80, 20); !strings.Contains(s, "▎DATE") || strings.Contains(s, "▎old") {
		t.Errorf("the bar is not before the type:\n%s", s)
	}
}
