package tui

import (
	"context"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/run"
	"sonde/internal/secrets"
	"sonde/internal/sqltext"
	"sonde/tui/recall"
)

// locatedMsg is a chosen statement with the name of its source, or why that is not
// to be had.
type locatedMsg struct {
	recall.Chosen
	connection string
	err        error
}

// recalled brings a past statement back on the source that it was run on.
func (a *App) recalled(c recall.Chosen) tea.Cmd {
	a.closeRecall()
	locate, name := a.opts.Locate, c.Entry.Connection
	known, err := a.opts.Connections.Find(name)
	switch here := a.opts.Runner.Origin.Folder; {
	case err != nil && (name == "" || c.Entry.Status == history.Imported):
		return a.located(locatedMsg{Chosen: c, connection: a.tab().connection}) // It was never run here.
	case locate == nil, err == nil && (known.File != "" || name == a.tab().connection && c.Entry.Folder == here && a.sourceText(name) == ""):
		return a.located(locatedMsg{c, name, err})
	}
	return func() tea.Msg {
		name, err := locate(c.Entry)
		return locatedMsg{c, name, err}
	}
}

// located puts a past statement into an editor of its source, and runs it if that
// was asked. Where the source is gone the statement comes into the shown tab, and
// is not run: it was written for another.
func (a *App) located(c locatedMsg) tea.Cmd {
	if c.err != nil {
		a.insertStatement(c.Entry.SQL)
		if c.Run {
			return a.say(true, "Nothing was run: %s", a.reasonOf(c.err))
		}
		return a.say(true, "It was run on a source that is not to be had: %s", a.reasonOf(c.err))
	}
	opening := a.goToSource(c.connection, c.Entry)
	a.insertStatement(c.Entry.SQL)
	if len(c.Entry.Params) > 0 {
		a.remember(c.Entry.SQL, c.Entry.Params)
	}
	switch {
	case lacksSecret(c.Entry) && c.Run:
		return tea.Batch(opening, a.say(true, "Nothing was run: %s", hiddenNotice))
	case lacksSecret(c.Entry):
		return tea.Batch(opening, a.say(true, "%s", hiddenNotice))
	case hiddenOption(c.Entry) != "" && c.Run:
		return tea.Batch(opening, a.say(true, "Nothing was run: "+hiddenOptionNotice, hiddenOption(c.Entry)))
	case !c.Run:
		return tea.Batch(opening, a.tellTerms(c))
	}
	running := a.runAgain(c.Entry)
	if a.notice == "" {
		running = tea.Batch(running, a.tellTerms(c))
	}
	return tea.Batch(opening, running)
}

// runAgain runs the statement of an entry, which the editor has by now, for as many
// rows as its run asked for.
func (a *App) runAgain(e history.Entry) tea.Cmd {
	t := a.tab()
	if _, start, ok := t.editor.Statement(); ok && allStored(e.Params) {
		a.notice = ""
		return a.confirmed(t, []pending{{sql: e.SQL, start: start, params: e.Params, limit: e.Limit}})
	}
	return a.runUpTo(e.Limit)
}

// goToSource makes the tab one of a connection, at the ref of an entry and with its
// options: the tab itself where the user has written nothing in it, otherwise a new one. The command
// opens the connection, if it is not open.
func (a *App) goToSource(name string, e history.Entry) tea.Cmd {
	t := a.tab()
	ref, options := a.optionsAgain(name, e)
	if e.Status == history.Imported {
		ref, options = t.ref, t.options // It knows none of ours.
	}
	if name == t.connection && ref == t.ref && maps.Equal(options, t.options) {
		return nil
	}
	a.listConnections()
	if !t.pristine() && strings.TrimSpace(t.editor.Text()) != "" {
		t = a.newTab(a.freshName(nil), name, "")
		a.addTab(t)
	}
	t.connection, t.ref, t.options = name, ref, options
	t.editor.SetDialect(sqltext.ForName(a.dialect(name)))
	a.sidebar.SetCurrent(name)
	a.setFocus(paneEditor)
	if a.open[name] != nil {
		return nil
	}
	return a.openConnection(name)
}

// keepSource remembers which files a connection opens that only this call has named,
// so that its runs can be brought back.
func (a *App) keepSource(name string) tea.Cmd {
	text, folder := a.sourceText(name), a.opts.Runner.Origin.Folder
	if text == "" || a.opts.Runner.History == nil {
		return nil
	}
	return a.withHistory(func(ctx context.Context, store *history.Store) tea.Msg {
		_ = run.RememberSource(ctx, store, folder, name, text) // A history that takes nothing in has said so.
		return nil
	})
}

// insertStatement puts a statement below the text of the tab, or in the place of a
// text that the user has not touched.
func (a *App) insertStatement(sql string) {
	t := a.tab()
	existing := strings.TrimRight(t.editor.Text(), " \t\n")
	switch {
	case existing == "" || t.pristine():
		t.editor.SetText("")
	case strings.HasSuffix(existing, ";"):
		t.editor.SetCursor(len(existing))
		sql = "\n\n" + sql
	default:
		t.editor.SetCursor(len(existing))
		sql = ";\n\n" + sql
	}
	a.insertText(sql)
}

// allStored reports whether there are values and none of them is missing because
// it was not stored.
func allStored(params []connectors.Param) bool {
	return len(params) > 0 && !slices.ContainsFunc(params, func(p connectors.Param) bool { return strings.Contains(p.Value, secrets.Mask) })
}
