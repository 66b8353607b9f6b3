package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/history"
	"sonde/tui/dialog"
	"sonde/tui/sidebar"
)

// unnameMsg asks to take the name of a saved query away.
type unnameMsg struct{ query sidebar.Query }

// noConnection is why the line under the cursor of the sidebar has no connection
// that an action could be about; empty where it has one.
func (a *App) noConnection() string {
	_, n, ok := a.sidebar.Selected()
	if !ok || a.focus != paneSidebar {
		return ""
	}
	switch n.Kind {
	case connectors.NodeResult:
		return "this is a result, not a connection"
	case connectors.NodeQuery:
		return "this is a saved query, not a connection"
	}
	if connection, _, _ := a.sidebar.Selected(); connection == "" {
		return n.Name + " is a heading, not a connection"
	}
	return ""
}

// cannotRemove is why nothing can be removed at the cursor of the sidebar; empty
// where something can.
func (a *App) cannotRemove() string {
	connection, n, ok := a.sidebar.Selected()
	if !ok || a.focus != paneSidebar {
		return a.cannotChange(a.chosenConnection())
	}
	switch n.Kind {
	case connectors.NodeResult, connectors.NodeQuery:
		return ""
	case sidebar.NodeConnection, sidebar.NodeReason:
		return a.cannotChange(connection)
	}
	if reason := a.noConnection(); reason != "" {
		return reason
	}
	return "a " + string(n.Kind) + " is removed with a statement; on its connection this key takes that out of the configuration"
}

// removeLine removes what the line under the cursor of the sidebar is: closes a
// result, or asks before a saved query loses its name or a connection goes.
func (a *App) removeLine() tea.Cmd {
	if reason := a.cannotRemove(); reason != "" {
		return a.refuse(reason)
	}
	connection, n, ok := a.sidebar.Selected()
	if ok && a.focus == paneSidebar {
		switch n.Kind {
		case connectors.NodeResult:
			return a.closeResultNamed(n.Qualified)
		case connectors.NodeQuery:
			q := sidebar.Query{Connection: connection, Name: n.Name, SQL: n.Definition}
			a.push(dialog.NewConfirm("Remove the saved query "+n.Name+"?", "It loses its name; its runs stay in the history.", "remove", unnameMsg{q}))
			return nil
		}
	}
	name := a.chosenConnection()
	known, err := a.opts.Connections.Find(name)
	if err != nil {
		return a.sayError(err)
	}
	a.push(dialog.NewConfirm("Remove "+name+"?", "It goes from "+known.File+"; everything else in the file stays. What was run on it stays in the history.",
		"remove", changeConnectionMsg{name: name, file: known.File}))
	return nil
}

// closeResultNamed closes a result of any tab.
func (a *App) closeResultNamed(name string) tea.Cmd {
	for _, t := range a.tabs {
		for i, r := range t.results {
			if r.name() == name {
				if r.hollow() {
					name = failedMark + " " + r.title
				}
				return tea.Batch(a.say(false, "Closed %s", name), a.closeResult(t, i))
			}
		}
	}
	return nil
}

// unname takes the name of a saved query away; its other marks stay.
func (a *App) unname(q sidebar.Query) tea.Cmd {
	return a.withHistory(func(ctx context.Context, store *history.Store) tea.Msg {
		marks, err := store.Marks(ctx)
		for _, m := range marks {
			if err == nil && m.SQL == q.SQL && m.Name == q.Name {
				m.Name = ""
				err = store.SetMark(ctx, m)
			}
		}
		return changedMsg{"Removed the saved query " + q.Name, err}
	})
}
