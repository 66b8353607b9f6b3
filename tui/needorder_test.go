package tui

import (
	"slices"
	"testing"

	"sonde/tui/action"
)

// What is needed first stands first in every place, and nothing is lost.
func TestActionsStandInTheOrderOfNeed(t *testing.T) {
	first, last := map[action.Place]string{}, map[action.Place]string{}
	var order []string
	for _, a := range Actions() {
		if first[a.Place] == "" {
			first[a.Place] = a.ID
		}
		last[a.Place] = a.ID
		if a.Place == action.Grid {
			order = append(order, a.ID)
		}
	}
	for place, id := range map[action.Place]string{action.Global: "run", action.Editor: "complete", action.Grid: "cell", action.Sidebar: "sidebar.preview"} {
		if first[place] != id {
			t.Errorf("the %s begins with %s, not %s", place, first[place], id)
		}
	}
	if last[action.Grid] != "merge" || last[action.Sidebar] != "remove-connection" {
		t.Errorf("what is rarely needed does not stand last: %v", last)
	}
	if n := len(table()); n != len(Actions()) {
		t.Errorf("%d actions of %d are left", len(Actions()), n)
	}
	if !slices.IsSortedFunc([]string{"cell", "sort", "copy-cells", "chart", "grid.up", "diff"}, func(a, b string) int {
		return slices.Index(order, a) - slices.Index(order, b)
	}) {
		t.Errorf("the results have %v", order)
	}
}

// An id that is not in the table would order nothing.
func TestTheOrderOfNeedNamesActions(t *testing.T) {
	known := map[action.Place][]string{}
	var all []string
	for _, a := range table() {
		known[a.Place] = append(known[a.Place], a.ID)
		all = append(all, a.ID)
	}
	for place, ids := range neededFirst {
		for _, id := range ids {
			if !slices.Contains(known[place], id) {
				t.Errorf("the %s has no %s", place, id)
			}
		}
	}
	for _, id := range neededLast {
		if !slices.Contains(all, id) {
			t.Errorf("there is no %s", id)
		}
	}
}
