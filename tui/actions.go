package tui

import (
	"slices"

	"sonde/tui/action"
	"sonde/tui/dialog"
	"sonde/tui/editor"
	"sonde/tui/grid"
	"sonde/tui/profile"
	"sonde/tui/sidebar"
	"sonde/tui/statusbar"
)

// globalActions are the commands that do not belong to one pane. Those that
// name a place take keys there that would be text elsewhere.
var globalActions = []action.Action{
	{ID: "run", Keys: []string{"f5", "ctrl+j", "alt+enter", "ctrl+enter"}, Title: "Run the statement", Short: "run", Help: "Runs the selection, or the statement under the cursor."},
	{ID: "run-all", Keys: []string{"f9"}, Title: "Run all statements", Help: "One after the other, until one fails."},
	{ID: "cancel", Keys: []string{"esc"}, Title: "Leave, or cancel what runs"},
	{ID: "copy", Keys: []string{"ctrl+c"}, Title: "Copy, else cancel, else quit", Help: "Copies the selection; cancels what runs; pressed twice it quits."},
	{ID: "explain", Keys: []string{"f7"}, Title: "Explain the statement"},
	{ID: "explain-analyze", Keys: []string{"shift+f7", "f8"}, Title: "Explain the statement with measured times", Help: "Runs it."},
	{ID: "explain-as", Title: "Choose how to explain the statement", Help: "Offers every form of EXPLAIN that the source has."},
	{ID: "copy-curl", Keys: []string{"alt+c"}, Title: "Copy as a curl command", Help: "Of the statement under the cursor, or of the result."},
	{ID: "help", Keys: []string{"f1"}, Title: "Show the keys", Short: "help"},
	{ID: "quit", Keys: []string{"ctrl+q"}, Title: "Quit", Short: "quit"},
	{ID: "palette", Keys: []string{"ctrl+p"}, Title: "Find a command", Short: "commands"},
	{ID: "next-pane", Keys: []string{"f6"}, Title: "Go to the next pane", Short: "next pane"},
	{ID: "history", Keys: []string{"ctrl+r"}, Title: "Recall from history", Short: "history"},
	{ID: "export", Keys: []string{"ctrl+e"}, Title: "Export the result", Short: "export"},
	{ID: "exports", Keys: []string{"alt+e"}, Title: "Show the exports that go on", Help: "Rows, bytes and rate of each; one can be stopped."},
	{ID: "previous-pane", Keys: []string{"shift+f6"}, Title: "Go to the previous pane"},
	{ID: "focus-sidebar", Keys: []string{"alt+1"}, Title: "Go to the sidebar"},
	{ID: "focus-editor", Keys: []string{"alt+2"}, Title: "Go to the editor"},
	{ID: "focus-results", Keys: []string{"alt+3"}, Title: "Go to the results"},
	{ID: "new-tab", Keys: []string{"ctrl+t"}, Title: "Open a new tab"},
	{ID: "close-tab", Keys: []string{"ctrl+w"}, Title: "Close the tab", Help: "Its text is kept: it can be reopened while sonde runs."},
	{ID: "reopen-tab", Keys: []string{"alt+z"}, Title: "Reopen the tab that was closed last"},
	{ID: "next-tab", Keys: []string{"ctrl+pgdown", "alt+."}, Title: "Go to the next tab"},
	{ID: "previous-tab", Keys: []string{"ctrl+pgup", "alt+,"}, Title: "Go to the previous tab"},
	{ID: "connection", Keys: []string{"ctrl+o"}, Title: "Choose the connection of the tab"},
	{ID: "ref", Keys: []string{"alt+r"}, Title: "Choose the branch, tag or commit of the tab", Short: "ref", Help: "Statements and sidebar then read the data of that time."},
	{ID: "compare", Title: "Show what changed since another branch, tag or commit"},
	{ID: "find", Keys: []string{"ctrl+f"}, Title: "Find in the editor"},
	{ID: "replace", Keys: []string{"f4"}, Title: "Find and replace in the editor"},
	{ID: "find-next", Keys: []string{"f3"}, Title: "Find the next match"},
	{ID: "find-previous", Keys: []string{"shift+f3"}, Title: "Find the previous match"},
	{ID: "go-to-line", Place: action.Editor, Keys: []string{"ctrl+g"}, Title: "Go to a line by number"},
	{ID: "external-editor", Keys: []string{"alt+o"}, Title: "Edit the text in $EDITOR"},
	{ID: "rename-tab", Keys: []string{"f2"}, Title: "Rename the tab"},
	{ID: "save", Keys: []string{"ctrl+s"}, Title: "Save the editor's text to a file"},
	{ID: "zoom", Keys: []string{"f11"}, Title: "Zoom the pane"},
	{ID: "messages", Title: "Show the last messages", Help: "What the status bar has told, the last first."},
	{ID: "toggle-sidebar", Keys: []string{"ctrl+b"}, Title: "Show or hide the sidebar"},
	{ID: "theme", Title: "Choose a theme", Help: "The screen shows the one under the cursor; it is remembered."},
	{ID: "grow", Keys: []string{"alt+="}, Title: "Make the pane larger"},
	{ID: "shrink", Keys: []string{"alt+-"}, Title: "Make the pane smaller"},

	{ID: "complete", Place: action.Editor, Keys: []string{"ctrl+space", "alt+/"}, Title: "Complete the name at the cursor", Help: "Fetches the columns of tables in the statement that are not known yet. " + takeFirst.Name() + " takes the first entry, " + dialog.Accept.Name() + " the one under the arrow, " + leaveList.Name() + " leaves."},
	{ID: "format", Place: action.Editor, Keys: []string{"alt+l"}, Title: "Format the statement", Help: "Lays out the selection, or the statement under the cursor, anew. Blanks and line ends alone change."},
	{ID: "diff", Place: action.Grid, Keys: []string{"D"}, Title: "Show what the write changed", Short: "changes", Help: "The rows of every table that changed, old and new side by side."},
	{ID: "merge", Place: action.Grid, Keys: []string{"M"}, Title: "Merge the branch into another one", Short: "merge"},
	{ID: "fetch-all", Place: action.Grid, Keys: []string{"A"}, Title: "Fetch every row of a limited result", Short: "all rows"},
	{ID: "take-up", Place: action.Grid, Keys: []string{"U"}, Title: "Take up a run", Short: "take up", Help: "Waits for one that goes on at its source, and sends nothing again."},
	{ID: "cell", Place: action.Grid, Keys: []string{"enter"}, Title: "Show the whole cell", Short: "cell"},
	{ID: "record", Place: action.Grid, Keys: []string{"r"}, Title: "Show the row as a record", Short: "record"},
	{ID: "search", Place: action.Grid, Keys: []string{"/", "ctrl+f"}, Title: "Search the cells", Short: "search", Help: "Plain text or a regular expression, in all columns that are shown."},
	{ID: "search-next", Place: action.Grid, Keys: []string{"n"}, Title: "Go to the next match of the search"},
	{ID: "search-previous", Place: action.Grid, Keys: []string{"N"}, Title: "Go to the previous match of the search"},
	{ID: "columns", Place: action.Grid, Keys: []string{"|"}, Title: "List the columns", Help: "To go to one by its name, and to hide and show them."},
	{ID: "sort", Place: action.Grid, Keys: []string{"s"}, Title: "Sort by the column", Short: "sort", Help: "Upwards, then downwards, then no longer."},
	{ID: "sort-also", Place: action.Grid, Keys: []string{"S"}, Title: "Sort by the column as well", Help: "After the columns by which rows are sorted already."},
	{ID: "filter-value", Place: action.Grid, Keys: []string{"f"}, Title: "Keep rows with this value", Short: "filter", Help: "With the value under the cursor, or those that are selected."},
	{ID: "filter", Place: action.Grid, Keys: []string{"F"}, Title: "Filter by the column …", Help: "By comparison, text, regular expression or NULL."},
	{ID: "filters", Place: action.Grid, Keys: []string{"\\"}, Title: "Remove filters or the order"},
	{ID: "refresh-rows", Place: action.Grid, Keys: []string{"R"}, Title: "Take in the rows that have arrived since", Help: "Sorts and filters them with the others, or has the profile count them."},
	{ID: "go-to-row", Place: action.Grid, Keys: []string{":", "ctrl+g"}, Title: "Go to a row by number", Short: "go to row"},
	{ID: "copy-cells", Place: action.Grid, Keys: []string{"y"}, Title: "Copy the selected cells", Short: "copy", Help: "In the form that was chosen last."},
	{ID: "copy-as", Place: action.Grid, Keys: []string{"C"}, Title: "Copy the selected cells as …", Help: "TSV, CSV, JSON, Markdown, SQL values or an IN-list."},
	{ID: "details", Place: action.Grid, Keys: []string{"d"}, Title: "Show the details of the run", Short: "details", Help: "Query id, statistics of the source, warnings, and why a result is not complete."},
	{ID: "copy-curl", Place: action.Grid, Keys: []string{"Y"}, Title: "Copy as a curl command"},
	{ID: "next-result", Place: action.Grid, Keys: []string{"]"}, Title: "Go to the next result"},
	{ID: "previous-result", Place: action.Grid, Keys: []string{"["}, Title: "Go to the previous result"},
	{ID: "close-result", Place: action.Grid, Keys: []string{"x"}, Title: "Close the result"},
	{ID: "new-connection", Place: action.Sidebar, Keys: []string{"n"}, Title: "New connection", Short: "new", Help: "Tests it and saves it in the configuration."},
	{ID: "edit-connection", Place: action.Sidebar, Keys: []string{"e"}, Title: "Edit connection", Short: "edit"},
	{ID: "zoom", Place: action.Grid, Keys: []string{"z"}, Title: "Zoom the pane"},
	{ID: "connect", Place: action.Sidebar, Keys: []string{"c"}, Title: "Connect, or disconnect"},
	{ID: "test-connection", Place: action.Sidebar, Keys: []string{"t"}, Title: "Test the connection", Help: "Asks the source whether it answers, and how fast."},
	{ID: "rename-connection", Place: action.Sidebar, Keys: []string{"R"}, Title: "Rename the connection"},
	{ID: "remove-connection", Place: action.Sidebar, Keys: []string{"x", "delete"}, Title: "Remove the connection, close the result", Help: "Takes a connection out of the configuration and the name off a saved query, and closes a result."},
	{ID: "zoom", Place: action.Sidebar, Keys: []string{"z"}, Title: "Zoom the pane"},
}

