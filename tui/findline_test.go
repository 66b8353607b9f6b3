package tui

import (
	"testing"

	"sonde/tui/dialog"
)

func TestTheInputThatFindsHasRoomBeforeTheOptions(t *testing.T) {
	in := dialog.NewInput("")
	hints := []string{"Alt+R regex· Alt+C case· Alt+W word·", "regex· case· word·", ""}
	for _, c := range []struct{ width, least int }{{150, 40}, {88, 26}, {54, 24}, {40, 20}, {20, 8}} {
		for _, state := range []string{"", "1 of 3", "1,234 of 10,000+"} {
			l := findLine{"Find", &in, state, hints}
			w := l.inputWidth(c.width)
			if w > mostInput || w < min(c.least, c.width-besideInput-len(state)) {
				t.Errorf("%d columns beside %q leave the input %d", c.width, state, w)
			}
		}
	}
}
