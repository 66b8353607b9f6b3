package dialog

import (
	"testing"

	"sonde/tui/action"
)

func TestFootersShowWholeHintsAndHowToLeave(t *testing.T) {
	footer := Footer{action.Keys{"f1"}.Does("keys"), Accept.Does("edit"), ToLeave()}
	for _, c := range []struct {
		width int
		want  string
	}{
		{40, "F1 keys · Enter edit · Esc leave"},
		{32, "F1 keys · Enter edit · Esc leave"},
		{31, "F1 keys · Esc leave"},
		{12, "Esc leave"},
		{3, "Esc leave"},
	} {
		if got := footer.fitting(c.width).String(); got != c.want {
			t.Errorf("%d columns: %q, want %q", c.width, got, c.want)
		}
	}
}
