package tui

import (
	"context"
	"math"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
)

// exactCount is the work of counting the different values of a column.
type exactCount struct {
	profileWork
	name string // of the column, as it is told
}

// countedExactlyMsg is how many different values a column has.
type countedExactlyMsg struct {
	work     *exactCount
	distinct int64
	err      error
}

// works reports whether figures are being made.
func (p *profiling) works() bool { return p.asked != nil && !p.pane.Problem || p.counting != nil }

// estimated reports whether the pane is about a column whose number of different
// values is an estimate.
func (p *profiling) estimated() bool {
	c, known := p.pane.Current()
	return known && c.Approximate
}

// cannotCountExactly is why the different values of the column of the profile are
// not counted exactly.
func (a *App) cannotCountExactly() string {
	p, res := a.shownProfile()
	if p == nil {
		return a.noProfile()
	}
	switch c, known := p.pane.Current(); {
	case p.counting != nil:
		return "the distinct values of " + p.counting.name + " are being counted"
	case !known:
		return "the profile of the column is not there yet"
	case !c.Approximate:
		return "the number of distinct values is exact already"
	case p.view == nil || res.grid.View() == nil:
		return "there are no rows to count in"
	}
	return ""
}

// countExactly has the local engine count the different values of the column of the
// profile, over the rows that its figures are about. It goes on while other columns
// are looked at.
func (a *App) countExactly() tea.Cmd {
	if reason := a.cannotCountExactly(); reason != "" {
		return a.refuse(reason)
	}
	p, res := a.shownProfile()
	c, _ := p.pane.Current()
	ctx, stop := context.WithCancel(a.ctx)
	w := &exactCount{profileWork{result: res, column: c.Column, stop: stop}, countedName(res, c.Column)}
	p.counting = w
	engine, view, path := a.opts.Workspace, p.view, res.grid.Path(c.Column)
	return func() tea.Msg {
		defer stop()
		n, err := engine.Distinct(ctx, view.Snapshot(), view.Order(), path, func(f float64) { w.done.Store(math.Float64bits(f)) })
		return countedExactlyMsg{w, n, err}
	}
}

// countedExactly takes the number in the place of the estimate, unless it is asked
// for no longer.
func (a *App) countedExactly(msg countedExactlyMsg) tea.Cmd {
	p := msg.work.result.analysis.profile
	if p == nil || p.counting != msg.work {
		return nil
	}
	p.stopCounting()
	if msg.err != nil {
		return a.sayError(msg.err)
	}
	p.pane.Count(msg.work.column, msg.distinct)
	return nil
}

// countTicked has the pane say how far the count is.
func (a *App) countTicked(p *profiling) {
	if p == nil || p.counting == nil || p.pane.Problem {
		return
	}
	p.pane.State = sprintf("counting %s, %3.0f %%", p.counting.name, 100*p.counting.fraction()) + a.promise(escProfiling, "stops")
}

// countedName is the name of a column where its count is told.
func countedName(res *resultTab, column int) string {
	name := oneLine(res.shownSchema().Field(column).Name)
	if name == "" {
		return "the column"
	}
	text, _ := cellwidth.Middle(name, longestCounted)
	return text
}

// longestCounted is the width of such a name at most.
const longestCounted = 20

func (p *profiling) stopCounting() {
	if p.counting == nil {
		return
	}
	p.counting.stop()
	if p.counting = nil; !p.pane.Problem {
		p.pane.State = ""
	}
}

// stopAll ends all that goes on for the profile.
func (p *profiling) stopAll() {
	p.stop()
	p.stopCounting()
}

// giveUpProfile stops the work that the profile tells of: the count, which leaves the
// estimate, where no figures are being made.
func (a *App) giveUpProfile(p *profiling) tea.Cmd {
	if p.asked != nil {
		p.giveUp()
		return nil
	}
	p.stopCounting()
	return a.say(false, "The count was stopped; the estimate stays")
}
