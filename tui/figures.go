package tui

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/internal/figures"
	"sonde/internal/run"
	"sonde/tui/grid"
	"sonde/tui/statusbar"
)

// figuring is what is known of the cells that are selected in a result.
type figuring struct {
	of      grid.SelectionKey
	id      int
	busy    bool
	began   time.Time
	rows    int64         // that are summed up
	done    *atomic.Int64 // of these
	stop    context.CancelFunc
	figures figures.Figures
	known   bool
	average int // width of the widest average since the selection was begun
}

// figuredMsg brings the figures of a selection.
type figuredMsg struct {
	result  *resultTab
	id      int
	figures figures.Figures
	err     error
}

// figuresInterval is how often figures are made anew while rows arrive.
const figuresInterval = time.Second

// figure begins to sum up the selection of the shown result where it is another
// one than before, and gives up on that one.
func (a *App) figure() tea.Cmd {
	r := a.tab().result()
	if r == nil || r.grid.SelectionKey() == r.figuring.of {
		return nil
	}
	x, key := &r.figuring, r.grid.SelectionKey()
	grown := key.SameCells(x.of)
	if grown && (x.busy || r.status.State == run.Running && time.Since(x.began) < figuresInterval) {
		return nil
	}
	if x.stop != nil {
		x.stop()
	}
	if !key.SameAnchor(x.of) {
		x.average = 0
	}
	x.of, x.busy, x.known = key, false, x.known && grown
	if !r.grid.Selected() {
		return nil
	}
	return a.sumUp(r)
}

func (a *App) sumUp(r *resultTab) tea.Cmd {
	x := &r.figuring
	ctx, stop := context.WithCancel(a.ctx)
	x.stop, x.busy, x.began = stop, true, time.Now()
	x.id++
	id, e, done := x.id, a.selected(r), new(atomic.Int64)
	x.rows, x.done = e.selection.Rows, done
	return func() tea.Msg {
		defer stop()
		f, err := figures.Of(ctx, e.view, e.selection.First, e.selection.Rows, e.selection.Columns, done)
		return figuredMsg{r, id, f, err}
	}
}

// clearSelection takes the selection of cells away, and says where that ends a
// computation.
func (a *App) clearSelection(r *resultTab) tea.Cmd {
	computing := r.figuring.busy
	r.grid.Do("grid.clear-selection")
	if !computing {
		return nil
	}
	return a.say(false, "The computation was stopped; select the cells again to begin anew")
}

// figuringOut reports whether figures of the shown result are awaited.
func (a *App) figuringOut() bool {
	r := a.tab().result()
	return r != nil && r.figuring.busy
}

// awaited tells how much of the selection is summed up.
func (x *figuring) awaited() string {
	return sprintf("computing %d %%", x.done.Load()*100/max(1, x.rows))
}

// figured takes figures, unless the selection is another one by now.
func (a *App) figured(msg figuredMsg) tea.Cmd {
	x := &msg.result.figuring
	if msg.id != x.id || !x.busy {
		return nil
	}
	x.busy, x.known, x.figures = false, msg.err == nil, msg.figures
	x.average = max(x.average, cellwidth.Of(averageText(x.figures)))
	if msg.err != nil && a.ctx.Err() == nil {
		return a.sayError(msg.err)
	}
	return nil
}

// whereText tells where the cursor is, or what is selected with its figures. Where
// there is no room for all figures, they are the text for the line below.
func (a *App) whereText(r *resultTab, room int) (where, below string) {
	if !r.grid.Selected() {
		return r.grid.Status(), ""
	}
	parts := a.selectionTexts(r)
	if all := strings.Join(parts, " · "); cellwidth.Of(all) <= room {
		return all, ""
	}
	if cellwidth.Of(parts[0]) > room {
		parts[0] = strings.Replace(parts[0], " selected", "", 1)
	}
	return parts[0], strings.Join(wholeFigures(parts[1:], a.width-figuresMargin), " · ")
}

// figuresMargin is what the line of the hints has at its ends.
const figuresMargin = 2

// wholeFigures are those that some room has whole: the ends of the range go first,
// which are of use together only, then the average, and then the others from the
// last on.
func wholeFigures(parts []string, room int) []string {
	parts = slices.Clone(parts)
	for _, least := range []string{"min max", "average"} {
		if !fitTogether(parts, room) {
			parts = slices.DeleteFunc(parts, func(p string) bool {
				name, _, _ := strings.Cut(p, " ")
				return strings.Contains(least, name)
			})
		}
	}
	for len(parts) > 1 && !fitTogether(parts, room) {
		parts = parts[:len(parts)-1]
	}
	return parts
}

func fitTogether(parts []string, room int) bool {
	return cellwidth.Of(strings.Join(parts, " · ")) <= room
}

// selectionTexts are what is selected and its figures.
func (a *App) selectionTexts(r *resultTab) []string {
	parts := []string{r.grid.SelectionText()}
	if _, partial := statusbar.Badge(r.status); partial || r.status.State == run.Running {
		parts[0] += sprintf(" of %s fetched", statusbar.Count(r.store.Snapshot().NumRows()))
	}
	if r.figuring.known {
		parts = append(parts, figureTexts(r.figuring.figures, r.figuring.average)...)
	} else if x := &r.figuring; x.busy {
		parts = append(parts, x.awaited()+a.promise(escSelection, "stops"))
	}
	return parts
}

// figureTexts are the figures in words, the most asked for first. What a sum leaves
// out stands beside it, so that it is not the first that a narrow screen cuts. The
// average has a width of its own: its digits come and go, and what stands beside it
// keeps its place.
func figureTexts(f figures.Figures, average int) []string {
	var parts []string
	values := f.Cells - f.Nulls
	switch {
	case f.Columns > 1: // What the sum is of, it might not be wanted of.
		parts = append(parts, sprintf("sum %s in %d columns", f.Sum, f.Columns))
	case f.Sum != "":
		parts = append(parts, "sum "+f.Sum)
	}
	if f.Numbers > 0 && f.Numbers < values {
		parts = append(parts, several(f.Numbers, "number"))
	}
	if f.Nulls > 0 {
		parts = append(parts, statusbar.Count(f.Nulls)+" NULL")
	}
	if text := averageText(f); text != "" {
		parts = append(parts, text+strings.Repeat(" ", max(0, average-cellwidth.Of(text))))
	}
	if f.Min != "" {
		parts = append(parts, "min "+f.Min, "max "+f.Max)
	}
	if f.Columns > 1 && f.Numbers == f.Cells {
		return parts // The size of the selection tells how many there are.
	}
	return append(parts, several(values, "value"))
}

func averageText(f figures.Figures) string {
	switch {
	case f.Sum == "":
		return ""
	case f.Rounded:
		return "average ≈ " + f.Average
	}
	return "average " + f.Average
}

func several(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return statusbar.Count(n) + " " + what + "s"
}
