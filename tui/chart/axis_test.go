package chart

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/themes"
	"sonde/tui/canvas"
)

// The axis of a line is that of its values, and has its zero where they come near it.
func TestTheAxisOfALineFitsItsValues(t *testing.T) {
	for values, want := range map[string][]string{
		"1000000 1000040 1000100": {"1000000┤", "1000050┤", "1000100┤"},
		"5 40 100":                {" 0┤", " 100┤"},
		"-5 -40 -100":             {" 0┤", " -100┤"},
		"60 80 100":               {" 60┤", " 100┤"},
		"-20 0 100":               {" 0┤", " 100┤"},
	} {
		d := build(t, rowsOf(t, []arrow.Field{count}, strings.Fields(values)...), Spec{Line, None, 0})
		var c canvas.Canvas
		c.Resize(60, 14)
		d.Draw(&c, canvas.Rect{W: 60, H: 14}, themes.Default(true), 0)
		var lines []string
		for y := range 14 {
			lines = append(lines, c.Line(y))
		}
		all := strings.Join(lines, "\n")
		for _, label := range want {
			if !strings.Contains(all, label) {
				t.Errorf("%s: no label %q in\n%s", values, label, all)
			}
		}
		if values[:2] == "60" && strings.Contains(all, " 0┤") {
			t.Errorf("%s: zero is on the axis\n%s", values, all)
		}
	}
}
