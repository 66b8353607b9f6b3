package tui

import (
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/internal/run"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/statusbar"
)

// chip is where a condition stands on the screen.
type chip struct{ x, w, condition int }

// drawChips draws the conditions of a filter in a line above the rows, and
// returns the lines that it took.
func (a *App) drawChips(r canvas.Rect, res *resultTab) int {
	a.chips = a.chips[:0]
	where := res.arranging.wanted.where
	if len(where) == 0 || r.H < 4 {
		return 0
	}
	hint := a.keyOf("filters") + " removes"
	x, end := r.X+1, r.X+r.W-cellwidth.Of(hint)-2
	for i, c := range where {
		text := " " + conditionText(res, c) + " × "
		if w := cellwidth.Of(text); x+w > end && i > 0 {
			a.canvas.Text(x, r.Y, end-x, sprintf("… %d more", len(where)-i), a.theme.Style(themes.Dim))
			break
		}
		w := a.canvas.FitName(x, r.Y, max(0, end-x), text, a.theme.Style(themes.Selection))
		a.chips = append(a.chips, chip{x, w, i})
		x += w + 1
	}
	a.canvas.Text(end+1, r.Y, cellwidth.Of(hint), hint, a.theme.Style(themes.Dim))
	return 1
}

// belowChips draws the conditions of a filter and returns what is left below.
func (a *App) belowChips(r canvas.Rect, res *resultTab) canvas.Rect {
	lines := a.drawChips(r, res)
	r.Y, r.H = r.Y+lines, r.H-lines
	return r
}

// pressChip removes the filter whose chip is at a place of the results pane. It
// reports whether the line of chips was hit.
func (a *App) pressChip(x, y int) (tea.Cmd, bool) {
	if len(a.chips) == 0 || y != 0 {
		return nil, false
	}
	for _, c := range a.chips {
		if at := x + a.layout.panes[paneResults].X; at >= c.x && at < c.x+c.w {
			return a.unfilter(c.condition), true
		}
	}
	return nil, true
}

// aboveGrid is how many lines of the results pane stand above the grid.
func (a *App) aboveGrid() int { return min(len(a.chips), 1) }

// resultsNote is what the title of the results says beside it.
func (a *App) resultsNote() string {
	note := a.coverageNote()
	if note == "" && a.focus == paneResults && len(a.tab().results) > 1 {
		return hintsText(a.resultHints())
	}
	return note
}

// resultHints are the keys that go through the results: the next one first, so
// that ] and [ do not read like brackets around a word.
func (a *App) resultHints() []statusbar.Hint {
	return []statusbar.Hint{{Key: a.keyOf("next-result"), Text: "next"}, {Key: a.keyOf("previous-result"), Text: "previous"}}
}

// hintsText writes hints as the status bar does.
func hintsText(hints []statusbar.Hint) string {
	texts := make([]string, len(hints))
	for i, h := range hints {
		texts[i] = h.String()
	}
	return strings.Join(texts, between)
}

// markHints makes the keys of hints in a title brighter than what they do.
func (a *App) markHints(hints []statusbar.Hint, x, y int) {
	for _, h := range hints {
		a.canvas.Restyle(canvas.Rect{X: x, Y: y, W: cellwidth.Of(h.Key), H: 1}, a.theme.Style(themes.BarKey))
		x += cellwidth.Of(h.String()) + cellwidth.Of(between)
	}
}

// coverageNote says what of a result is in sight, and where it is from.
func (a *App) coverageNote() string {
	return strings.Join(slices.DeleteFunc([]string{a.hiddenNote(), a.coverage(), a.originNote()}, func(s string) bool { return s == "" }), " · ")
}

// coverage says which rows are shown, and of how many: in the title of the
// results.
func (a *App) coverage() string {
	r := a.tab().result()
	if r == nil {
		return ""
	}
	x := &r.arranging
	var parts []string
	if text := searchText(r); text != "" && a.searchHeight() == 0 {
		parts = append(parts, oneLine(clip(r.searching.pattern, 30))+": "+text)
	}
	if len(x.shown.where) > 0 {
		parts = append(parts, sprintf("%s of %s", statusbar.Count(r.grid.View().NumRows()), statusbar.Rows(x.rows)))
	}
	if badge, partial := statusbar.Badge(r.status); partial && !x.shown.none() {
		parts = append(parts, badge)
	}
	if r.stale() {
		parts = append(parts, doneTo(x.shown)+": first "+statusbar.Rows(x.rows)+" · "+a.keyOf("refresh-rows")+" refreshes")
	} else if r.status.State == run.Running && !x.shown.none() {
		parts = append(parts, doneTo(x.shown)+": the rows so far")
	}
	if x.busy {
		parts = append(parts, sprintf("%s… %.0f %%", doing(x.wanted), 100*math.Float64frombits(x.fraction.Load()))+a.promise(escArranging, "cancels"))
	}
	return strings.Join(parts, " · ")
}

// doneTo names what was done to the rows.
func doneTo(o order) string {
	switch {
	case len(o.by) == 0:
		return "filtered"
	case len(o.where) == 0:
		return "sorted"
	}
	return "filtered and sorted"
}

func doing(o order) string {
	switch {
	case len(o.by) > 0:
		return "sorting"
	case len(o.where) > 0:
		return "filtering"
	}
	return "ordering"
}
