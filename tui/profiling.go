package tui

import (
	"context"
	"math"
	"slices"
	"strings"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/workspace"
	"sonde/tui/canvas"
	"sonde/tui/profile"
	"sonde/tui/statusbar"
)

// profiling is the profile that stands beside a result, or below its rows.
type profiling struct {
	pane    *profile.Pane
	focused bool         // the pane has the keys, not the grid
	area    canvas.Rect  // where the pane was drawn last
	within  canvas.Rect  // what it and the rows had then
	covers  bool         // it was drawn where the rows are, for want of room
	below   bool         // it was drawn below the rows
	view    *result.View // whose rows the figures are about
	store   *result.Store
	fields  []result.Path // of structs, which have columns of the grid of their own
	about   string        // says what the figures are about
	ended   bool          // the run was over when they were asked for
	asked   *profileWork  // that goes on; nil: none

	counting *exactCount // that goes on; nil: none
}

// profileWork is one question to the workspace about one column.
type profileWork struct {
	result *resultTab
	column int
	stop   context.CancelFunc
	done   atomic.Uint64 // the fraction, as bits
}

func (w *profileWork) fraction() float64 { return math.Float64frombits(w.done.Load()) }

// profiledMsg is the answer to a question.
type profiledMsg struct {
	work    *profileWork
	columns []workspace.Column
	err     error
}

// cannotProfile is why there is no profile of the shown result.
func (a *App) cannotProfile() string {
	res := a.tab().result()
	switch {
	case a.opts.Workspace == nil:
		return "there is no local engine"
	case a.noResult() != "":
		return a.noResult()
	case res.run.Schema() == nil || res.run.Schema().NumFields() == 0:
		return "there is no result with columns yet"
	}
	return ""
}

// showProfile opens the profile of the column under the cursor, or of all, and
// closes it where it is what is shown. The grid keeps the keys.
func (a *App) showProfile(all bool) tea.Cmd {
	if reason := a.cannotProfile(); reason != "" {
		return a.refuse(reason)
	}
	res := a.tab().result()
	_, col := res.grid.Cursor()
	p := res.analysis.profile
	switch {
	case p == nil:
		p = &profiling{}
		p.takeColumns(res)
		res.analysis.profile = p
	case p.pane.Problem:
		p.pane.Problem, p.pane.State = false, "" // It is tried again.
	case p.pane.All == all:
		a.closeProfile(res)
		return nil
	case p.focused && p.pane.All:
		return a.chooseInProfile()
	}
	if all {
		p.pane.ShowAll(col)
	} else {
		p.pane.Show(col)
	}
	return nil
}

// enterProfile gives the keys to the profile of the shown result, or back to its
// grid.
func (a *App) enterProfile(enter bool) tea.Cmd {
	p, res := a.shownProfile()
	if p == nil {
		return a.refuse(a.noProfile())
	}
	a.setFocus(paneResults)
	if p.covers && !enter {
		a.closeProfile(res)
		return nil
	}
	p.focus(enter, res)
	return nil
}

// focus gives the keys to the pane, or back to the grid, whose column it follows
// again.
func (p *profiling) focus(pane bool, res *resultTab) {
	if p.focused = pane; !pane && p.pane.All {
		_, col := res.grid.Cursor()
		p.pane.ShowAll(col)
	}
}

// throughProfile is a step to the next or previous pane that ends in the results
// because the profile is a pane of its own there; false for other steps.
func (a *App) throughProfile(forward bool) bool {
	p, res := a.shownProfile()
	if p == nil || a.focus != paneResults || p.covers {
		return false
	}
	in := p.focused
	p.focus(forward && !in, res)
	return in != forward
}

func (a *App) noProfile() string {
	return "no profile is open; " + a.keyOf("profile-column") + " in the results opens one"
}

// shownProfile is the profile beside the shown result, and that result; nil where
// no profile is open.
func (a *App) shownProfile() (*profiling, *resultTab) {
	if res := a.tab().result(); res != nil && res.analysis.profile != nil {
		return res.analysis.profile, res
	}
	return nil, nil
}

// followProfile has the profile of the shown result go on: with the column that
// the cursor is on, with the rows that the grid shows now, with the next column.
func (a *App) followProfile() tea.Cmd {
	p, res := a.shownProfile()
	if p == nil || res.grid.View() == nil {
		return nil
	}
	_, col := res.grid.Cursor()
	if !slices.EqualFunc(p.fields, res.grid.Fields(), slices.Equal[result.Path]) {
		p.stopAll()
		all := p.pane.All
		p.takeColumns(res)
		p.pane.All, p.view = all, nil // The rows are taken anew.
		p.follow(col)
	}
	if !p.focused && p.pane.Column != col {
		p.follow(col)
	}
	p.takeRows(res)
	column, wanted := p.pane.Wanted()
	if p.asked != nil && (!wanted || p.asked.column != column) {
		p.stop()
	}
	if p.asked != nil || !wanted || p.pane.Problem {
		return nil
	}
	return a.profileColumn(res, column)
}

// keepUp goes to the column that the cursor is on where nothing need be waited for:
// what a frame shows of the grid and of the profile belongs together.
func (p *profiling) keepUp(res *resultTab) {
	_, col := res.grid.Cursor()
	if p.focused || p.pane.Column == col || !p.pane.All && !p.pane.Knows(col) {
		return
	}
	if !p.pane.All {
		p.stop()
	}
	p.follow(col)
}

