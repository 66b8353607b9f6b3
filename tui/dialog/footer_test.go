package dialog

import "testing"

func TestFootersShowWholeHints(t *testing.T) {
	for _, c := range []struct {
		width int
		want  string
	}{
		{40, "f1 keys · enter edit · esc leave"},
		{32, "f1 keys · enter edit · esc leave"},
		{31, "f1 keys · enter edit"},
		{12, "f1 keys"},
		{3, "f1 keys"},
	} {
		if got := fittingHints("f1 keys · enter edit · esc leave", c.width); got != c.want {
			t.Errorf("%d columns: %q, want %q", c.width, got, c.want)
		}
	}
}
