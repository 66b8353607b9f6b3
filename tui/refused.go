package tui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
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
	c, runner, statement := a.open[msg.tab.connection], a.opts.Runner, msg.tab.statement(msg.statement)
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
