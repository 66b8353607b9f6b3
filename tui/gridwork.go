package tui

import tea "charm.land/bubbletea/v2"

// doGrid runs the actions that work on the rows of a result.
func (a *App) doGrid(id string) (tea.Cmd, bool) {
	switch id {
	case "copy-as":
		return a.askCopyAs(), true
	case "record":
		return a.openInspector(true), true
	}
	return nil, false
}

// answerGrid takes the messages of the work that goes on about the rows of a
// result.
func (a *App) answerGrid(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case figuredMsg:
		return a.figured(msg)
	case copyAsMsg:
		return a.copyAs(msg)
	case copyReadyMsg:
		return a.copyReady(msg)
	default:
		if cmd, ok := a.answerInspector(msg); ok {
			return cmd
		}
		return a.answerAnalyse(msg)
	}
}
