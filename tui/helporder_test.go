package tui

import (
	"slices"
	"testing"

	"sonde/tui/action"
)

func TestHelpBeginsWithTheKeysOfThePane(t *testing.T) {
	actions := []action.Action{
		{ID: "run"}, {ID: "undo", Place: action.Editor}, {ID: "sort", Place: action.Grid},
		{ID: "refresh", Place: action.Sidebar}, {ID: "hide", Place: action.Grid},
	}
	for here, want := range map[action.Place][]string{
		action.Editor:  {"run", "undo", "sort", "refresh", "hide"},
		action.Grid:    {"sort", "hide", "run", "undo", "refresh"},
		action.Sidebar: {"refresh", "run", "undo", "sort", "hide"},
	} {
		var got []string
		for _, a := range helpOrder(actions, here) {
			got = append(got, a.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("in the %s the help has %v, not %v", here, got, want)
		}
	}
}
