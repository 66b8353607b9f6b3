package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/tui/canvas"
)

// Sizes of the profile below the rows: its lines by default and at least, the
// lines that stay to the rows and their header, and the width from which on its
// blocks stand side by side.
const (
	stripHeight, lowestStrip = 8, 4
	leastAboveStrip          = 7
	narrowestStrip           = 100
)

// stripHeight is the number of lines of the profile below the rows, without the
// edge above it, in results that are some lines high.
func (s splits) stripHeight(lines int) int {
	h := s.profile
	if h == 0 {
		h = max(stripHeight, lines/3)
	}
	return max(lowestStrip, min(h, lines-1-leastAboveStrip))
}

// roomBelow reports whether results have room for the profile below the rows.
func roomBelow(r canvas.Rect) bool {
	return r.W >= narrowestStrip && r.H >= stripHeight+1+leastAboveStrip
}

// profileBelow reports whether the profile stands below the rows of results: where
// there is room, and nobody wants it beside them.
func (a *App) profileBelow(r canvas.Rect) bool { return !a.splits.aside && roomBelow(r) }

// placeProfile has the profile stand below the rows, or beside them again. Where
// there is no room below, that is what is wanted once there is.
func (a *App) placeProfile() tea.Cmd {
	p, _ := a.shownProfile()
	if p == nil {
		return a.refuse(a.noProfile())
	}
	if !roomBelow(p.within) {
		a.splits.aside = false
		return a.refuse(sprintf("no room below the rows: it takes results of %d columns and %d lines", narrowestStrip, stripHeight+1+leastAboveStrip))
	}
	a.splits.aside = !a.splits.aside
	return nil
}

// placePromise tells with which key the profile goes to its other place.
func (a *App) placePromise(p *profiling) string {
	switch {
	case p.below:
		return " · " + a.keyOf("profile-place") + " beside"
	case roomBelow(p.within):
		return " · " + a.keyOf("profile-place") + " below"
	}
	return ""
}

// drawStrip draws a profile below the rows, over the whole width: terminals scroll
// whole lines, so that moving through the rows above it sends little. It returns
// what is left for the rows.
func (a *App) drawStrip(r canvas.Rect, p *profiling) canvas.Rect {
	h := a.splits.stripHeight(r.H) + 1
	r.H -= h
	p.area, p.covers, p.below = canvas.Rect{X: r.X, Y: r.Y + r.H, W: r.W, H: h}, false, true
	a.profileTicked()
	p.pane.DrawStrip(&a.canvas, p.area, a.theme, a.inProfile() == p, a.profileHint(p))
	return r
}
