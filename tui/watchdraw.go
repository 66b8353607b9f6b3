package tui

import (
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/chart"
)

// Heights of the running chart below a watched result, and what is left to the
// grid.
const (
	watchHeight   = 9
	leastWatched  = 6
	leastGridRows = 4
)

// drawWatch draws the running chart of a watched result at the foot of its
// rectangle and returns what is left.
func (a *App) drawWatch(r canvas.Rect, res *resultTab) canvas.Rect {
	w := res.analysis.watch
	if w == nil || w.chart == nil || r.H < leastWatched+leastGridRows {
		return r
	}
	h := max(leastWatched, min(watchHeight, r.H/2))
	foot := canvas.Rect{X: r.X, Y: r.Y + r.H - h, W: r.W, H: h}
	a.canvas.HLine(foot.X, foot.Y, foot.W, "─", a.theme.Style(themes.Border))
	at := w.chart.data().Draw(&a.canvas, canvas.Rect{X: foot.X, Y: foot.Y + 1, W: foot.W - 1, H: h - 1}, a.theme, len(w.chart.points)-1)
	a.canvas.Fit(foot.X+1, foot.Y, foot.W-2, " "+at+" ", a.theme.Style(themes.Title))
	r.H -= h
	return r
}

// data is the chart of the values so far, which is made once for each of them.
func (v *watchedValue) data() *chart.Data {
	if v.drawn == nil {
		v.drawn = chart.Running(v.name, v.points)
	}
	return v.drawn
}
