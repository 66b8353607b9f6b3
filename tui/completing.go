package tui

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/complete"
	"sonde/internal/sqltext"
	"sonde/tui/action"
	"sonde/tui/canvas"
	"sonde/tui/completion"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// completing is the list of what may be written at the cursor, and what it is
// made from. The work is done by one command at a time, beside the screen: while
// it goes on, the list is only narrowed to what is typed.
type completing struct {
	caches map[cacheKey]*nameCache
	uses   complete.Uses
	recent []used // statements since the uses were counted
	warmed bool   // the history was asked for statements

	spot   spot // that was looked at last
	typing bool // something was typed since the spot was looked at
	typed  bool // the spot came about by typing
	asking bool // a command is at work
	again  bool // … and its answer comes too late
	wanted bool // the list was asked for by key
	left   word // that the list was left at

	popup     *completion.Popup // nil: closed
	place     complete.Place    // that it was made for
	start     int               // of the text in which the place is
	signature *complete.Signature
}

// word is where a word begins in the text of a tab.
type word struct {
	tab  *tab
	from int
}

// word is the one at the cursor, as the place has it.
func (c *completing) word() word { return word{c.spot.tab, c.start + c.place.From} }

// used is a statement that was run.
type used struct{ dialect, sql string }

// spot is where the cursor is in what text.
type spot struct {
	tab     *tab
	version uint64
	cursor  int
}

func (a *App) spot() spot {
	t := a.tab()
	cursor, _, _ := t.editor.Cursor()
	return spot{t, t.editor.Version(), cursor}
}

// close shuts the list.
func (c *completing) close() {
	c.popup, c.signature, c.wanted, c.typed, c.typing = nil, nil, false, false, false
}

// followCursor keeps the list beside the cursor, and asks for another one where
// that has moved.
func (a *App) followCursor() tea.Cmd {
	c := &a.completing
	now := a.spot()
	if now.tab == c.left.tab && now.cursor < c.left.from {
		c.left = word{}
	}
	if !a.completes() {
		c.close()
		c.spot = now
		return nil
	}
	if now == c.spot {
		return nil
	}
	edited := now.tab == c.spot.tab && now.version != c.spot.version
	if now.tab != c.spot.tab || !edited {
		c.popup, c.wanted = nil, false
	}
	c.spot = now
	c.typed, c.typing = c.typing && a.opts.Completion != "key", false
	a.narrow()
	if !c.typed && c.popup == nil && c.signature == nil {
		return nil
	}
	return a.askNames()
}

// completes reports whether the keys that are typed are text of the editor.
func (a *App) completes() bool {
	return a.focus == paneEditor && len(a.dialogs) == 0 && !a.tab().editor.VimBlock()
}

// narrow keeps those items of the list that fit what is written by now. The list
// is shut where the cursor has left the word.
func (a *App) narrow() {
	c := &a.completing
	if c.popup == nil {
		return
	}
	from := c.start + c.place.From
	if c.spot.cursor < from {
		c.popup, c.wanted = nil, false
		return
	}
	word := a.tab().editor.Part(from, c.spot.cursor)
	if c.place.Quote != 0 && c.place.Expect != complete.Files {
		word = strings.TrimPrefix(word, string(rune(c.place.Quote)))
	} else if last, _ := utf8.DecodeLastRuneInString(word); word != "" && c.place.Expect != complete.Files && !isWordRune(last) {
		c.popup, c.wanted = nil, false
		return
	}
	if c.popup.Set(complete.Narrow(c.popup.Items(), word), word); len(c.popup.Items()) == 0 && !c.wanted {
		c.popup = nil
	}
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_$:@", r)
}

// completeByKey opens the list for whatever stands at the cursor, and fetches
// what is missing for it.
func (a *App) completeByKey() tea.Cmd {
	if a.tab().editor.VimBlock() {
		return a.refuse("names are completed in insert mode")
	}
	if a.completing.popup != nil {
		a.completing.popup.Choose() // As in a list that the key opens.
	}
	a.completing.wanted = true
	a.completing.spot = a.spot()
	return a.askNames()
}

// namesMsg is the answer to a look at a spot.
type namesMsg struct {
	spot      spot
	start     int
	place     complete.Place
	items     []complete.Item
	signature *complete.Signature
	missing   [][]string
	cache     *nameCache
}

