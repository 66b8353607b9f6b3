package tui

import (
	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// titleSpot is where a title stands on the line above its pane: columns from, up to
// and without to.
type titleSpot struct{ from, to, index int }

// spotsOf are the places of names as [strip] lists them, from a column on.
func spotsOf(names []string, current, x, width int) []titleSpot {
	first, end := firstShown(names, current, width), x+width
	if first > 0 {
		x += cellwidth.Of("‹ ")
	}
	var spots []titleSpot
	for i := first; i < len(names) && x < end; i++ {
		w := cellwidth.Of(names[i])
		if i == current {
			w += 2
		}
		spots = append(spots, titleSpot{x, min(x+w, end), i})
		x += w + cellwidth.Of(between)
	}
	return spots
}

// markTitles makes plain which of several titles is the one that is shown: beside
// its brackets it stands out by its background, and the others are dim.
func (a *App) markTitles(p pane, y int) {
	current := a.active
	if p == paneResults {
		current = a.tab().current
	}
	for _, s := range a.titleSpots(p) {
		style := a.theme.Style(themes.Dim)
		if s.index == current {
			style = a.theme.On(themes.Bright, themes.Selection)
		}
		a.canvas.Restyle(canvas.Rect{X: s.from, Y: y, W: s.to - s.from, H: 1}, style)
	}
}

// focusMark is the column of the mark that tells which pane has the focus.
func (a *App) focusMark(p pane) int {
	for _, s := range a.titleSpots(p) {
		if p == paneEditor && s.index == a.active {
			return s.from - 1
		}
	}
	return a.layout.panes[p].X + 1
}

// pressTitle shows what a title above a pane names; false where there is none.
func (a *App) pressTitle(x, y int) bool {
	for p, r := range a.layout.panes {
		if r.H == 0 || y != r.Y-1 || x < r.X || x >= r.X+r.W {
			continue
		}
		for _, s := range a.titleSpots(pane(p)) {
			if x >= s.from && x < s.to {
				a.showTitle(pane(p), s.index)
				return true
			}
		}
		if p != int(paneResults) { // Its line is also what the mouse drags.
			a.setFocus(pane(p))
			return true
		}
	}
	return false
}

// titleSpots are where the titles above a pane stand.
func (a *App) titleSpots(p pane) []titleSpot {
	r, t := a.layout.panes[p], a.tab()
	switch {
	case p == paneEditor && len(a.tabs) > 1:
		return spotsOf(a.tabNames(), a.active, r.X+2, a.tabsWidth(r.W))
	case p == paneResults && len(t.results) > 1:
		x, width := a.resultNamesAt()
		return spotsOf(a.resultNames(t), t.current, x, width)
	}
	return nil
}

func (a *App) showTitle(p pane, index int) {
	a.setFocus(p)
	if p == paneEditor {
		a.show(index)
		return
	}
	a.tab().current = index
}

// longestTitle is how much room one of several titles takes at most.
const longestTitle = 24

func shortTitle(title string) string {
	title, _ = cellwidth.Middle(oneLine(title), longestTitle)
	return title
}

func (a *App) tabNames() []string {
	names := make([]string, len(a.tabs))
	for i, t := range a.tabs {
		names[i] = shortTitle(t.title())
	}
	return names
}

// tabsWidth is the room of the titles of tabs beside the note of their pane.
func (a *App) tabsWidth(width int) int { return width - cellwidth.Of(a.editorNote()) - 9 }

func (a *App) resultNames(t *tab) []string {
	names := make([]string, len(t.results))
	for i, r := range t.results {
		names[i] = r.heading()
	}
	return names
}
