// Package recall is the dialog that finds a past statement as the user types.
// It does no I/O: every change of the search is an answer, and the app brings
// the entries.
package recall

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/cellwidth"
	"sonde/internal/run"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// Scope is which entries are searched.
type Scope uint8

// Scopes, in the order in which Tab goes through them.
const (
	Everything Scope = iota
	Connection
	Session
	Folder
	scopeCount
)

var scopeNames = [scopeCount]string{"everything", "this connection", "this session", "this folder"}

// Search asks the app for entries. ID counts up, so that a late answer to an
// older search can be told.
type Search struct {
	ID    int
	Text  string
	Scope Scope
}

// Chosen is the statement that the user wants, to edit or to run at once.
type Chosen struct {
	Entry history.Entry
	Run   bool
}

// OpenStored asks for the stored result of a run.
type OpenStored struct{ Entry history.Entry }

// Peek asks for the first stored rows of a run, for the preview.
type Peek struct{ Entry history.Entry }

// Pin asks to pin the statement, or to take the pin off.
type Pin struct{ Entry history.Entry }

// Name asks for the name and the tags of the statement.
type Name struct{ Entry history.Entry }

// Remove asks to delete the run, all of its statement, or all that the search
// finds.
type Remove struct {
	Entry  history.Entry
	Search Search
}

// Inspect asks for all runs of the statement.
type Inspect struct{ Entry history.Entry }

// TakeUp asks to wait for a run that goes on at its source. The history stays open
// where the run does not.
type TakeUp struct{ Entry history.Entry }

// Help asks for the keys and the words of a search.
type Help struct{}

// Recall is the dialog.
type Recall struct {
	input   dialog.Input
	scope   Scope
	search  int
	entries []history.Entry
	problem string
	loaded  bool
	cursor  int
	top     int
	height  int
	area    canvas.Rect // of the list, where it was drawn last
	preview int         // lines that it takes; with one search they only grow
	now     time.Time
	dialect func(kind string) string
	peeked  string // the id of the run whose rows are shown, or were asked for
	rows    []string
	// refreshed says that the search is the same as before.
	refreshed bool
	// outdated says that the entries are not those of the search, and early are the
	// keys that were meant for the ones to come.
	outdated bool
	early    []string
	slow     bool // the search has not been answered for a while
	read     int  // entries that it has been through, where it is slow
	at       history.SoFar
}

// New returns the dialog and the first search. id must be larger than that of
// any search before; dialect names the dialect of a kind of source.
func New(id int, dialect func(kind string) string) (*Recall, Search) {
	r := &Recall{input: dialog.NewInput(""), search: id, now: time.Now(), dialect: dialect, outdated: true}
	return r, r.ask()
}

func (r *Recall) ask() Search {
	return Search{ID: r.search, Text: r.input.Value(), Scope: r.scope}
}

// SetEntries brings the answer to a search, as far as it has come; a late one is
// ignored. What it returns is to be answered as that of Update.
func (r *Recall) SetEntries(id int, entries []history.Entry, at history.SoFar, problem string) (answer tea.Msg, done bool) {
	if id != r.search {
		return nil, false
	}
	if r.outdated {
		r.preview = 0 // What is found now is fitted anew.
	}
	under, stays := r.under().ID, r.refreshed || !r.outdated && r.cursor > 0
	r.entries, r.problem, r.loaded, r.at = entries, problem, true, at
	r.cursor = max(0, slices.IndexFunc(entries, func(e history.Entry) bool { return stays && e.ID == under }))
	r.outdated, r.slow, r.refreshed = false, false, r.refreshed && at.More
	if at.More && len(r.early) > 0 {
		return r.peek(), false // What is first is known at the end only.
	}
	early := r.early
	r.early = nil
	for _, key := range early {
		if r.move(key) {
			continue
		}
		if answer, done, _ = r.act(key); answer != nil {
			return answer, done
		}
	}
	return r.peek(), false
}

// Refresh searches again, after something has changed, and keeps the cursor
// where it is.
func (r *Recall) Refresh() Search {
	r.refreshed = true
	r.search++
	return r.ask()
}

// under is the entry under the cursor; an empty one where there is none.
func (r *Recall) under() history.Entry {
	if r.cursor >= len(r.entries) {
		return history.Entry{}
	}
	return r.entries[r.cursor]
}

// peek asks for the first rows of the entry under the cursor, once.
func (r *Recall) peek() tea.Msg {
	e := r.under()
	if e.ID == r.peeked {
		return nil
	}
	r.peeked, r.rows = e.ID, nil
	if e.Kept == nil || e.Kept.Rows == 0 {
		return nil
	}
	return Peek{e}
}

// SetRows brings the first rows of a run as lines of text.
func (r *Recall) SetRows(id string, lines []string) {
	if id == r.peeked {
		r.rows = lines
	}
}

// Update implements [dialog.Dialog].
func (r *Recall) Update(msg tea.Msg) (tea.Msg, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		if answer, done, known := r.key(k.Keystroke()); known {
			return answer, done
		}
	}
	if answer, done, known := r.mouse(msg); known {
		return answer, done
	}
	if r.input.Update(msg) {
		return r.again(), false
	}
	return nil, false
}

