package tui

import (
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/search"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
	"sonde/tui/editor"
	"sonde/tui/statusbar"
)

// finding is what was looked for last; a new search begins with it.
type finding struct {
	pattern, with string
	options       editor.FindOptions

	cells       string // in a result
	cellOptions search.Options
}

// findBar looks for text in an editor, and replaces it. It stands at the foot of
// the editor's pane, which it does not cover: the pane gives it its last lines.
type findBar struct {
	editor   *editor.Editor
	kept     *finding
	rect     func() canvas.Rect // the lines that it stands on
	pattern  dialog.Input
	with     dialog.Input
	replaces bool   // the second line is shown
	second   bool   // and is typed into
	wrong    string // with the pattern
	note     string // about what was done
	once     bool   // Enter leaves the bar
}

// openFind opens the bar, with what is selected in it where that is one line.
func (a *App) openFind(replaces bool) {
	a.setFocus(paneEditor)
	if len(a.dialogs) > 0 {
		return
	}
	e := a.tab().editor
	b := &findBar{editor: e, kept: &a.sought, rect: a.findRect, replaces: replaces, once: e.VimBlock() && !replaces,
		pattern: dialog.NewInput(a.soughtIn(e.Selection())), with: dialog.NewInput(a.sought.with)}
	e.BeginFind()
	b.look()
	a.push(b)
}

// soughtIn is the pattern that a search begins with: what is selected, unless
// that is of several lines or what the last pattern has found.
func (a *App) soughtIn(selection string) string {
	last, o := a.sought.pattern, a.sought.options
	switch {
	case selection == "" || strings.Contains(selection, "\n") || o.Regexp && editor.FindsAll(last, o, selection):
		return last
	case o.Regexp:
		return regexp.QuoteMeta(selection)
	}
	return selection
}

// findRect is where an open bar stands.
func (a *App) findRect() canvas.Rect {
	r := a.layout.panes[paneEditor]
	h := a.findHeight()
	return canvas.Rect{X: r.X, Y: r.Y + r.H - h, W: r.W, H: h}
}

// findHeight is the number of lines that an open bar takes from the editor.
func (a *App) findHeight() int {
	for _, d := range a.dialogs {
		if b, ok := d.(*findBar); ok {
			return min(b.height(), a.layout.panes[paneEditor].H-1)
		}
	}
	return 0
}

func (b *findBar) height() int {
	if b.replaces {
		return 2
	}
	return 1
}

// Update implements [dialog.Dialog].
func (b *findBar) Update(msg tea.Msg) (answer tea.Msg, done bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		if done, used := b.key(k.Keystroke()); used {
			return nil, done
		}
	}
	b.note = ""
	switch {
	case b.second:
		b.with.Update(msg)
		b.kept.with = b.with.Value()
	case b.pattern.Update(msg):
		b.look()
	}
	return nil, false
}

// Keys of the bars that find.
var (
	nextMatch   = action.Keys{"down", "f3"}
	matchBefore = action.Keys{"up", "shift+enter", "shift+f3"}
	otherLine   = action.Keys{"tab", "shift+tab"}
	replaceAll  = action.Keys{"alt+a"}
	asRegexp    = action.Keys{"alt+r"}
	withCase    = action.Keys{"alt+c"}
	wholeWord   = action.Keys{"alt+w"}
)

// key takes the keys that are no text.
func (b *findBar) key(stroke string) (done, used bool) {
	options := &b.kept.options
	enter := dialog.Accept.Has(stroke)
	switch {
	case dialog.Leave.Has(stroke), stroke == "ctrl+f":
		b.editor.LeaveFind()
		return true, true
	case enter, nextMatch.Has(stroke):
		if enter && b.once && b.wrong == "" && !b.replaces {
			b.editor.LeaveFind()
			return true, true
		}
		b.next(enter)
	case matchBefore.Has(stroke):
		b.editor.FindPrevious()
	case otherLine.Has(stroke):
		b.replaces, b.second = true, !b.second
	case replaceAll.Has(stroke):
		b.replaceAll()
	case asRegexp.Has(stroke):
		options.Regexp = !options.Regexp
		b.look()
	case withCase.Has(stroke):
		options.CaseSensitive = !options.CaseSensitive
		b.look()
	case wholeWord.Has(stroke):
		options.WholeWord = !options.WholeWord
		b.look()
	default:
		return false, false
	}
	return false, true
}

