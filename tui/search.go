package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/search"
	"sonde/tui/statusbar"
)

// searching is the search in the cells of a result; nothing is searched where run
// is nil.
type searching struct {
	pattern string
	options search.Options
	problem string

	id      int
	run     *search.Search
	stop    context.CancelFunc
	view    *result.View
	columns []int
	origin  search.Match // where it began
	pending int          // jumps that wait for matches: how many to the next, negative ones back
}

// searchMsg asks to search the shown result; searchNewsMsg says that there are
// matches.
type (
	searchMsg struct {
		pattern string
		options search.Options
	}
	endSearchMsg  struct{}
	searchNewsMsg struct {
		result *resultTab
		id     int
		ended  bool
	}
)

// searchFor begins another search in the shown result, from where the first one
// began that was typed.
func (a *App) searchFor(msg searchMsg) tea.Cmd {
	r := a.tab().result()
	if !hasRows(r) {
		return nil
	}
	x := &r.searching
	x.end()
	x.pattern, x.options, x.problem = msg.pattern, msg.options, ""
	a.sought.cells, a.sought.cellOptions = msg.pattern, msg.options
	m, err := search.NewMatcher(msg.pattern, msg.options)
	if err != nil {
		x.problem = strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	}
	if err != nil || msg.pattern == "" {
		r.grid.SetSearch(nil)
		return nil
	}
	r.grid.SetSearch(m.Find)
	x.pending = 1
	x.back(r)
	return a.beginSearch(r, m)
}

// back puts the cursor where the search began, where that is known.
func (x *searching) back(r *resultTab) {
	if x.origin.Row < 0 {
		return
	}
	r.grid.GoTo(x.origin.Row)
	if shown := r.grid.ShownColumns(); x.origin.At >= 0 && x.origin.At < len(shown) {
		r.grid.GoToColumn(shown[x.origin.At])
	}
}

func (a *App) beginSearch(r *resultTab, m *search.Matcher) tea.Cmd {
	x := &r.searching
	ctx, stop := context.WithCancel(a.ctx)
	x.id++
	x.view, x.columns, x.stop = r.grid.View(), r.grid.ShownColumns(), stop
	x.run = search.Start(ctx, x.view, x.columns, m, min(x.origin.Row, max(0, x.view.NumRows()-1)))
	return waitSearch(r, 0)
}

// searchInterval is how often a search may wake the screen.
const searchInterval = 50 * time.Millisecond

func waitSearch(r *resultTab, pause time.Duration) tea.Cmd {
	x := &r.searching
	id, s := x.id, x.run
	return func() tea.Msg {
		time.Sleep(pause)
		select {
		case <-s.Changed():
			return searchNewsMsg{r, id, false}
		case <-s.Done():
			return searchNewsMsg{r, id, true}
		}
	}
}

// searchNews takes what has been found, unless another search goes on.
func (a *App) searchNews(msg searchNewsMsg) tea.Cmd {
	r := msg.result
	x := &r.searching
	if msg.id != x.id || x.run == nil {
		return nil
	}
	if x.pending != 0 {
		a.jump(r)
	}
	if !msg.ended {
		return waitSearch(r, searchInterval)
	}
	x.pending = 0
	if err := x.run.State().Err; err != nil && a.ctx.Err() == nil {
		return a.sayError(err)
	}
	return nil
}

// jump goes to the match that is waited for, if it is known by now.
func (a *App) jump(r *resultTab) {
	x := &r.searching
	at := x.at(r)
	if x.pending > 0 && x.fresh(r) {
		at.At-- // The first match may be where the search began.
	}
	for x.pending != 0 {
		m, ok, known := x.run.Next(at, x.pending < 0)
		if !known {
			return
		}
		if !ok {
			x.pending = 0
			return
		}
		r.grid.GoTo(m.Row)
		r.grid.GoToColumn(x.columns[m.At])
		at = m
		x.pending -= sign(x.pending)
	}
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// at is the cell of the cursor, as the search counts.
func (x *searching) at(r *resultTab) search.Match {
	row, col := r.grid.Cursor()
	return search.Match{Row: row, At: slices.Index(x.columns, col)}
}

// fresh reports whether the cursor is still where the search began.
func (x *searching) fresh(r *resultTab) bool { return x.at(r) == x.origin }

// findMatch goes to the next match, or the one before.
func (a *App) findMatch(direction int) tea.Cmd {
	r := a.tab().result()
	if r == nil || r.searching.run == nil {
		return a.say(true, "Nothing is searched for; %s searches", a.keyOf("search"))
	}
	x := &r.searching
	x.origin = search.Match{Row: -1}
	x.pending += direction
	a.jump(r)
	return nil
}

// end gives up on a search.
func (x *searching) end() {
	if x.run != nil {
		x.stop()
	}
	x.run, x.pending = nil, 0
}

// endSearch ends the search in the shown result; false where there is none.
func (a *App) endSearch() bool {
	r := a.tab().result()
	if r == nil || r.searching.run == nil {
		return false
	}
	r.searching.end()
	r.searching.pattern = ""
	r.grid.SetSearch(nil)
	return true
}

// followSearch searches again where the rows are others than those that were
// searched: in another order, or more of them at the end of a run.
func (a *App) followSearch() tea.Cmd {
	r := a.tab().result()
	if r == nil || r.searching.run == nil {
		return nil
	}
	x := &r.searching
	view := r.grid.View()
	grows := view.AsStored() && x.view.AsStored() && r.status.State == run.Running
	if view == x.view || grows || view.AsStored() && x.view.AsStored() && view.NumRows() == x.view.NumRows() {
		return nil
	}
	m, err := search.NewMatcher(x.pattern, x.options)
	if err != nil {
		return nil
	}
	x.end()
	x.origin = search.Match{}
	return a.beginSearch(r, m)
}

// searchText tells which match the cursor is on, of how many.
func searchText(r *resultTab) string {
	x := &r.searching
	switch {
	case x.problem != "":
		return x.problem
	case x.run == nil:
		return ""
	}
	s := x.run.State()
	total := statusbar.Count(s.Matches)
	grown := x.view.AsStored() && r.grid.View().AsStored() && r.grid.View().NumRows() > x.view.NumRows()
	if s.More || grown {
		total += "+"
	}
	switch n := x.run.Number(x.at(r)); {
	case s.Matches == 0 && s.Ended:
		return "no match"
	case s.Matches == 0:
		return "searching…"
	case n > 0:
		return statusbar.Count(n) + " of " + total
	case s.Matches == 1 && s.Ended:
		return "1 match"
	}
	return total + " matches"
}
