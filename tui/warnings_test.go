package tui

import "testing"

// A footer that has room for one warning says that there are others, and how they are
// read.
func TestFirstOfWarnings(t *testing.T) {
	a := &App{keymap: newKeymap(nil)}
	for want, warnings := range map[string][]string{
		"totals": {"totals"}, "1 of 2 warnings (d shows all): totals": {"totals", "extremes"},
	} {
		if got := a.firstOf(warnings); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