// next goes to the next match; in the second line, Enter replaces before.
func (b *findBar) next(enter bool) {
	if b.second && enter && (b.editor.Replace(b.with.Value()) || b.editor.CheckReplacement(b.with.Value()) != nil) {
		return
	}
	b.editor.FindNext()
}

func (b *findBar) replaceAll() {
	if !b.replaces || b.wrong != "" {
		return
	}
	if b.editor.CheckReplacement(b.with.Value()) != nil {
		return
	}
	n := b.editor.ReplaceAll(b.with.Value())
	b.note = "replaced " + statusbar.Count(int64(n))
}

// look searches for what is typed.
func (b *findBar) look() {
	b.kept.pattern, b.wrong = b.pattern.Value(), ""
	if err := b.editor.Find(b.kept.pattern, b.kept.options); err != nil {
		b.wrong = strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	}
}

// state tells which match is selected of how many.
func (b *findBar) state() string {
	if b.wrong != "" {
		return b.wrong
	}
	if err := b.editor.CheckReplacement(b.with.Value()); b.replaces && err != nil {
		return err.Error()
	}
	if b.note != "" || b.pattern.Value() == "" {
		return b.note
	}
	current, total, more := b.editor.Matches()
	if total == 0 {
		return "no match"
	}
	text := statusbar.Count(int64(current)) + " of " + statusbar.Count(int64(total))
	if more {
		text += "+"
	}
	return text
}

// Draw implements [dialog.Dialog].
func (b *findBar) Draw(c *canvas.Canvas, _ canvas.Rect, th *themes.Theme) (x, y int, cursor bool) {
	r := b.rect()
	if r.H <= 0 || r.W < 12 {
		return 0, 0, false
	}
	c.Fill(r, th.Style(themes.Dialog))
	first := findLine{"Find", &b.pattern, b.state(), b.toggles()}
	width := first.inputWidth(r.W)
	x = first.draw(c, canvas.Rect{X: r.X, Y: r.Y, W: r.W, H: 1}, th, width)
	if r.H > 1 {
		second := findLine{"With", &b.with, "", []string{dialog.Footer{dialog.Accept.Does("replace"), replaceAll.Does("all")}.String(), replaceAll.Does("all").String()}}
		with := second.draw(c, canvas.Rect{X: r.X, Y: r.Y + 1, W: r.W, H: 1}, th, width)
		if b.second {
			return with, r.Y + 1, true
		}
	}
	return x, r.Y, true
}

// hints are the keys of the bar for the footer.
func (b *findBar) hints() []statusbar.Hint {
	enter, all := "next", otherLine.Does("replace")
	if b.once {
		enter = "go there"
	}
	if b.replaces {
		all = replaceAll.Does("replace all")
	}
	if b.second {
		enter = "replace"
	}
	return []statusbar.Hint{dialog.Accept.Does(enter), action.Together("previous, next", matchBefore, nextMatch), all,
		asRegexp.Stays("regex"), withCase.Does("case"), wholeWord.Does("word"), dialog.ToLeave()}
}

// toggles shows how the pattern is meant, and the keys that change it; where
// there is little room, only what is on.
func (b *findBar) toggles() []string {
	o := b.kept.options
	full := dialog.Footer{asRegexp.Does("regex" + onOff(o.Regexp)), withCase.Does("case" + onOff(o.CaseSensitive)), wholeWord.Does("word" + onOff(o.WholeWord))}.String()
	short := "regex" + onOff(o.Regexp) + " · case" + onOff(o.CaseSensitive) + " · word" + onOff(o.WholeWord)
	return []string{full, short, b.switchedOn()}
}

// switchedOn names the options that are on.
func (b *findBar) switchedOn() string {
	var on []string
	for _, o := range []struct {
		on   bool
		name string
	}{{b.kept.options.Regexp, "regex"}, {b.kept.options.CaseSensitive, "case"}, {b.kept.options.WholeWord, "word"}} {
		if o.on {
			on = append(on, "✓ "+o.name)
		}
	}
	return strings.Join(on, " ")
}

func onOff(on bool) string {
	if on {
		return " on"
	}
	return " off"
}
