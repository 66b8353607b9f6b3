package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// searchingMsg says how far a search of the history has come.
type searchingMsg struct{ id, read int }

// searchPatience is how long a search may take before the dialog says that it goes
// on, and how often it does.
const searchPatience = 150 * time.Millisecond

// watchSearch looks after a while how far a search has come.
func (a *App) watchSearch(id int) tea.Cmd {
	open := a.opts.Runner.History
	return tea.Tick(searchPatience, func(time.Time) tea.Msg {
		store, err := open()
		if err != nil {
			return nil
		}
		return searchingMsg{id, store.Indexed()}
	})
}

// searching tells the dialog of a search that goes on, until it has its answer. One
// whose dialog was closed ends.
func (a *App) searching(msg searchingMsg) tea.Cmd {
	switch r := a.recallDialog(); {
	case r == nil:
		a.endRecallSearch()
	case r.SetRead(msg.id, msg.read):
		return a.watchSearch(msg.id)
	}
	return nil
}
