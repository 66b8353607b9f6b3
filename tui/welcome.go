package tui

import (
	"strings"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// welcome is what a first start shows below the rows, as [keymap.told] reads
// it.
var welcome = []string{
	"@run runs the statement at the cursor: change it, or write your own.",
	"@focus-sidebar goes to the tables (@sidebar.preview previews), @focus-results to the rows (@export exports).",
	"@palette finds anything by name, @help lists the keys, @quit quits.",
}

// narrowWelcome is what it says where there is no room for that.
var narrowWelcome = []string{
	"@run runs the statement at the cursor.",
	"@focus-sidebar tables · @focus-results rows · @export exports",
	"@palette commands · @help keys · @quit quits",
}

// welcomeLines are the lines of the welcome that fit a width.
func (a *App) welcomeLines(width int) []string {
	for _, line := range welcome {
		if cellwidth.Of(a.told(line)) > width {
			return narrowWelcome
		}
	}
	return welcome
}

// welcomes reports whether the welcome is shown: at a start with nothing, until
// something was typed in some program.
func (a *App) welcomes() bool { return a.opts.Welcome && !a.memory.now.Welcomed }

// endWelcome takes the welcome away for good.
func (a *App) endWelcome() {
	if a.opts.Welcome {
		a.memory.now.Welcomed = true
	}
}

// rowsBeside is how many lines must be left beside the welcome.
const rowsBeside = 5

// welcomeHeight is how many lines of the results the welcome takes. It gives way to
// rows that somebody looks at and that need the room.
func (a *App) welcomeHeight(r canvas.Rect) int {
	h := len(welcome) + 1
	if !a.welcomes() || r.H < h+rowsBeside || a.looksAtRows() && a.resultHeight(r.H) > r.H-h {
		return 0
	}
	return h
}

// looksAtRows reports whether the shown result is more than what every first start
// shows unasked.
func (a *App) looksAtRows() bool {
	res := a.tab().result()
	return res != nil && (a.focus == paneResults || res.number != 1)
}

// resultHeight is how many lines of h the shown result needs: its names and rows,
// and all of them where it is something else.
func (a *App) resultHeight(h int) int {
	res := a.tab().result()
	switch view := res.grid.View(); {
	case res.hollow() || res.analysis.profile != nil:
		return h
	case view == nil:
		return 1
	default:
		return int(min(int64(h), 1+view.NumRows()))
	}
}

// drawWelcome writes the welcome at the foot of the results and returns the lines
// that it took.
func (a *App) drawWelcome(r canvas.Rect) int {
	h := a.welcomeHeight(r)
	if h == 0 {
		return 0
	}
	y := r.Y + r.H - h
	a.canvas.HLine(r.X, y, r.W, "─", a.theme.Style(themes.Border))
	a.canvas.Text(r.X+1, y, r.W-1, " Welcome ", a.theme.Style(themes.TitleFocused))
	const leaves = " goes as you type "
	a.canvas.Text(r.X+r.W-len(leaves)-1, y, len(leaves), leaves, a.theme.Style(themes.Dim))
	for i, line := range a.welcomeLines(r.W - 1) {
		x := r.X + 1
		for _, word := range strings.SplitAfter(line, " ") {
			text, style := word, a.theme.Style(themes.Text)
			before, id, isKey := strings.Cut(word, "@")
			if isKey {
				x += a.canvas.Text(x, y+1+i, r.X+r.W-x, before, style)
				text, style = a.keyOf(strings.TrimSpace(id))+" ", a.theme.Style(themes.Accent)
			}
			x += a.canvas.Fit(x, y+1+i, r.X+r.W-x, text, style)
		}
	}
	return h
}
