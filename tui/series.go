package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/internal/run"
)

// series is what is run at once in a tab: a statement, or several one after the
// other.
type series struct {
	total, done int
	last        *resultTab // of the statement that was begun last; nil before the first
	stopped     bool       // by the user
	released    []string   // names of results that went for those of the series
}

// start starts a statement, and then the others one by one.
func (a *App) start(t *tab, p pending, rest []pending) tea.Cmd {
	t.series = &series{total: 1 + len(rest)}
	return a.begin(t, p, rest)
}

// goesOn reports whether something runs in the tab, or waits there to be run.
func (t *tab) goesOn() bool { return t.running() != nil || len(t.queue) > 0 }

// stop cancels what runs in a tab and drops what waits there. Between two statements
// nothing runs, and the series is stopped all the same.
func (a *App) stop(t *tab) tea.Cmd {
	s, r := t.series, t.running()
	if len(t.queue) > 0 {
		t.queue, s.stopped, r = nil, true, s.last
	}
	if r == nil {
		return a.sayStopped(s) // It waited for its connection.
	}
	if r.series == s && s != nil {
		s.stopped = true
	}
	r.run.Cancel()
	r.status = r.run.Status()
	return nil
}

// goOn settles a run for the series that it is of, and begins what comes next there.
func (a *App) goOn(t *tab, r *resultTab) tea.Cmd {
	s := r.series
	if s == nil {
		return nil
	}
	if r.status.State == run.Succeeded {
		s.done++
	} else if s == t.series {
		t.queue = nil
	}
	if s == t.series && len(t.queue) > 0 {
		return a.begin(t, t.queue[0], t.queue[1:])
	}
	return tea.Batch(a.sayReleased(s), a.sayStopped(s))
}

// sayStopped tells how far a series came that the user stopped.
func (a *App) sayStopped(s *series) tea.Cmd {
	switch {
	case !s.stopped || s.done == s.total:
		return nil
	case s.total > 1:
		return a.say(false, "Stopped after %d of %d statements", s.done, s.total)
	case s.last == nil:
		return a.say(false, "The statement was not run")
	}
	return nil // The result says that it was cancelled.
}

// sayReleased tells once which results went for those of a series.
func (a *App) sayReleased(s *series) tea.Cmd {
	switch n := len(s.released); n {
	case 0:
		return nil
	case 1:
		return a.say(false, "%s was released: a tab keeps %d results; run its statement again to have it back", s.released[0], keptResults)
	default:
		return a.say(false, "%d results were released: a tab keeps %d; run their statements again to have them back", n, keptResults)
	}
}

// closeResult closes a result of a tab, and stops the series that goes on with it.
func (a *App) closeResult(t *tab, i int) tea.Cmd {
	r := t.results[i]
	t.closeResult(i)
	if len(t.queue) == 0 || r != t.series.last {
		return nil
	}
	t.queue, t.series.stopped = nil, true
	return a.sayStopped(t.series)
}
