package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// keepResult puts a result last in a tab, and tells which one was released for it.
func (a *App) keepResult(t *tab, r *resultTab) tea.Cmd {
	released := t.add(r)
	if released == nil || released.hollow() {
		return nil
	}
	s := r.series
	if s == nil {
		s = &series{}
	}
	s.released = append(s.released, released.name())
	if s.total > 1 {
		return nil // It is told of at the end, with the others.
	}
	return a.sayReleased(s)
}

// hintReleased says in the error of a statement that the result which it reads is
// not there any more: one with a number below the statement's own.
func (a *App) hintReleased(r *resultTab, number int) {
	e, c := r.status.Err, r.run.Connection()
	if e == nil || e.Class == connectors.ClassCancelled {
		return
	}
	sql := r.run.Statement().SQL
	for _, t := range sqltext.ForName(c.Dialect()).Tokens(sql) {
		name := strings.ToLower(strings.Trim(sql[t.Start:t.End], "\"`"))
		digits, ok := strings.CutPrefix(name, "r")
		n, err := strconv.Atoi(digits)
		if t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment || !ok || err != nil || n < 1 || n >= number || a.named(name) != nil || !strings.Contains(strings.ToLower(e.Message), name) {
			continue
		}
		hinted := *e
		hinted.Hint = strings.TrimPrefix(e.Hint+"; ", "; ") + sprintf("the result %s is not there any more: a tab keeps %d results, and closing a tab releases its own", name, keptResults)
		r.status.Err = &hinted
		return
	}
}