// key takes the keys that are not text.
func (r *Recall) key(key string) (answer tea.Msg, done, known bool) {
	switch {
	case dialog.Leave.Has(key):
		return nil, true, true
	case nextScope.Has(key):
		r.scope = (r.scope + 1) % scopeCount
		return r.again(), false, true
	case key == "shift+tab":
		r.scope = (r.scope + scopeCount - 1) % scopeCount
		return r.again(), false, true
	case byStatus.Has(key):
		r.nextStatus()
		return r.again(), false, true
	case help.Has(key):
		return Help{}, false, true
	}
	if (r.outdated || len(r.early) > 0) && r.isAboutEntries(key) {
		r.early = append(r.early, key)
		return nil, false, true
	}
	if r.move(key) {
		return r.peek(), false, true
	}
	return r.act(key)
}

// isAboutEntries reports whether a key is one of move or of act.
func (r *Recall) isAboutEntries(key string) bool {
	_, _, acts := r.act(key)
	return acts || r.stepOf(key) != 0
}

// act takes the keys that do something with the entry under the cursor. What they
// do is the answer; nothing changes here.
func (r *Recall) act(key string) (answer tea.Msg, done, known bool) {
	e := r.under()
	var act tea.Msg
	switch {
	case dialog.Accept.Has(key):
		act, done = Chosen{e, false}, true
	case runAtOnce.Has(key):
		act, done = Chosen{e, true}, true
	case openStored.Has(key):
		act, done = OpenStored{e}, e.Kept != nil
	case giveName.Has(key):
		act = Name{e}
	case allRuns.Has(key):
		act = Inspect{e}
	case pin.Has(key):
		act = Pin{e}
	case takeUp.Has(key):
		act, done = TakeUp{e}, run.IsUnfinished(e)
	case remove.Has(key):
		act = Remove{e, r.ask()}
	default:
		return nil, false, false
	}
	if e.ID == "" {
		return nil, false, true
	}
	return act, done, true
}

func (r *Recall) again() tea.Msg {
	r.search++
	r.outdated, r.early = true, nil
	return r.ask()
}

// nextStatus puts the filter for the next status into the search: none, ok,
// failed and so on.
func (r *Recall) nextStatus() {
	const prefix = "status:"
	next := string(history.OK)
	words := strings.Fields(r.input.Value())
	words = slices.DeleteFunc(words, func(w string) bool {
		now, is := strings.CutPrefix(w, prefix)
		if i := slices.Index(statuses, history.Status(now)); is && i >= 0 {
			next = string(append(statuses[1:], "")[i])
		}
		return is
	})
	if next != "" {
		words = append(words, prefix+next)
	}
	r.input.SetValue(strings.Join(words, " "))
}

var statuses = []history.Status{history.OK, history.Limited, history.Failed, history.Cancelled, history.Incomplete, history.Interrupted, history.Imported, history.Running}

// move moves the cursor; the newest entry is at the top.
func (r *Recall) move(key string) bool {
	n := r.stepOf(key)
	r.cursor = max(0, min(r.cursor+n, len(r.entries)-1))
	return n != 0
}

// stepOf is by how many entries a key moves the cursor; 0 for other keys.
func (r *Recall) stepOf(key string) int {
	switch {
	case dialog.Up.Has(key):
		return -1
	case dialog.Down.Has(key), key == "ctrl+r":
		return 1
	case key == "pgup":
		return -max(1, r.height-1)
	case key == "pgdown":
		return max(1, r.height-1)
	}
	return 0
}

// Draw implements [dialog.Dialog].
func (r *Recall) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	w, most := min(area.W, max(60, area.W*9/10)), min(area.H, max(12, area.H*9/10))
	listed, preview := r.fit(max(0, w-dialog.FrameSides), most-aroundLists)
	h := min(most, listed+preview+aroundLists)
	in := dialog.Frame(c, dialog.Growing(area, h, most), th, w, h, "History", footer())
	scope := scopeNames[r.scope]
	x := r.input.Draw(c, in.X, in.Y, max(10, in.W-cellwidth.Of(scope)-3), th)
	c.Text(in.X+in.W-cellwidth.Of(scope), in.Y, cellwidth.Of(scope), scope, th.On(themes.Accent, themes.Dialog))
	if _, problem := history.ParseQuery(r.input.Value(), r.now); problem != nil {
		c.Fit(in.X, in.Y+1, in.W, problem.Error(), th.On(themes.Warn, themes.Dialog))
	} else if text := r.waitingText(); text != "" {
		c.Fit(in.X, in.Y+1, in.W, text, th.On(themes.Accent, themes.Dialog))
	}
	list := canvas.Rect{X: in.X, Y: in.Y + 2, W: in.W, H: listed}
	r.area = list
	r.drawList(c, list, th)
	r.drawPreview(c, canvas.Rect{X: in.X, Y: list.Y + list.H, W: in.W, H: preview + 1}, th)
	return x, in.Y, true
}

