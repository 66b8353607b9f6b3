package tui

import (
	"slices"

	"sonde/tui/action"
)

// neededFirst are the actions that one comes to need first, place by place, in that
// order. The footer has an order of its own: what can be done only now stands first.
var neededFirst = map[action.Place][]string{
	action.Global: {
		"run", "cancel", "copy", "palette", "help", "quit", "next-pane", "history", "export", "find", "replace",
		"connection", "new-tab", "close-tab", "next-tab", "previous-tab", "save", "run-all", "explain", "explain-analyze",
	},
	action.Editor: {
		"complete", "format", "editor.undo", "editor.redo", "editor.comment", "editor.select-statement", "editor.select-all",
		"editor.cut", "editor.duplicate", "editor.delete-line", "editor.next-statement", "editor.previous-statement", "go-to-line",
	},
	action.Grid: {
		"cell", "record", "search", "search-next", "search-previous", "sort", "sort-also", "filter-value", "filter", "filters",
		"grid.select-cells", "grid.select-rows", "grid.select-columns", "copy-cells", "copy-as", "profile-column", "profile-all",
		"chart", "columns", "go-to-row", "next-result", "previous-result", "details", "zoom", "grid.toggle-types",
		"grid.fit-column", "grid.hide-column", "grid.show-columns", "grid.freeze-columns", "fetch-all", "refresh-rows",
	},
	action.Sidebar: {
		"sidebar.preview", "sidebar.open", "sidebar.close", "sidebar.filter", "sidebar.insert", "sidebar.select", "sidebar.definition",
		"sidebar.use", "connect", "new-connection", "edit-connection", "test-connection", "sidebar.refresh",
	},
}

// neededLast are those that few sources, or few results, have a use for.
var neededLast = []string{
	"copy-curl", "explain-as", "exports", "ref", "compare", "compare-results", "take-up", "diff", "merge",
	"rename-connection", "remove-connection",
}

// byNeed puts the actions of every place into the order in which one comes to need
// them; those that are not named here stay as they are, in between.
func byNeed(actions []action.Action) []action.Action {
	rank := func(a action.Action) int {
		first := neededFirst[a.Place]
		if i := slices.Index(first, a.ID); i >= 0 {
			return i
		}
		return len(first) + 1 + slices.Index(neededLast, a.ID)
	}
	ordered := slices.Clone(actions)
	slices.SortStableFunc(ordered, func(a, b action.Action) int {
		if d := placeOrder(a.Place) - placeOrder(b.Place); d != 0 {
			return d
		}
		return rank(a) - rank(b)
	})
	return ordered
}
