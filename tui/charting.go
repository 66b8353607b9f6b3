package tui

import (
	"context"
	"iter"
	"math"
	"slices"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/tui/chart"
	"sonde/tui/dialog"
	"sonde/tui/grid"
	"sonde/tui/statusbar"
)

// charting is the chart that is being built. There is one at a time.
type charting struct {
	dialog *chart.Dialog
	rows   chart.Rows
	stop   context.CancelFunc
	done   atomic.Uint64 // the fraction, as bits; of a build that goes on
	over   bool
}

// chartedMsg is a chart that was built.
type chartedMsg struct {
	charting *charting
	spec     chart.Spec
	data     *chart.Data
	err      error
}

// cannotChart is why the shown result cannot be drawn.
func (a *App) cannotChart() string {
	res := a.tab().result()
	if reason := a.noResult(); reason != "" {
		return reason
	}
	if res.grid.View() == nil || res.grid.View().Schema() == nil || res.grid.View().NumRows() == 0 {
		return "there are no rows to draw"
	}
	if !chart.Drawable(res.grid.View().Schema(), chartColumns(res)) {
		return "there is no column of numbers, times or texts to draw"
	}
	return ""
}

// suggested is the chart that fits what is selected, or all of the result.
func suggested(res *resultTab) (chart.Spec, bool) {
	_, col := res.grid.Cursor()
	view := res.grid.View()
	return chart.Suggest(view.Schema(), chartColumns(res), col, view)
}

// chartColumns are the columns that are selected, or all that are shown.
func chartColumns(res *resultTab) []int {
	if s := res.grid.Selection(); s.Kind != grid.OneCell && len(s.Columns) > 0 && s.Kind != grid.WholeRows {
		return s.Columns
	}
	return res.grid.ShownColumns()
}

// showChart draws what is selected, or all of the result.
func (a *App) showChart() tea.Cmd {
	if reason := a.cannotChart(); reason != "" {
		return a.refuse(reason)
	}
	res := a.tab().result()
	view, s := res.grid.View(), res.grid.Selection()
	first, n := int64(0), view.NumRows()
	covers := coverage(res, view)
	if s.Kind != grid.OneCell && s.Kind != grid.WholeColumns && s.Kind != grid.Everything && s.Rows > 1 {
		first, n = s.First, s.Rows
		covers = sprintf("Rows %s to %s that are selected. %s", statusbar.Count(first+1), statusbar.Count(first+n), covers)
	}
	spec, _ := suggested(res)
	d := chart.NewDialog(view.Schema(), chartColumns(res), spec)
	d.Covers = covers
	rows := chart.Rows{Schema: view.Schema(), Count: n, Scan: func(ctx context.Context) iter.Seq2[arrow.RecordBatch, error] { return view.Scan(ctx, first, n) }}
	a.push(d)
	return a.buildChart(d, rows, spec)
}

// buildChart builds a chart off the screen's goroutine.
func (a *App) buildChart(d *chart.Dialog, rows chart.Rows, spec chart.Spec) tea.Cmd {
	a.stopChart()
	ctx, stop := context.WithCancel(a.ctx)
	c := &charting{dialog: d, rows: rows, stop: stop}
	a.chart = c
	return func() tea.Msg {
		defer stop()
		data, err := chart.Build(ctx, rows, spec, func(f float64) { c.done.Store(math.Float64bits(f)) })
		return chartedMsg{c, spec, data, err}
	}
}

func (a *App) stopChart() {
	if a.chart != nil {
		a.chart.stop()
	}
}

// charted shows a chart, unless another one is asked for by now.
func (a *App) charted(msg chartedMsg) {
	if msg.charting != a.chart || msg.spec != msg.charting.dialog.Spec() {
		return
	}
	a.chart.over = true
	if msg.err != nil {
		msg.charting.dialog.State = a.opts.Connections.Redactor.Redact(connectors.AsError(msg.err).Error())
		return
	}
	msg.charting.dialog.Set(msg.data)
}

// wantChart builds another chart of the same rows.
func (a *App) wantChart(msg chart.Wanted) tea.Cmd {
	if a.chart == nil || a.chart.dialog != msg.Dialog {
		return nil
	}
	return a.buildChart(msg.Dialog, a.chart.rows, msg.Spec)
}

// followChart ends the work for a chart that nobody looks at any more.
func (a *App) followChart() {
	if a.chart == nil || slices.Contains(a.dialogs, dialog.Dialog(a.chart.dialog)) {
		return
	}
	a.stopChart()
	a.chart = nil
}

// charts reports whether a chart is being built.
func (a *App) charts() bool { return a.chart != nil && !a.chart.over }

// chartTicked brings the progress up to date.
func (a *App) chartTicked() {
	if a.charts() {
		a.chart.dialog.State = sprintf("Reading the rows: %3.0f %%", 100*math.Float64frombits(a.chart.done.Load()))
	}
}
