package tui

import (
	"context"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
	"sonde/tui/action"
	"sonde/tui/dialog"
	"sonde/tui/recall"
	"sonde/tui/sidebar"
	"sonde/tui/statusbar"
)

type (
	// markMsg asks to mark a statement.
	markMsg struct{ mark history.Mark }
	// removeMsg asks to delete what a query finds.
	removeMsg struct{ query history.Query }
	// changedMsg says that something in the history has changed.
	changedMsg struct {
		notice string
		err    error
	}
	// countedMsg tells how many entries could be deleted.
	countedMsg struct {
		remove         recall.Remove
		all            history.Query
		runs, matching int
		err            error
	}
	// runsMsg is every run of a statement, the newest first.
	runsMsg struct {
		runs []history.Entry
		err  error
	}
)

// answerStored takes what came of the work on the history.
func (a *App) answerStored(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case peekedMsg:
		if r := a.recallDialog(); r != nil {
			r.SetRows(msg.id, msg.lines)
		}
	case foundMsg:
		return a.found(msg)
	case searchingMsg:
		return a.searching(msg)
	case markMsg:
		return a.setMark("Saved", msg.mark)
	case removeMsg:
		return a.remove(msg.query)
	case countedMsg:
		return a.offerRemove(msg)
	case runsMsg:
		return a.showRuns(msg)
	case changedMsg:
		return a.historyChanged(msg)
	case savedQueryMsg:
		return a.savedLocated(msg)
	case savedQueriesMsg:
		a.sidebar.SetQueries(msg.queries)
	}
	return nil
}

// withHistory does some work with the store, off the screen's goroutine.
func (a *App) withHistory(work func(ctx context.Context, store *history.Store) tea.Msg) tea.Cmd {
	open, ctx := a.opts.Runner.History, a.ctx
	return func() tea.Msg {
		store, err := open()
		if err != nil {
			return changedMsg{err: err}
		}
		return work(ctx, store)
	}
}

func (a *App) historyChanged(msg changedMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayError(msg.err)
	}
	return tea.Batch(a.say(false, "%s", msg.notice), a.loadQueries(), a.refreshRecall())
}

// refreshRecall searches the history again where its dialog is open.
func (a *App) refreshRecall() tea.Cmd {
	if r := a.recallDialog(); r != nil {
		return a.searchHistory(r.Refresh())
	}
	return nil
}

// savedQueriesMsg are the statements that have a name.
type savedQueriesMsg struct{ queries []sidebar.Query }

// loadQueries brings the saved queries into the sidebar.
func (a *App) loadQueries() tea.Cmd {
	if a.opts.Runner.History == nil {
		return nil
	}
	return a.withHistory(func(ctx context.Context, store *history.Store) tea.Msg {
		marks, err := store.Marks(ctx)
		if err != nil {
			return changedMsg{err: err}
		}
		var queries []sidebar.Query
		for _, m := range marks {
			if m.Name != "" {
				queries = append(queries, sidebar.Query{Connection: m.Connection, Name: m.Name, SQL: m.SQL})
			}
		}
		return savedQueriesMsg{queries}
	})
}

// askName asks for the name and the tags of a statement.
func (a *App) askName(e history.Entry) {
	fields := []dialog.Field{
		{Label: "Name", Value: e.Name, Help: "A statement with a name is a saved query. No name takes it away."},
		{Label: "Tags", Value: strings.Join(e.Tags, " "), Help: "Words that find it again, such as money daily; tag:money in a search."},
	}
	save := func(v []dialog.Value) (tea.Msg, bool, error) {
		return markMsg{history.Mark{SQL: e.SQL, Connection: e.Connection, Kind: e.Kind, Pinned: e.Pinned,
			Name: strings.TrimSpace(v[0].Text), Tags: tagsOf(v[1].Text)}}, true, nil
	}
	a.push(dialog.NewForm("Save the query", fields, []dialog.FormKey{{Keys: action.Keys{"enter", "ctrl+s"}, Does: "save", Press: save}}, false))
}

// tagsOf are the tags in what was typed: words between blanks and commas, with or
// without a #.
func tagsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '#' })
}

// setMark keeps the mark of a statement and says so.
func (a *App) setMark(notice string, m history.Mark) tea.Cmd {
	return a.withHistory(func(ctx context.Context, store *history.Store) tea.Msg {
		return changedMsg{notice, store.SetMark(ctx, m)}
	})
}

// askRemove counts what could be deleted, and then asks.
func (a *App) askRemove(r recall.Remove) tea.Cmd {
	here := a.here()
	return a.withHistory(func(ctx context.Context, store *history.Store) tea.Msg {
		msg := countedMsg{remove: r, all: historyQuery(store, r.Search, here)}
		msg.all.EachRun, msg.all.Limit, msg.all.Near = true, 0, nil
		if msg.runs, msg.err = store.Count(ctx, history.Query{SQL: r.Entry.SQL, EachRun: true}); msg.err == nil {
			msg.matching, msg.err = store.Count(ctx, msg.all)
		}
		return msg
	})
}

func (a *App) offerRemove(msg countedMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayError(msg.err)
	}
	e := msg.remove.Entry
	items := []dialog.Item{{Title: "This run", Note: e.Start.Local().Format("2006-01-02 15:04:05"), Answer: removeMsg{history.Query{ID: e.ID}}}}
	if msg.runs > 1 {
		items = append(items, dialog.Item{Title: "Every run of this statement", Note: counted(msg.runs), Answer: removeMsg{history.Query{SQL: e.SQL}}})
	}
	what := "Everything that the search finds"
	if strings.TrimSpace(msg.remove.Search.Text) == "" && msg.remove.Search.Scope == recall.Everything {
		what = "The whole history"
	}
	all := dialog.NewConfirm("Delete?", what+": "+counted(msg.matching)+", with their stored rows. This cannot be undone.", "delete", removeMsg{msg.all})
	items = append(items, dialog.Item{Title: what, Note: counted(msg.matching), Answer: pushMsg{all}})
	a.push(dialog.NewPalette("Delete from the history", items))
	return nil
}

// pushMsg asks to open a dialog.
type pushMsg struct{ dialog dialog.Dialog }

func counted(runs int) string {
	if runs == 1 {
		return "1 run"
	}
	return statusbar.Count(int64(runs)) + " runs"
}

func (a *App) remove(q history.Query) tea.Cmd {
	return a.withHistory(func(ctx context.Context, store *history.Store) tea.Msg {
		n, err := store.DeleteMatching(ctx, q)
		return changedMsg{"Deleted " + counted(n), err}
	})
}

// inspectedRuns is how many runs of a statement the inspector shows.
const inspectedRuns = 1000

func (a *App) inspect(e history.Entry) tea.Cmd {
	return a.withHistory(func(ctx context.Context, store *history.Store) tea.Msg {
		runs, err := store.Search(ctx, history.Query{SQL: e.SQL, EachRun: true, Limit: inspectedRuns})
		return runsMsg{runs, err}
	})
}

func (a *App) showRuns(msg runsMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return a.sayError(msg.err)
	case len(msg.runs) > 0:
		a.push(recall.NewInspector(msg.runs, a.dialectOfKind(msg.runs[0].Kind)))
	}
	return nil
}
