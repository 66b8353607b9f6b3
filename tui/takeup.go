package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/run"
	"sonde/tui/dialog"
	"sonde/tui/recall"
)

// unfinishedMsg are runs of which it is not known how they ended.
type unfinishedMsg struct {
	entries []history.Entry
	atStart bool
}

// recent is how old a run may be that is told of at the start.
const recent = 24 * time.Hour

// lookForUnfinished looks for runs that a program that is gone began a short
// while ago, and that may still go on at their source.
func (a *App) lookForUnfinished() tea.Cmd {
	open, ctx := a.opts.Runner.History, a.ctx
	if open == nil {
		return nil
	}
	return func() tea.Msg {
		store, err := open()
		if err != nil {
			return nil // The restoring of buffers says so.
		}
		entries, err := run.Unfinished(ctx, store, time.Now().Add(-recent))
		if err != nil {
			return nil
		}
		return unfinishedMsg{entries, true}
	}
}

// unfinished tells of runs at the start, or offers them for a choice.
func (a *App) unfinished(msg unfinishedMsg) tea.Cmd {
	if !msg.atStart {
		return a.offerUnfinished(msg.entries)
	}
	var left []history.Entry
	for _, e := range msg.entries {
		if e.Status != history.Running {
			left = append(left, e)
		}
	}
	switch {
	case len(left) == 0 || a.problem && a.notice != "":
		return nil
	case len(left) == 1:
		return a.say(true, "A run on %s may still go on there: %s", left[0].Connection, a.byName("take-up"))
	}
	return a.say(true, "%d runs may still go on at their sources: %s", len(left), a.byName("take-up"))
}

func (a *App) offerUnfinished(entries []history.Entry) tea.Cmd {
	if len(entries) == 0 {
		return a.say(false, "The history has no run whose outcome is not known")
	}
	var items []dialog.Item
	for _, e := range entries {
		items = append(items, dialog.Item{Title: oneLine(clip(e.SQL, 200)), Answer: takeUpMsg{e},
			Note: sprintf("%s · %s · %s", e.Connection, e.Status, recall.Age(time.Since(e.Start)))})
	}
	a.push(dialog.NewPalette("Runs whose outcome is not known", items))
	return nil
}

// takeUpMsg asks to wait for a run that goes on at its source.
type takeUpMsg struct{ entry history.Entry }

// takeUp takes up the run of the shown result, or one of the history.
func (a *App) takeUp() tea.Cmd {
	if res := a.tab().result(); res != nil && run.GoesOn(res.status) {
		return a.resume(takeUpMsg{res.entry()})
	}
	open := a.opts.Runner.History
	if open == nil {
		return a.say(true, "The history is switched off in the configuration")
	}
	return a.inquire("the history", func(ctx context.Context) (tea.Msg, error) {
		store, err := open()
		if err != nil {
			return nil, err
		}
		entries, err := run.Unfinished(ctx, store, time.Time{})
		return unfinishedMsg{entries: entries}, err
	})
}

// entry is what takes the run of a result up again.
func (r *resultTab) entry() history.Entry {
	s := r.run.Statement()
	return history.Entry{ID: r.run.ID(), Connection: r.run.Connection().Name, SQL: s.SQL, Params: s.Params, Options: s.Options, Operation: r.status.Progress.Operation}
}

// resume waits for a run again. Nothing is sent a second time.
func (a *App) resume(msg takeUpMsg) tea.Cmd {
	e := msg.entry
	if _, err := a.opts.Connections.Find(e.Connection); err != nil {
		return a.sayError(err)
	}
	a.tabOf(e.Connection)
	a.setFocus(paneResults)
	return a.start(a.tab(), pending{sql: e.SQL, params: e.Params, start: -1, resume: &e}, nil)
}

// tabOf shows a tab of a connection, which is a new one where the current tab
// has another.
func (a *App) tabOf(connection string) {
	if a.tab().connection != connection {
		a.addTab(a.newTab(a.freshName(nil), connection, ""))
	}
}

// goesOnText says below a run that is no longer watched what can be done.
func (a *App) goesOnText(r *resultTab) string {
	if _, can := r.run.Connection().Conn.(connectors.Resumer); !can || !run.GoesOn(r.status) {
		return ""
	}
	return "It may go on at its source; " + a.keyOf("take-up") + " waits for it again, and sends nothing a second time."
}
