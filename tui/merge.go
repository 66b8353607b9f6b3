package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/tui/dialog"
)

// mergeMsg asks to merge a branch into another one, which is changed.
type mergeMsg struct {
	tab      *tab
	from, to string
}

// merge merges the branch that the shown result wrote to into the one that it
// was made from; otherwise the branch of the tab into one that is chosen.
func (a *App) merge() tea.Cmd {
	if reason := a.unavailable("merge"); reason != "" {
		return a.refuse(reason)
	}
	t := a.tab()
	if w, ok := a.mergeable(); ok {
		return a.askMerge(mergeMsg{t, w.ToBranch, w.FromBranch})
	}
	from := a.refOf(t)
	return a.askRefs("Merge "+from+" into", connectors.RefBranch, func(to string) tea.Msg { return mergeMsg{t, from, to} })
}

// mergeable is what the shown result wrote to a branch that can be merged back.
func (a *App) mergeable() (run.Written, bool) {
	w, ok := a.written()
	return w, ok && w.FromBranch != w.ToBranch && !a.tab().result().merge
}

// askMerge asks before a branch is changed.
func (a *App) askMerge(msg mergeMsg) tea.Cmd {
	c, writer, reason := capable[connectors.BranchWriter](a, "branches to merge")
	switch {
	case reason != "":
		return a.refuse(reason)
	case msg.from == msg.to:
		return a.say(true, "A branch cannot be merged into itself")
	}
	s, err := run.Ask(func() (connectors.Statement, error) { return writer.MergeStatement(msg.from, msg.to), nil })
	if err != nil {
		return a.sayError(err)
	}
	merge := pending{sql: s.SQL, params: s.Params, options: s.Options, title: "merge", start: -1, merge: true}
	text := sprintf("%s → %s: the branch %s gets what %s has.\n\n%s", msg.from, msg.to, msg.to, msg.from, s.SQL)
	a.push(dialog.NewConfirm(sprintf("Merge on %s?", c.Name), text, "merge",
		runMsg{tab: msg.tab, statements: []pending{merge}, writes: true}))
	return nil
}
