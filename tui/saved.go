package tui

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
	"sonde/tui/sidebar"
)

// savedQueryMsg is a saved query with the source of its newest run, or why that is not to
// be had.
type savedQueryMsg struct {
	query sidebar.Query
	entry history.Entry // its newest run; without an id where it was never run here
	err   error
}

// openSaved puts a saved query into a tab of the source that it was run on last, as
// a past statement that is recalled.
func (a *App) openSaved(q sidebar.Query) tea.Cmd {
	known, err := a.opts.Connections.Find(q.Connection)
	locate := a.opts.Locate
	if locate == nil || a.opts.Runner.History == nil || err == nil && known.File != "" {
		return a.savedLocated(savedQueryMsg{query: q})
	}
	return a.withHistory(func(ctx context.Context, store *history.Store) tea.Msg {
		e, err := store.Named(ctx, q.Name)
		if errors.Is(err, history.ErrNotFound) || err == nil && (e.Status == history.Imported || e.Connection != q.Connection) {
			return savedQueryMsg{query: q} // It was never run here.
		}
		if err != nil {
			return savedQueryMsg{query: q, err: err}
		}
		found := q
		found.Connection, err = locate(e)
		if err != nil {
			found.Connection = q.Connection
		}
		return savedQueryMsg{found, e, err}
	})
}

// goToSaved shows the tab that a saved query is open in, as it is there by now; false
// where it is in none.
func (a *App) goToSaved(q sidebar.Query) bool {
	i := slices.IndexFunc(a.tabs, func(t *tab) bool { return t.name == q.Name && t.connection == q.Connection })
	if i < 0 {
		return false
	}
	a.show(i)
	a.setFocus(paneEditor)
	return true
}

func (a *App) savedLocated(msg savedQueryMsg) tea.Cmd {
	a.listConnections()
	if a.goToSaved(msg.query) {
		return nil
	}
	t := a.newTab(a.freeName(msg.query.Name), msg.query.Connection, "")
	t.load(msg.query.SQL, 0)
	t.savedName = "" // It is kept though nobody has typed in it.
	t.ref, t.options = a.optionsAgain(msg.query.Connection, msg.entry)
	a.addTab(t)
	a.setFocus(paneEditor)
	if msg.err != nil {
		return a.say(true, "It was run on a source that is not to be had: %s", a.reasonOf(msg.err))
	}
	return nil
}
