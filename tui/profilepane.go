package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// Sizes of the pane beside the grid: what it takes at least and at most, and
// what is left to the grid.
const (
	profileWidth, widestProfile = 34, 60
	leastGrid                   = 30
)

// drawProfile draws the profile of a result at the right of its rectangle and
// returns what is left for the grid.
func (a *App) drawProfile(r canvas.Rect, res *resultTab) canvas.Rect {
	p := res.analysis.profile
	if p == nil {
		return r
	}
	w := max(profileWidth, min(widestProfile, r.W*2/5))
	grid, side := r, canvas.Rect{X: r.X + r.W - w + 1, Y: r.Y, W: w - 2, H: r.H}
	grid.W -= w + 1
	if grid.W < leastGrid {
		grid.W, side = 0, canvas.Rect{X: r.X + 1, Y: r.Y, W: r.W - 2, H: r.H}
	} else {
		a.canvas.VLine(side.X-2, r.Y, r.H, "│", a.theme.Style(themes.Border))
	}
	a.profileTicked() // What its state says of Esc is that of this frame.
	p.area = side
	side.H -= a.drawProfileHint(side, p)
	p.pane.Draw(&a.canvas, side, a.theme, a.focus == paneResults && p.focused)
	return grid
}

// leastHinted is the height of the pane from which its last line tells the keys.
const leastHinted = 12

// drawProfileHint tells below the profile how to go into it and how to leave it,
// and returns the lines that it took.
func (a *App) drawProfileHint(r canvas.Rect, p *profiling) int {
	if r.H < leastHinted {
		return 0
	}
	text := a.keyOf("next-pane") + " goes in" + a.promise(escProfile, "Esc closes")
	switch {
	case a.focus != paneResults:
		return 0
	case p.focused && p.pane.All:
		text = "Enter goes to the column" + a.promise(escFromProfile, "Esc back")
	case p.focused:
		text = "Enter filters by the value" + a.promise(escFromProfile, "Esc back")
	}
	text, _ = cellwidth.Truncate(text, r.W)
	a.canvas.Fill(canvas.Rect{X: r.X, Y: r.Y + r.H - 1, W: r.W, H: 1}, themes.Style{})
	a.canvas.Text(r.X, r.Y+r.H-1, r.W, text, a.theme.Style(themes.Dim))
	return 1
}

// pressProfile is a click into the results pane: into the profile beside the rows
// it goes there, to the line under the mouse, and pressed twice it chooses that;
// anywhere else it leaves it.
func (a *App) pressProfile(x, y, count int) (cmd tea.Cmd, hit bool) {
	p, res := a.shownProfile()
	if p == nil {
		return nil, false
	}
	if !p.area.Contains(x, y) {
		p.focus(false, res)
		return nil, false
	}
	p.focus(true, res)
	a.drag = dragNothing
	if p.pane.Click(y) && count == 2 {
		return a.chooseInProfile(), true
	}
	return nil, true
}

// wheelProfile scrolls the profile where the mouse is over it.
func (a *App) wheelProfile(x, y, dy int) bool {
	p, _ := a.shownProfile()
	if p == nil || !p.area.Contains(x, y) {
		return false
	}
	p.pane.Scroll(dy)
	return true
}