// askNames finds out what may be written at the cursor, beside the screen.
func (a *App) askNames() tea.Cmd {
	c := &a.completing
	if c.asking {
		c.again = true
		return nil
	}
	c.asking, c.again = true, false
	t := a.tab()
	text, start := t.editor.Around()
	cache, learn := a.cacheOf(t.connection, t.ref)
	dialect := sqltext.ForName(a.dialect(t.connection))
	recent, uses, results := c.recent, &c.uses, a.resultTables(t)
	c.recent = nil
	spot, folder, warm, wanted := c.spot, a.opts.Runner.Origin.Folder, a.warmUses(), c.wanted
	look := func() tea.Msg {
		warm()
		for _, u := range recent {
			uses.Add(sqltext.ForName(u.dialect), u.sql)
		}
		names := cache.names.Names()
		msg := namesMsg{spot: spot, start: start, cache: cache}
		extra := complete.Extra{Tables: asTables(results), Uses: uses}
		msg.place = complete.Analyse(dialect, text, spot.cursor-start, extra.Lookup(names.Lookup))
		if msg.place.Expect == complete.Files {
			msg.items = complete.OfferFiles(msg.place, folder)
			return msg
		}
		msg.items = names.Offer(msg.place, extra)
		if wanted {
			msg.items = complete.WithFiles(msg.items, msg.place, folder)
		}
		msg.missing = names.Missing(msg.place)
		if s, ok := names.Signature(msg.place.Call); ok {
			msg.signature = &s
		}
		return msg
	}
	return tea.Batch(look, learn)
}

// What is read of the history for the names that are used often: statements,
// and how long that may take.
const (
	usedStatements = 400
	usesPatience   = time.Second
)

// warmUses returns what counts the names of the latest statements of the
// history; once that was done, nothing.
func (a *App) warmUses() func() {
	c, open, parent := &a.completing, a.opts.Runner.History, a.ctx
	if c.warmed || open == nil {
		return func() {}
	}
	c.warmed = true
	uses, dialect := &c.uses, sqltext.ForName(a.dialect(a.tab().connection))
	return func() {
		ctx, stop := context.WithTimeout(parent, usesPatience)
		defer stop()
		store, err := open()
		if err != nil {
			return // Names come in another order without it.
		}
		if texts, err := store.Recent(ctx, usedStatements); err == nil {
			uses.Add(dialect, texts...)
		}
	}
}

// noteUse remembers that a statement was run.
func (a *App) noteUse(connection, sql string) {
	if c := &a.completing; len(c.recent) < usedStatements {
		c.recent = append(c.recent, used{a.dialect(connection), clip(sql, 1<<14)})
	}
}

// shortest is how many letters are typed before the list opens by itself, and
// shortestTable how many where a table is expected: little else fits there.
const shortest, shortestTable = 2, 1

// opensAt reports whether the list opens by itself at a place that came about by
// typing.
func opensAt(p complete.Place) bool {
	letters := utf8.RuneCountInString(p.Word)
	return letters >= shortest || letters >= shortestTable && p.Expect.Has(complete.Tables) ||
		len(p.Qualifier) > 0 || p.Expect == complete.Files || p.Expect == complete.Endpoints
}

// showNames takes the answer to a look.
func (a *App) showNames(msg namesMsg) tea.Cmd {
	c := &a.completing
	c.asking = false
	if c.again || msg.spot != c.spot {
		return a.askNames()
	}
	if !a.completes() {
		return nil
	}
	c.place, c.start, c.signature = msg.place, msg.start, msg.signature
	if c.wanted || c.left != c.word() {
		c.left = word{} // It was left for one word alone.
	}
	loading := tea.Cmd(nil)
	note := ""
	if c.wanted {
		loading, note = a.fetchNames(msg)
	}
	p := msg.place
	opens := c.wanted || c.popup != nil || c.typed && c.left.tab == nil && opensAt(p)
	switch {
	case !opens || len(msg.items) == 0 && note == "":
		c.popup = nil
		if c.wanted && len(msg.items) == 0 {
			c.wanted = false
			return a.say(false, "Nothing that is known fits here")
		}
	case c.popup == nil:
		c.popup = completion.New(msg.items, lastPart(p), c.wanted)
	default:
		c.popup.Set(msg.items, lastPart(p))
	}
	if c.popup != nil {
		c.popup.SetNote(note)
	}
	return loading
}

// lastPart is what of a word the labels of items are like: of a path the part
// behind the last slash.
func lastPart(p complete.Place) string {
	if p.Expect == complete.Files {
		return p.Word[strings.LastIndexByte(p.Word, '/')+1:]
	}
	return p.Word
}