// Actions is the one table of everything a person can do, what is needed first
// first.
func Actions() []action.Action {
	m := &keymap{actions: byNeed(table())}
	return m.withKeys(m.actions)
}

// table is the table with ids for keys in its texts.
func table() []action.Action {
	all := slices.Concat(globalActions, analyseActions, comparisonActions, profile.Actions, editor.Actions, grid.Actions, sidebar.Actions)
	slices.SortStableFunc(all, func(a, b action.Action) int { return placeOrder(a.Place) - placeOrder(b.Place) })
	return all
}

func placeOrder(p action.Place) int {
	return slices.Index([]action.Place{action.Global, action.Editor, action.Grid, action.Profile, action.Sidebar}, p)
}

// keymap finds the action of a key at a place.
type keymap struct {
	actions []action.Action
	byKey   map[action.Place]map[string]string
	footer  map[action.Place][]footerHint
}

// newKeymap builds the keymap from the table and the user's own keys, by action
// id; ids that there are not are passed over.
func newKeymap(own map[string][]string) *keymap {
	m := &keymap{actions: table(), byKey: map[action.Place]map[string]string{}}
	for i, a := range m.actions {
		if keys, ok := own[a.ID]; ok {
			m.actions[i].Keys = keys
		}
	}
	for _, a := range m.actions {
		if m.byKey[a.Place] == nil {
			m.byKey[a.Place] = map[string]string{}
		}
		for _, k := range a.Keys {
			m.byKey[a.Place][k] = a.ID
		}
	}
	m.footer = footerHints(m.actions)
	m.actions = m.withKeys(byNeed(m.actions))
	return m
}

// find returns the action of a key: the place's own first, then the global one.
func (m *keymap) find(p action.Place, key string) (id string, ok bool) {
	if id, ok = m.byKey[p][key]; ok {
		return id, true
	}
	id, ok = m.byKey[action.Global][key]
	return id, ok
}

// footerHint is what the footer shows of an action.
type footerHint struct {
	id   string
	hint statusbar.Hint
}

// footerHints are those of each place. They are the same for every frame.
func footerHints(actions []action.Action) map[action.Place][]footerHint {
	hints := map[action.Place][]footerHint{}
	for _, a := range actions {
		if a.Short != "" && len(a.Keys) > 0 {
			hints[a.Place] = append(hints[a.Place], footerHint{a.ID, statusbar.Hint{Key: action.KeyName(a.Keys[0]), Text: a.Short}})
		}
	}
	return hints
}
