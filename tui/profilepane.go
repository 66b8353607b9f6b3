package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// Sizes of the pane beside the grid: what it takes at least, and at most by itself,
// and what is left to the grid.
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
	p.keepUp(res)
	a.tellCoverage(p, res)
	if p.within = r; a.profileBelow(r) {
		return a.drawStrip(r, p)
	}
	w := a.splits.profileWidth(r.W)
	grid, side := r, canvas.Rect{X: r.X + r.W - w + 1, Y: r.Y, W: w - 2, H: r.H}
	grid.W -= w + 1
	if a.profileCovers(r, res) {
		grid.W, side = 0, canvas.Rect{X: r.X + 1, Y: r.Y, W: r.W - 2, H: r.H}
	} else {
		a.canvas.VLine(side.X-2, r.Y, r.H, "│", a.theme.Style(themes.Border))
	}
	a.profileTicked() // What its state says of Esc is that of this frame.
	p.area, p.covers, p.below = side, grid.W == 0, false
	hint := side
	if side.H >= leastHinted {
		side.H--
	}
	p.pane.Draw(&a.canvas, side, a.theme, a.inProfile() == p)
	a.drawProfileHint(hint, p)
	return grid
}

// leastHinted is the height of the pane from which its last line tells the keys.
const leastHinted = 4

// drawProfileHint tells below the profile how to go into it and how to leave it,
// and that more of it follows.
func (a *App) drawProfileHint(r canvas.Rect, p *profiling) {
	if r.H < leastHinted {
		return
	}
	y, dim := r.Y+r.H-1, a.theme.Style(themes.Dim)
	a.canvas.Fill(canvas.Rect{X: r.X, Y: y, W: r.W, H: 1}, themes.Style{})
	if p.pane.More() {
		a.canvas.Text(r.X+r.W-1, y, 1, "↓", dim)
		r.W -= 2
	}
	text, _ := cellwidth.Truncate(a.profileHint(p), r.W)
	a.canvas.Text(r.X, y, r.W, text, dim)
}

// profileHint tells what can be done with a profile.
func (a *App) profileHint(p *profiling) string {
	leave := a.promise(escFromProfile, "back") + a.promise(escProfile, "closes")
	switch {
	case a.focus != paneResults:
		return ""
	case a.inProfile() != p:
		return a.keyOf("next-pane") + " goes in" + a.promise(escProfile, "closes") + a.placePromise(p)
	case p.pane.All:
		return a.keyOf("profile-choose") + " goes to the column" + leave
	}
	return a.keyOf("profile-choose") + " filters by the value" + leave
}

// profileCovers reports whether the profile of a result leaves no room to its rows.
func (a *App) profileCovers(r canvas.Rect, res *resultTab) bool {
	return res.analysis.profile != nil && !a.profileBelow(r) && r.W-a.splits.profileWidth(r.W)-1 < leastGrid
}

// profileWidth is the width of the profile beside the rows, without the edge before
// it, in results that are some cells wide.
func (s splits) profileWidth(cells int) int {
	w := s.beside
	if w == 0 {
		w = min(widestProfile, cells*2/5)
	}
	return max(profileWidth, min(w, cells-1-leastGrid))
}

// pressProfile is a click into the results pane: into the profile it goes there,
// to the line under the mouse, and pressed twice it chooses that; its edge it takes
// hold of; anywhere else it leaves the profile.
func (a *App) pressProfile(x, y, count int) (cmd tea.Cmd, hit bool) {
	p, res := a.shownProfile()
	if p == nil {
		return nil, false
	}
	if p.onEdge(x, y) {
		a.drag = dragProfileEdge
		return nil, true
	}
	if !p.area.Contains(x, y) {
		p.focus(false, res)
		return nil, false
	}
	p.focus(true, res)
	a.drag = dragNothing
	if p.pane.Click(x, y) && count == 2 {
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
