package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/export"
	"sonde/internal/run"
	"sonde/tui/dialog"
	"sonde/tui/grid"
	"sonde/tui/recall"
)

// recallLimit is how many entries the recall dialog holds.
const recallLimit = 200

// foundMsg is the answer to a search of the history, as far as it has come.
type foundMsg struct {
	id      int
	entries []history.Entry
	at      history.SoFar
	err     error
	onward  tea.Cmd // searches on, where there is more
}

func (a *App) openRecall() tea.Cmd {
	if a.opts.Runner.History == nil {
		return a.say(true, "The history is switched off in the configuration")
	}
	a.recallID += 1000 // Every dialog counts its own searches from here.
	d, first := recall.New(a.recallID, a.dialectOfKind)
	a.push(d)
	return a.searchHistory(first)
}

// dialectOfKind is the dialect of a kind of source; empty for one that this
// program does not know.
func (a *App) dialectOfKind(kind string) string {
	d, err := a.opts.Connections.Registry().Driver(kind)
	if err != nil {
		return ""
	}
	return d.Dialect
}

// searchHistory begins a search, and ends the one before, whose answer nobody waits
// for any more.
func (a *App) searchHistory(s recall.Search) tea.Cmd {
	a.endRecallSearch()
	ctx, stop := context.WithCancel(a.ctx)
	a.stopSearch = stop
	open, here := a.opts.Runner.History, a.here()
	var look tea.Cmd
	look = func() tea.Msg {
		store, err := open()
		if err != nil {
			return foundMsg{id: s.ID, err: err}
		}
		entries, at, err := store.SearchSoFar(ctx, historyQuery(store, s, here))
		return foundMsg{s.ID, entries, at, err, tea.Tick(searchPause, func(time.Time) tea.Msg { return look() })}
	}
	return tea.Batch(a.watchSearch(s.ID), look)
}

// searchPause is how long a search that goes on waits before it tells more.
const searchPause = 50 * time.Millisecond

func (a *App) endRecallSearch() {
	if a.stopSearch != nil {
		a.stopSearch()
	}
}

// here is the place that the search weighs.
func (a *App) here() history.Place {
	return history.Place{Connection: a.tab().connection, Folder: a.opts.Runner.Origin.Folder}
}

// historyQuery turns what was typed into a search. What is wrong with it is shown
// by the dialog.
func historyQuery(store *history.Store, s recall.Search, here history.Place) history.Query {
	q, _ := history.ParseQuery(s.Text, time.Now())
	here.Session = store.Session()
	q.Limit, q.Near = recallLimit, &here
	switch s.Scope {
	case recall.Connection:
		q.Connection = here.Connection
	case recall.Session:
		q.Session = here.Session
	case recall.Folder:
		q.Folder = here.Folder
	}
	return q
}

func (a *App) found(msg foundMsg) tea.Cmd {
	problem := ""
	if msg.err != nil {
		problem = msg.err.Error()
	}
	if r := a.recallDialog(); r != nil {
		answer, done := r.SetEntries(msg.id, msg.entries, msg.at, problem)
		if done {
			a.closeRecall()
		}
		var told tea.Cmd
		if answer != nil {
			told = a.handle(answer)
		}
		if msg.at.More && !done && r.Awaits(msg.id) {
			return tea.Batch(told, msg.onward)
		}
		if told != nil {
			return told
		}
	}
	if note := history.UnreadNote(msg.entries); note != "" {
		return a.say(true, "%s", upperFirst(note))
	}
	return nil
}

// recallDialog is the open recall dialog, or nil.
func (a *App) recallDialog() *recall.Recall {
	for _, d := range a.dialogs {
		if r, ok := d.(*recall.Recall); ok {
			return r
		}
	}
	return nil
}