func (r *Recall) drawList(c *canvas.Canvas, a canvas.Rect, th *themes.Theme) {
	r.height = a.H
	r.top = max(0, min(r.top, r.cursor))
	r.top = max(r.top, r.cursor-a.H+1)
	if len(r.entries) == 0 {
		c.Fit(a.X, a.Y, a.W, r.emptyText(), th.On(themes.Dim, themes.Dialog))
	}
	for y := range a.H {
		if i := r.top + y; i < len(r.entries) {
			r.drawEntry(c, canvas.Rect{X: a.X, Y: a.Y + y, W: a.W, H: 1}, th, r.entries[i], i == r.cursor)
		}
	}
	dialog.More(c, a, th, r.top, len(r.entries))
}

func (r *Recall) emptyText() string {
	switch {
	case r.problem != "":
		return "The history cannot be read: " + r.problem
	case !r.loaded:
		return "Searching…"
	case r.at.More:
		return "Nothing matches so far"
	case r.input.Value() != "":
		return fmt.Sprintf("Nothing matches; %s changes the scope, %s tells the words of a search", nextScope.Name(), help.Name())
	}
	return "Nothing has been run yet; every run will be here"
}

func (r *Recall) drawEntry(c *canvas.Canvas, a canvas.Rect, th *themes.Theme, e history.Entry, under bool) {
	back := themes.Dialog
	if under {
		back = themes.Selection
		c.Fill(a, th.Style(back))
	}
	mark, role := statusMark(e)
	x := a.X + c.Text(a.X, a.Y, 2, mark, th.On(role, back))
	when := fmt.Sprintf(" %8s ", Age(r.now.Sub(e.Start)))
	x += c.Text(x, a.Y, a.W, when, th.On(themes.Dim, back))
	note := fmt.Sprintf(" %s %s", e.Connection, took(e))
	if word, partial := e.Partial(); partial {
		note = " " + word + " ·" + note
	}
	width := min(cellwidth.Of(note), a.W/3)
	x += c.Fit(x, a.Y, max(0, a.X+a.W-x-width), label(e), th.On(themes.Accent, back))
	line, _ := cellwidth.Truncate(oneLine(e.SQL), max(0, a.X+a.W-x-width))
	text := themes.Text
	if r.waits() {
		text = themes.Dim // It was found for another search.
	}
	c.Text(x, a.Y, max(0, a.X+a.W-x-width), line, th.On(text, back))
	c.FitName(a.X+a.W-width, a.Y, width, note, th.On(themes.Dim, back))
}

// label is what the user has made of a statement: its pin, name and tags.
func label(e history.Entry) string {
	text := ""
	if e.Pinned {
		text = "★ "
	}
	if e.Name != "" {
		text += e.Name + " "
	}
	for _, tag := range e.Tags {
		text += "#" + tag + " "
	}
	return text
}

func statusMark(e history.Entry) (string, themes.Role) {
	if _, partial := e.Partial(); partial {
		return "! ", themes.Warn
	}
	switch e.Status {
	case history.OK:
		return "✓ ", themes.Good
	case history.Running:
		return "▸ ", themes.Accent
	case history.Failed:
		return "✗ ", themes.Bad
	case history.Imported:
		return "· ", themes.Dim
	}
	return "! ", themes.Warn
}

// oneLine folds white space, looking at no more than a line can show.
func oneLine(sql string) string {
	const enough = 2000
	if len(sql) > enough {
		sql = strings.ToValidUTF8(sql[:enough], "")
	}
	return strings.Join(strings.Fields(sql), " ")
}

// Age writes how long ago something was, in the unit that fits it.
func Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}

// parameters lists the values that a run was given.
func parameters(params []connectors.Param) string {
	var parts []string
	for i, p := range params {
		name, value := p.Name, oneLine(p.Value)
		if name == "" {
			name = fmt.Sprintf("?%d", i+1)
		}
		if p.Null {
			value = "NULL"
		}
		parts = append(parts, name+" = "+value)
	}
	return strings.Join(parts, " · ")
}

// summary is the account of a run in one line.
func summary(e history.Entry) string {
	parts := []string{e.Start.Local().Format("2006-01-02 15:04:05"), e.Outcome()}
	if e.Error != "" {
		return strings.Join(append(parts, oneLine(e.Error)), " · ")
	}
	if rows := rowsOf(e); rows != "" {
		parts = append(parts, rows)
	}
	parts = append(parts, took(e))
	if _, partial := e.Partial(); partial && e.Reason != "" {
		parts = append(parts, e.Reason)
	}
	for _, stat := range e.Server {
		if name := strings.ToLower(stat.Name); strings.Contains(name, "scan") && !strings.HasPrefix(name, "connection_") {
			parts = append(parts, statusbar.Stat(stat))
		}
	}
	if e.Uses > 1 {
		parts = append(parts, "run "+statusbar.Count(int64(e.Uses))+" times")
	}
	return strings.Join(parts, " · ")
}
