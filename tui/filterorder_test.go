package tui

import (
	"slices"
	"strings"
	"testing"

	"sonde/internal/workspace"
)

func TestTheValuesOfAFilterAreInTheirOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range []string{"10", "9", "-2", "9007199254740993", "9007199254740992", "1.50", "NaN", "Infinity"} {
		seen[v] = true
	}
	c := simplified(workspace.Condition{Op: workspace.In}, seen, true)
	if want := "-2 1.50 9 10 9007199254740992 9007199254740993 Infinity NaN"; strings.Join(c.Values, " ") != want {
		t.Errorf("numbers: %v", c.Values)
	}
	c = simplified(workspace.Condition{Op: workspace.In}, map[string]bool{"b": true, "a": true, "10": true}, false)
	if want := []string{"10", "a", "b"}; !slices.Equal(c.Values, want) {
		t.Errorf("texts: %v", c.Values)
	}
}
