package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/secrets"
	"sonde/tui/recall"
)

// recallLimit is how many entries the recall dialog holds.
const recallLimit = 200

// foundMsg is the answer to a search of the history.
type foundMsg struct {
	id      int
	entries []history.Entry
	err     error
}

func (a *App) openRecall() tea.Cmd {
	if a.opts.Runner.History == nil {
		return a.say(true, "The history is switched off in the configuration")
	}
	a.recallID += 1000 // Every dialog counts its own searches from here.
	d, first := recall.New(a.recallID)
	a.push(d)
	return a.searchHistory(first)
}

func (a *App) searchHistory(s recall.Search) tea.Cmd {
	open, ctx := a.opts.Runner.History, a.ctx
	q := history.Query{Text: s.Text, Limit: recallLimit}
	origin := a.opts.Runner.Origin
	connection := a.tab().connection
	return func() tea.Msg {
		store, err := open()
		if err != nil {
			return foundMsg{id: s.ID, err: err}
		}
		switch s.Scope {
		case recall.Connection:
			q.Connection = connection
		case recall.Session:
			q.Session = store.Session()
		case recall.Folder:
			q.Folder = origin.Folder
		}
		entries, err := store.Search(ctx, q)
		return foundMsg{s.ID, entries, err}
	}
}

func (a *App) found(msg foundMsg) {
	problem := ""
	if msg.err != nil {
		problem = msg.err.Error()
	}
	for _, d := range a.dialogs {
		if r, ok := d.(*recall.Recall); ok {
			r.SetEntries(msg.id, msg.entries, problem)
		}
	}
}

// recalled puts a past statement into the editor, and runs it if that was
// asked.
func (a *App) recalled(c recall.Chosen) tea.Cmd {
	t := a.tab()
	text := c.Entry.SQL
	if existing := strings.TrimRight(t.editor.Text(), " \t\n"); existing != "" && !t.pristine() {
		t.editor.SetCursor(len(existing))
		text = "\n\n" + text
		if !strings.HasSuffix(existing, ";") {
			text = ";" + text
		}
	} else {
		t.editor.SetText("")
	}
	a.insertText(text)
	if len(c.Entry.Params) > 0 {
		a.remember(c.Entry.SQL, c.Entry.Params)
	}
	if !c.Run {
		return nil
	}
	if _, start, ok := t.editor.Statement(); ok && complete(c.Entry.Params) {
		return a.confirmed(t, []pending{{sql: c.Entry.SQL, start: start, params: c.Entry.Params}})
	}
	return a.runStatement()
}

// complete reports whether there are values and none of them is missing because
// it was not stored.
func complete(params []connectors.Param) bool {
	return len(params) > 0 && !slices.ContainsFunc(params, func(p connectors.Param) bool { return strings.Contains(p.Value, secrets.Mask) })
}