// follow goes to a column: it is shown alone, or chosen in the list.
func (p *profiling) follow(col int) {
	if p.pane.All {
		p.pane.ShowAll(col)
		return
	}
	p.pane.Show(col)
	p.pane.Problem, p.pane.State = false, ""
}

// takeColumns takes the columns that the grid shows.
func (p *profiling) takeColumns(res *resultTab) {
	p.pane, p.fields = profile.New(res.shownSchema(), res.grid.ShownColumns()), res.grid.Fields()
}

// takeRows takes the rows that the grid shows, unless they are those of a run
// that still goes on: its profile is made again when it has ended, and that of
// another column when it is begun.
func (p *profiling) takeRows(res *resultTab) {
	view, ended := res.grid.View(), res.status.State != run.Running
	same := p.view != nil && p.store == res.store
	grows := same && !ended && view.AsStored() && p.view.AsStored() && !p.begins()
	if view == p.view || grows {
		return
	}
	if same && p.ended && ended && view.NumRows() == p.view.NumRows() && view.AsStored() && p.view.AsStored() {
		p.view = view // Another snapshot of the same rows.
		return
	}
	p.stopAll()
	p.pane.Forget()
	p.view, p.store, p.ended = view, res.store, ended
	p.about, p.pane.Problem, p.pane.State = coverage(res, view), false, ""
}

// begins reports whether a column is to be profiled of which there is nothing yet:
// it takes the newest rows, and the columns before it are made anew with these when
// they are shown again.
func (p *profiling) begins() bool {
	return !p.pane.All && p.asked == nil && !p.pane.Problem && !p.pane.Knows(p.pane.Column)
}

func (p *profiling) stop() {
	if p.asked != nil {
		p.asked.stop()
		p.asked = nil
		p.pane.State = ""
	}
}

// coverage says what local figures of a view of a result are about.
func coverage(res *resultTab, v *result.View) string {
	text, all := "Local, of ", v.Snapshot().NumRows()
	if v.NumRows() < all {
		text += statusbar.Count(v.NumRows()) + " filtered of "
	}
	text += statusbar.Count(all) + " fetched rows"
	if all == 1 {
		text = strings.TrimSuffix(text, "s")
	}
	switch {
	case res.status.State == run.Running:
		return text + " so far"
	case res.status.Completeness != connectors.Complete:
		return text + " · " + res.status.Completeness.String() + ": " + oneLine(res.status.Reason)
	}
	return text
}

// profileColumn asks the workspace about one column.
func (a *App) profileColumn(res *resultTab, column int) tea.Cmd {
	ctx, stop := context.WithCancel(a.ctx)
	w := &profileWork{result: res, column: column, stop: stop}
	p := res.analysis.profile
	p.asked = w
	engine, view, path := a.opts.Workspace, p.view, res.grid.Path(column)
	return func() tea.Msg {
		defer stop()
		columns, err := engine.Profile(ctx, view.Snapshot(), view.Order(), []result.Path{path}, func(f float64) { w.done.Store(math.Float64bits(f)) })
		return profiledMsg{w, columns, err}
	}
}

// profiled takes the figures of a column, unless they are asked for no longer.
func (a *App) profiled(msg profiledMsg) {
	p := msg.work.result.analysis.profile
	if p == nil || p.asked != msg.work {
		return
	}
	p.asked, p.pane.State = nil, ""
	if msg.err != nil {
		p.pane.State, p.pane.Problem = a.opts.Connections.Redactor.Redact(connectors.AsError(msg.err).Error()), true
		return
	}
	for _, c := range msg.columns {
		c.Column = msg.work.column
		p.pane.Set(c)
	}
}

// profileTicked brings the figures of the work that goes on up to date.
func (a *App) profileTicked() {
	p, _ := a.shownProfile()
	if p == nil || p.asked == nil {
		a.countTicked(p)
		return
	}
	p.pane.State = sprintf("%3.0f %%", 100*p.asked.fraction())
	if p.pane.All {
		p.pane.State = sprintf("column %d of %d", p.pane.Known()+1, len(p.pane.Columns))
	}
	p.pane.State += a.promise(escProfiling, "stops")
}

// profiling reports whether the profile of the shown result is being made, or made
// exact.
func (a *App) profiling() bool {
	p, _ := a.shownProfile()
	return p != nil && (p.asked != nil || p.counting != nil)
}

// inProfile is the profile that has the keys; nil where none has.
func (a *App) inProfile() *profiling {
	if p, _ := a.shownProfile(); p != nil && (p.focused || p.covers) && a.focus == paneResults {
		return p
	}
	return nil
}

// giveUp stops the work and keeps what is known.
func (p *profiling) giveUp() {
	p.stop()
	p.pane.State, p.pane.Problem = "stopped", true
}

func (a *App) closeProfile(res *resultTab) {
	res.analysis.profile.stopAll()
	res.analysis.profile = nil
}

// chooseInProfile is Enter in a profile: it goes to the chosen column.
func (a *App) chooseInProfile() tea.Cmd {
	p := a.inProfile()
	if p == nil {
		return nil
	}
	res := a.tab().result()
	if col, ok := p.pane.Chosen(); ok {
		res.grid.GoToColumn(col)
		p.focused = false
		p.pane.Show(col)
		return nil
	}
	if text, ok := p.pane.Value(); ok {
		p.focused = false
		path := res.grid.Path(p.pane.Column)
		return a.filterBy(res, workspace.Condition{Column: path[0], Field: path[1:], Op: workspace.Equal, Values: []string{text}})
	}
	return nil
}
