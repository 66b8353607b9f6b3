package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/tui/sidebar"
)

// effect does what the sidebar asks for.
func (a *App) effect(e sidebar.Effect) tea.Cmd {
	switch e := e.(type) {
	case sidebar.Load:
		return a.loadChildren(e)
	case sidebar.Refusal:
		return a.refuse(e.Reason)
	case sidebar.Preview:
		return a.preview(e)
	case sidebar.Insert:
		a.insertName(e.Text)
	case sidebar.ShowResult:
		a.showResultNamed(e.Name)
	case sidebar.Use:
		return a.useConnection(e.Connection)
	case sidebar.OpenQuery:
		return a.openSaved(e.Query)
	case sidebar.Select:
		return a.writeSelect(e.Table)
	case sidebar.Definition:
		if e.SQL == "" {
			return a.findDefinition(e.Table)
		}
		a.showDefinition(e.Name, e.SQL)
	}
	return nil
}

// childrenMsg is a level of the catalog.
type childrenMsg struct {
	connection string
	ref        string
	path       []string
	nodes      []connectors.Node
	err        error
}

// catalogPatience is how long a level of the catalog may take.
const catalogPatience = 30 * time.Second

func (a *App) loadChildren(l sidebar.Load) tea.Cmd {
	c := a.open[l.Connection]
	if c == nil {
		return a.openConnection(l.Connection)
	}
	parent, ref := a.ctx, a.shownRefs[l.Connection]
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(parent, catalogPatience)
		defer stop()
		nodes, err := run.Ask(func() ([]connectors.Node, error) {
			catalog := catalogOf(c, ref)
			if catalog == nil {
				return nil, nil
			}
			return catalog.Children(ctx, l.Path)
		})
		return childrenMsg{l.Connection, ref, l.Path, nodes, err}
	}
}

func (a *App) children(msg childrenMsg) tea.Cmd {
	if msg.ref != a.shownRefs[msg.connection] {
		return nil
	}
	a.learnDialect(msg.connection)
	if msg.err != nil {
		a.sidebar.Failed(msg.connection, msg.path, string(connectors.AsError(msg.err).Class), oneLine(a.reasonOf(msg.err)))
		return a.sayError(msg.err)
	}
	a.putNames(msg.connection, msg.ref, msg.path, msg.nodes)
	return a.effect(a.sidebar.Loaded(msg.connection, msg.path, msg.nodes))
}
