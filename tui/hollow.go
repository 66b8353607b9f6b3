package tui

import (
	"sonde/internal/cellwidth"
	"sonde/internal/run"
)

// hollow reports whether a run has ended without a result: it failed or was
// cancelled before its first row. It is listed with what went wrong, and is no
// table that statements read.
func (r *resultTab) hollow() bool {
	return r.status.Rows == 0 && (r.status.State == run.Failed || r.status.State == run.Cancelled)
}

// noResult is why the shown result has no rows to do something with; empty where
// there is one.
func (a *App) noResult() string { return a.tab().result().missing() }

// missing is why there is no result: nothing has run, or what has left none. The
// result may be nil.
func (r *resultTab) missing() string {
	switch {
	case r == nil:
		return "there is no result yet"
	case !r.hollow():
		return ""
	case r.status.State == run.Cancelled:
		return "the run was cancelled and left no result"
	}
	return "the run failed and left no result"
}

// unnumber takes the number of a run that left no result: the next result gets
// it, unless one that began meanwhile has a later one. One that failed is titled by
// the first words of its error.
func (a *App) unnumber(r *resultTab) {
	if !r.hollow() || r.number < 0 {
		return
	}
	if r.number == a.numbered {
		a.numbered--
	}
	a.failed++
	r.number = -a.failed
	if err := r.status.Err; err != nil && r.status.State == run.Failed {
		r.title, _ = cellwidth.Truncate(oneLine(a.opts.Connections.Redactor.Redact(err.Message)), longestResult)
	}
}

// failedMark stands in the place of the name of a run that left no result.
const failedMark = "✗"

// longestResult is how much room the title of one of several results takes at most.
const longestResult = 19

// heading is how a result is listed: by its name and its title.
func (r *resultTab) heading() string {
	name := r.name() + ":"
	if r.hollow() {
		name = failedMark
	}
	title, _ := cellwidth.Middle(oneLine(r.title), longestResult)
	text := name + " " + title
	if r.status.State == run.Running {
		text += "…"
	}
	return text
}
