package tui

// besideGap is the blank between the edge of a profile beside the rows and the
// profile.
const besideGap = 1

// onEdge reports whether a cell of the screen is on the edge to the rows.
func (p *profiling) onEdge(x, y int) bool {
	switch {
	case p.covers:
		return false
	case p.below:
		return y == p.area.Y && p.area.Contains(x, y)
	}
	return x == p.area.X-besideGap-1 && p.area.Contains(p.area.X, y)
}

// resizeProfile makes the profile larger or smaller by some lines, or by twice as
// many columns where it is beside the rows, if it has the keys.
func (a *App) resizeProfile(n int) bool {
	p := a.inProfile()
	switch {
	case p == nil || p.covers:
		return false
	case p.below:
		a.setStrip(p, p.area.H-1+n)
	default:
		a.setBeside(p, a.splits.profileWidth(p.within.W)+2*n)
	}
	return true
}

// dragProfile moves the edge of the profile to a cell of the screen.
func (a *App) dragProfile(x, y int) {
	switch p, _ := a.shownProfile(); {
	case p == nil || p.covers:
	case p.below:
		a.setStrip(p, p.area.Y+p.area.H-1-y)
	default:
		a.setBeside(p, p.within.X+p.within.W-1-x)
	}
}

func (a *App) setStrip(p *profiling, lines int) {
	a.splits.profile = splits{profile: max(1, lines)}.stripHeight(p.within.H)
}

func (a *App) setBeside(p *profiling, cells int) {
	a.splits.beside = splits{beside: max(1, cells)}.profileWidth(p.within.W)
}
