package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/secrets"
	"sonde/internal/sqltext"
	"sonde/tui/recall"
)

// recalled puts a past statement into an editor of its connection, and runs it if
// that was asked.
func (a *App) recalled(c recall.Chosen) tea.Cmd {
	a.closeRecall()
	opening := a.goToConnection(c.Entry.Connection)
	a.insertStatement(c.Entry.SQL)
	if len(c.Entry.Params) > 0 {
		a.remember(c.Entry.SQL, c.Entry.Params)
	}
	if !c.Run {
		return opening
	}
	t := a.tab()
	if _, start, ok := t.editor.Statement(); ok && allStored(c.Entry.Params) {
		return tea.Batch(opening, a.confirmed(t, []pending{{sql: c.Entry.SQL, start: start, params: c.Entry.Params}}))
	}
	return tea.Batch(opening, a.runStatement())
}

// goToConnection makes the tab one of a connection: the tab itself where the user
// has written nothing in it, otherwise a new one. A connection that is not known
// any more changes nothing. The command opens the connection, if it is not open.
func (a *App) goToConnection(name string) tea.Cmd {
	t := a.tab()
	if _, err := a.opts.Connections.Find(name); err != nil || name == t.connection {
		return nil
	}
	if t.pristine() || strings.TrimSpace(t.editor.Text()) == "" {
		t.connection, t.ref = name, ""
		t.editor.SetDialect(sqltext.ForName(a.dialect(name)))
		a.sidebar.SetCurrent(name)
	} else {
		a.tabOf(name)
	}
	a.setFocus(paneEditor)
	if a.open[name] != nil {
		return nil
	}
	return a.openConnection(name)
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
