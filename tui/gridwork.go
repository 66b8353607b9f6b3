package tui

import tea "charm.land/bubbletea/v2"

// answerGrid takes the messages of the work that goes on about the rows of a
// result.
func (a *App) answerGrid(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case figuredMsg:
		return a.figured(msg)
	default:
		return a.answerExport(msg)
	}
}