// answerHistory takes the answers of the recall dialog and what came of them.
func (a *App) answerHistory(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case recall.Search:
		return a.searchHistory(msg)
	case recall.Chosen:
		return a.recalled(msg)
	case locatedMsg:
		return a.located(msg)
	case recall.OpenStored:
		return a.openStored(msg.Entry)
	case recall.Peek:
		return a.peek(msg.Entry)
	case recall.Pin:
		notice := "Pinned"
		if msg.Entry.Pinned {
			notice = "The pin is off"
		}
		return a.setMark(notice, history.Mark{SQL: msg.Entry.SQL, Connection: msg.Entry.Connection, Kind: msg.Entry.Kind,
			Name: msg.Entry.Name, Tags: msg.Entry.Tags, Pinned: !msg.Entry.Pinned})
	case recall.Name:
		a.askName(msg.Entry)
	case recall.Remove:
		return a.askRemove(msg)
	case recall.Inspect:
		return a.inspect(msg.Entry)
	case recall.TakeUp:
		if !run.IsUnfinished(msg.Entry) {
			return a.refuse("the run has ended: there is nothing to wait for")
		}
		return a.resume(takeUpMsg{msg.Entry})
	case recall.Help:
		a.push(dialog.NewText("Keys and words of the history", recallHelp, copyTextMsg{recallHelp}))
	default:
		return a.answerStored(msg)
	}
	return nil
}

// recallHelp tells the keys of the history and the words of a search. It fits the
// smallest box.
var recallHelp = recall.KeyHelp() + `

Words are looked for in any order, in statement, name, tags.
These narrow the search:
kind:druid conn:shop  a kind of source, a connection's part
tag:money is:pinned   a tag, a pin; is:saved has a name
since:7d until:2h     or a date, whole; 90m, 12h, 7d, 2w ago
took:>2s took:<100ms  longer, shorter
status:failed         ok, limited, cancelled, running,
                      incomplete, interrupted, imported`

// closeRecall closes the dialog below one of its own that has chosen.
func (a *App) closeRecall() {
	a.dialogs = slices.DeleteFunc(a.dialogs, func(d dialog.Dialog) bool {
		_, is := d.(*recall.Recall)
		return is
	})
}

// openStored shows the stored rows of a run in a result of the tab.
func (a *App) openStored(e history.Entry) tea.Cmd {
	a.closeRecall()
	if e.Kept == nil {
		return a.say(true, "The rows of this run are not stored")
	}
	d, err := a.opts.Connections.Registry().Driver(e.Kind)
	if err != nil {
		d = &connectors.Driver{Kind: e.Kind, Title: e.Kind}
	}
	store := a.opts.Pool.NewStore()
	r, err := a.opts.Runner.Stored(a.ctx, e, d, run.StoreSink(store))
	if err != nil {
		_ = store.Close() // It is empty.
		return a.sayError(err)
	}
	res := &resultTab{title: "stored " + e.Start.Local().Format("02 Jan 15:04"), run: r, status: r.Status(), store: store, grid: grid.New(), start: -1}
	a.number(res)
	told := a.keepResult(a.tab(), res)
	a.setFocus(paneResults)
	return tea.Batch(told, waitNews(res), a.say(false, "%s", upperFirst(run.StoredNotice(e))))
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// peekedMsg is the beginning of a stored result as lines of text.
type peekedMsg struct {
	id    string
	lines []string
}

func (a *App) peek(e history.Entry) tea.Cmd {
	open, ctx := a.opts.Runner.History, a.ctx
	return func() tea.Msg {
		store, err := open()
		if err != nil {
			return nil // The search says so.
		}
		stored, err := store.Result(e.ID)
		if err != nil {
			return peekedMsg{e.ID, []string{err.Error()}}
		}
		lines, err := firstRows(ctx, stored)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			lines = []string{err.Error()}
		}
		return peekedMsg{e.ID, lines}
	}
}

// firstRows are those of a stored result as lines of text; nil where it has none.
func firstRows(ctx context.Context, stored *history.Result) ([]string, error) {
	var text bytes.Buffer
	var w export.Writer
	for left := int64(recall.PeekedRows); left > 0 && ctx.Err() == nil; {
		b, err := stored.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && w == nil {
			w, err = export.NewWriter(&text, "table", stored.Schema(), export.Options{})
		}
		if err == nil {
			b = b.NewSlice(0, min(b.NumRows(), left))
			left -= b.NumRows()
			err = w.Write(b)
		}
		if err != nil {
			return nil, err
		}
	}
	if w == nil {
		return nil, nil
	}
	err := w.Close()
	return strings.Split(strings.TrimRight(text.String(), "\n"), "\n"), err
}
