package recall

import (
	"fmt"
	"strings"

	"sonde/tui/action"
	"sonde/tui/dialog"
)

// Keys of the history, beside those of every dialog.
var (
	runAtOnce  = action.Keys{"f5", "ctrl+enter", "ctrl+j", "alt+enter"}
	openStored = action.Keys{"ctrl+o"}
	nextScope  = action.Keys{"tab"}
	giveName   = action.Keys{"f2"}
	allRuns    = action.Keys{"f3"}
	byStatus   = action.Keys{"f4"}
	pin        = action.Keys{"f6"}
	takeUp     = action.Keys{"f7"}
	remove     = action.Keys{"f8"}
	help       = action.Keys{"f1"}
)

// footer names the keys, those first that most come for.
func footer() dialog.Footer {
	return dialog.Footer{dialog.Accept.Does("edit"), runAtOnce.Does("run"), openStored.Does("stored rows"), nextScope.Does("scope"),
		help.Stays("keys"), giveName.Does("name"), byStatus.Does("status"), allRuns.Does("all runs"), pin.Does("pin"), remove.Does("delete"),
		dialog.ToLeave()}
}

// footer names the keys of the runs of a statement.
func (i *Inspector) footer() dialog.Footer {
	return dialog.Footer{dialog.Accept.Does("edit"), runAtOnce.Does("run"), openStored.Does("stored rows"),
		action.Together("run", dialog.UpLetter, dialog.DownLetter), dialog.ToLeave()}
}

// KeyHelp tells what every key of the history does, one in a line of at most 60
// cells. That Esc leaves stands in the edge of every box.
func KeyHelp() string {
	var out strings.Builder
	for _, k := range []struct {
		keys action.Keys
		does string
	}{
		{dialog.Accept, "put the statement into the editor"},
		{runAtOnce, "run it"},
		{openStored, "open the stored rows, without asking the source"},
		{nextScope, "scope: all, this connection, session or folder"},
		{giveName, "name and tags; what has a name is a saved query"},
		{allRuns, "all runs of the statement, over time"},
		{byStatus, "the next status"},
		{pin, "pin, or take the pin off"},
		{takeUp, "wait again for a run that goes on at its source"},
		{remove, "delete"},
	} {
		fmt.Fprintf(&out, "%-10s  %s\n", k.keys.Name(), k.does)
	}
	return strings.TrimSuffix(out.String(), "\n")
}
