package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/internal/search"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// searchBar is where the text is typed that is looked for in a result. It stands
// at the foot of the results, which give it their last line.
type searchBar struct {
	input   dialog.Input
	options search.Options
	rect    func() canvas.Rect
	state   func() string
}

// openSearch opens the bar, with what was looked for last.
func (a *App) openSearch() tea.Cmd {
	r := a.tab().result()
	if !hasRows(r) {
		return a.say(true, "There are no rows to search")
	}
	row, col := r.grid.Cursor()
	r.searching.origin = search.Match{Row: row, At: slices.Index(r.grid.ShownColumns(), col)}
	b := &searchBar{input: dialog.NewInput(a.sought.cells), options: a.sought.cellOptions, rect: a.searchRect,
		state: func() string { return searchText(r) }}
	a.push(b)
	return a.searchFor(b.ask())
}

func (a *App) searchRect() canvas.Rect {
	r := a.layout.panes[paneResults]
	return canvas.Rect{X: r.X, Y: r.Y + r.H - 1, W: r.W, H: a.searchHeight()}
}

// searchHeight is the number of lines that an open bar takes from the results.
func (a *App) searchHeight() int {
	for _, d := range a.dialogs {
		if _, ok := d.(*searchBar); ok {
			return min(1, a.layout.panes[paneResults].H)
		}
	}
	return 0
}

func (b *searchBar) ask() searchMsg { return searchMsg{b.input.Value(), b.options} }

// Update implements [dialog.Dialog].
func (b *searchBar) Update(msg tea.Msg) (tea.Msg, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch stroke := k.Keystroke(); {
		case dialog.Leave.Has(stroke):
			return endSearchMsg{}, true
		case dialog.Accept.Has(stroke), stroke == "ctrl+f":
			return nil, true
		case nextMatch.Has(stroke):
			return commandMsg{"search-next"}, false
		case matchBefore.Has(stroke):
			return commandMsg{"search-previous"}, false
		case asRegexp.Has(stroke):
			b.options.Regexp = !b.options.Regexp
			return b.ask(), false
		case withCase.Has(stroke):
			b.options.CaseSensitive = !b.options.CaseSensitive
			return b.ask(), false
		}
	}
	if b.input.Update(msg) {
		return b.ask(), false
	}
	return nil, false
}

// searchHints are the keys of the bar for the footer.
var searchHints = []statusbar.Hint{dialog.Accept.Does("keep"), action.Together("previous, next", matchBefore, nextMatch),
	asRegexp.Does("regex"), withCase.Does("case"), dialog.Leave.Stays("end")}

// barHints are the keys of a bar that takes the keys; nil where there is none.
func (a *App) barHints() []statusbar.Hint {
	if len(a.dialogs) == 0 {
		return nil
	}
	switch d := a.dialogs[len(a.dialogs)-1].(type) {
	case *findBar:
		return d.hints()
	case *searchBar:
		return searchHints
	}
	return nil
}

// Draw implements [dialog.Dialog].
func (b *searchBar) Draw(c *canvas.Canvas, _ canvas.Rect, th *themes.Theme) (int, int, bool) {
	r := b.rect()
	if r.H <= 0 || r.W < 12 {
		return 0, 0, false
	}
	dim := th.On(themes.Dim, themes.Dialog)
	c.Fill(r, th.Style(themes.Dialog))
	left := r.X + 1 + c.Text(r.X+1, r.Y, r.W-1, "Search ", th.On(themes.TitleFocused, themes.Dialog))
	width := max(leastInput, min(mostInput, (r.X+r.W-left)/2))
	x := b.input.Draw(c, left, r.Y, min(width, r.X+r.W-left), th)
	at := left + width + 1
	at += c.Fit(at, r.Y, max(0, r.X+r.W-at), b.state(), th.On(themes.Text, themes.Dialog)) + 2
	for _, hint := range []string{
		dialog.Footer{asRegexp.Does("regex" + onOff(b.options.Regexp)), withCase.Does("case" + onOff(b.options.CaseSensitive)), dialog.Accept.Does("keep"), dialog.Leave.Does("end")}.String(),
		"regex" + onOff(b.options.Regexp) + " · case" + onOff(b.options.CaseSensitive),
	} {
		if w := cellwidth.Of(hint); at+w < r.X+r.W {
			c.Text(r.X+r.W-w-1, r.Y, w, hint, dim)
			break
		}
	}
	return x, r.Y, true
}

// answerSearch takes what the bar asks for, and what was found.
func (a *App) answerSearch(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case searchMsg:
		return a.searchFor(msg), true
	case endSearchMsg:
		if r := a.tab().result(); a.endSearch() {
			r.searching.back(r)
		}
	case searchNewsMsg:
		return a.searchNews(msg), true
	default:
		return nil, false
	}
	return nil, true
}
