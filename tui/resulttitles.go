package tui

import (
	"sonde/internal/cellwidth"
	"sonde/themes"
)

// resultsTitle is the title of the results, with the name of the only one.
func (a *App) resultsTitle() string {
	t := a.tab()
	switch {
	case len(t.results) != 1:
		return "Results"
	case t.results[0].hollow():
		return "Results " + failedMark
	}
	return "Results " + t.results[0].name()
}

// leastNames is the room of the names of results beside a note: for the longest
// title with its name.
const leastNames = longestTitle + 8

// tightNames is the room that they have beside the longest note: for a short title
// with its name. The note says what the rows are, and comes first. Where that is
// not enough for leastNote columns of it, the names have narrowNames.
const tightNames, narrowNames, leastNote = 16, 12, 12

// resultNamesAt is where the names of several results begin on the line above
// them, and how much room they have: below the titles of the tabs, so that the
// divider beside those ends on the line and not on a name. Where that leaves no
// room for the note on what the result covers they begin at the left.
func (a *App) resultNamesAt() (x, width int) {
	r := a.layout.panes[paneResults]
	end := r.X + r.W - 2
	if note := a.coverageNote(); note != "" {
		end -= cellwidth.Of(note) + 4
	}
	left := r.X + 2 + len("Results ")
	x = max(left, a.layout.panes[paneEditor].X+2)
	if end-x < leastNames {
		x = left
	}
	if least := r.X + r.W - x - leastNote - 4; least < tightNames {
		return x, max(narrowNames, end-x, min(tightNames, least))
	}
	return x, max(tightNames, end-x)
}

// drawResultNames lists several results on the line above them, and returns the
// columns from the left that are taken.
func (a *App) drawResultNames(st themes.Style) int {
	t, r := a.tab(), a.layout.panes[paneResults]
	if len(t.results) < 2 {
		return 0
	}
	x, width := a.resultNamesAt()
	return x - r.X + a.canvas.Text(x-1, r.Y-1, width+1, " "+strip(a.resultNames(t), t.current, width)+" ", st)
}
