package tui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
)

// refusedMsg says that a statement is not run, and why.
type refusedMsg struct {
	tab       *tab
	statement pending
	why       error
}

// declined says that the user does not want a statement to be run.
func declined(msg runMsg, p pending, what string) refusedMsg {
	return refusedMsg{msg.tab, p, connectors.Errorf(connectors.ClassCancelled, "%s was not confirmed, and nothing was run", cmp.Or(what, "the statement"))}
}

// noteRefused puts a statement that was not run into the history, from which it can
// be recalled.
func (a *App) noteRefused(msg refusedMsg) tea.Cmd {
	c, runner, statement := a.connectionOf(msg.tab), a.opts.Runner, msg.tab.statement(msg.statement)
	if c == nil || msg.statement.resume != nil {
		return nil
	}
	return func() tea.Msg {
		if err := runner.Refused(c, statement, msg.why); err != nil {
			return changedMsg{err: err}
		}
		return nil
	}
}

// connectionOf is the connection of a tab, for the history also where it is not open;
// nil where it is not known.
func (a *App) connectionOf(t *tab) *run.Connection {
	if c := a.open[t.connection]; c != nil {
		return c
	}
	d, err := a.opts.Connections.Driver(t.connection)
	if err != nil {
		return nil
	}
	return &run.Connection{Name: t.connection, Driver: d}
}

// noteQueues puts the statements into the history that were to be run first on a
// connection that cannot be opened.
func (a *App) noteQueues(connection string, why error) tea.Cmd {
	var notes []tea.Cmd
	for _, t := range a.tabs {
		if t.connection == connection && len(t.queue) > 0 {
			notes = append(notes, a.noteRefused(refusedMsg{t, t.queue[0], why}))
		}
	}
	return tea.Batch(notes...)
}