// completionKey takes a key for the open list: false for those that are none of
// its own.
func (a *App) completionKey(stroke string) bool {
	c := &a.completing
	p := c.popup
	if p == nil || a.focus != paneEditor {
		return false
	}
	_, chosen := p.Chosen()
	switch {
	case leaveList.Has(stroke):
		if at := c.word(); c.spot.cursor > at.from {
			c.left = at
		}
		c.close()
		return a.tab().editor.VimMode() == "" // Else it leaves insert mode too.
	case dialog.Down.Has(stroke):
		p.Move(1)
	case stroke == "up":
		if !chosen {
			return false
		}
		p.Move(-1)
	case stroke == "pgdown", stroke == "pgup":
		if !chosen {
			return false
		}
		n := p.Page()
		if stroke == "pgup" {
			n = -n
		}
		p.Move(n)
	case takeFirst.Has(stroke):
		a.takeItem()
	case dialog.Accept.Has(stroke):
		if !chosen {
			return false
		}
		a.takeItem()
	default:
		return false
	}
	return true
}

// takeItem writes the chosen item, or the first.
func (a *App) takeItem() {
	c := &a.completing
	it, ok := c.popup.Best()
	if !ok {
		c.close()
		return
	}
	// The place may be a few letters behind what is written.
	place := c.place
	place.To = c.spot.cursor - c.start
	place.Word = a.tab().editor.Part(c.start+place.From, c.spot.cursor)
	if place.Quote != 0 {
		place.Word = strings.TrimPrefix(place.Word, string(rune(place.Quote)))
	}
	from, to := place.Replaces(it)
	a.tab().editor.Complete(c.start+from, c.start+to, it.Insert)
	c.close()
	// A folder and a schema go on, and a function wants its signature.
	goesOn := strings.HasSuffix(it.Insert, "/") || it.Kind == complete.KindFunction
	c.typing = goesOn
}

// completionHints are the keys of the open list.
var completionHints = []statusbar.Hint{takeFirst.Does("take"), action.Together("choose", dialog.Up, dialog.Down),
	dialog.Accept.Does("take chosen"), leaveList.Stays("leave the list")}

// Keys of the open list, beside those that choose in any list.
var takeFirst, leaveList = action.Keys{"tab"}, action.Keys{"esc"}

// clickItem takes the item of the list under the mouse.
func (a *App) clickItem(x, y int) bool {
	p := a.completing.popup
	if p == nil || !p.Contains(x, y) {
		return false
	}
	if p.ChooseAt(x, y) {
		a.takeItem()
	}
	return true
}

// drawCompletion draws the list over the editor, and the line about the function.
func (a *App) drawCompletion() {
	c := &a.completing
	area := a.layout.panes[paneEditor]
	if area.H == 0 || a.focus != paneEditor || len(a.dialogs) > 0 {
		return
	}
	_, y, ok := a.tab().editor.Cell(c.spot.cursor)
	if !ok {
		return
	}
	// The list may cover the panes above and below.
	room := canvas.Rect{X: area.X, Y: 0, W: area.W, H: a.layout.status.Y}
	below := y
	if c.signature != nil && area.H > 1 {
		line := a.signatureLine(area, room, y)
		completion.DrawSignature(&a.canvas, line, *c.signature, a.theme)
		switch {
		case line.Y == y+1:
			below++
		case line.Y < y:
			room.Y, room.H = line.Y+1, room.H-line.Y-1
		}
	}
	if c.popup == nil {
		return
	}
	x, wordY, ok := a.tab().editor.Cell(c.start + c.place.From)
	if !ok || wordY != y {
		x = area.X
	}
	if !c.popup.OpensDown(room, below) {
		below = y
	}
	c.popup.Draw(&a.canvas, room, x, below, a.theme)
}

// signatureLine is where the line about the function stands: at the end of the
// pane or, where the list or the cursor is there, right below the cursor or at the
// pane's beginning.
func (a *App) signatureLine(area, room canvas.Rect, y int) canvas.Rect {
	line := canvas.Rect{X: area.X, Y: area.Y + area.H - 1, W: area.W, H: 1}
	p := a.completing.popup
	switch {
	case y == line.Y:
		line.Y = area.Y
	case p != nil && p.OpensDown(room, y+1) && y+p.Height() >= line.Y:
		line.Y = y + 1
	}
	return line
}
