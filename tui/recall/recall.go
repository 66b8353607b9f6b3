// Package recall is the dialog that finds a past statement as the user types.
// It does no I/O: every change of the search is an answer, and the app brings
// the entries.
package recall

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/cellwidth"
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
	now     time.Time
}

// New returns the dialog and the first search. id must be larger than that of
// any search before.
func New(id int) (*Recall, Search) {
	r := &Recall{input: dialog.NewInput(""), search: id, now: time.Now()}
	return r, r.ask()
}

func (r *Recall) ask() Search {
	return Search{ID: r.search, Text: r.input.Value(), Scope: r.scope}
}

// SetEntries brings the answer to a search; a late one is ignored.
func (r *Recall) SetEntries(id int, entries []history.Entry, problem string) {
	if id != r.search {
		return
	}
	r.entries, r.problem, r.loaded = entries, problem, true
	r.cursor, r.top = 0, 0
}

// Update implements [dialog.Dialog].
func (r *Recall) Update(msg tea.Msg) (tea.Msg, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.Keystroke() {
		case "esc", "ctrl+c", "ctrl+g":
			return nil, true
		case "enter":
			return r.choose(false)
		case "f5", "ctrl+enter", "ctrl+j", "alt+enter":
			return r.choose(true)
		case "tab":
			r.scope = (r.scope + 1) % scopeCount
			return r.again(), false
		}
		if r.move(k.Keystroke()) {
			return nil, false
		}
	}
	if r.input.Update(msg) {
		return r.again(), false
	}
	return nil, false
}

func (r *Recall) again() tea.Msg {
	r.search++
	return r.ask()
}

func (r *Recall) choose(run bool) (tea.Msg, bool) {
	if r.cursor >= len(r.entries) {
		return nil, false
	}
	return Chosen{r.entries[r.cursor], run}, true
}

// move moves the cursor; the newest entry is at the top.
func (r *Recall) move(key string) bool {
	var n int
	switch key {
	case "up", "ctrl+p":
		n = -1
	case "down", "ctrl+n", "ctrl+r":
		n = 1
	case "pgup":
		n = -max(1, r.height-1)
	case "pgdown":
		n = max(1, r.height-1)
	default:
		return false
	}
	r.cursor = max(0, min(r.cursor+n, len(r.entries)-1))
	return true
}

// Draw implements [dialog.Dialog].
func (r *Recall) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	w, h := min(area.W, max(60, area.W*9/10)), min(area.H, max(12, area.H*9/10))
	in := dialog.Frame(c, area, th, w, h, "History", "enter edit · F5 run · tab scope · esc leave")
	scope := scopeNames[r.scope]
	x := r.input.Draw(c, in.X, in.Y, max(10, in.W-cellwidth.Of(scope)-3), th)
	c.Text(in.X+in.W-cellwidth.Of(scope), in.Y, cellwidth.Of(scope), scope, th.On(themes.Accent, themes.Dialog))
	preview := max(3, in.H/3)
	list := canvas.Rect{X: in.X, Y: in.Y + 2, W: in.W, H: max(1, in.H-preview-3)}
	r.drawList(c, list, th)
	r.drawPreview(c, canvas.Rect{X: in.X, Y: list.Y + list.H, W: in.W, H: preview + 1}, th)
	return x, in.Y, true
}

func (r *Recall) drawList(c *canvas.Canvas, a canvas.Rect, th *themes.Theme) {
	r.height = a.H
	r.top = max(0, min(r.top, r.cursor))
	r.top = max(r.top, r.cursor-a.H+1)
	if len(r.entries) == 0 {
		c.Text(a.X, a.Y, a.W, r.emptyText(), th.On(themes.Dim, themes.Dialog))
	}
	for y := range a.H {
		if i := r.top + y; i < len(r.entries) {
			r.drawEntry(c, canvas.Rect{X: a.X, Y: a.Y + y, W: a.W, H: 1}, th, r.entries[i], i == r.cursor)
		}
	}
}

func (r *Recall) emptyText() string {
	switch {
	case r.problem != "":
		return "The history cannot be read: " + r.problem
	case !r.loaded:
		return "Searching…"
	case r.input.Value() != "":
		return "Nothing matches; Tab changes the scope"
	}
	return "Nothing has been run yet; every run will be here"
}

func (r *Recall) drawEntry(c *canvas.Canvas, a canvas.Rect, th *themes.Theme, e history.Entry, under bool) {
	back := themes.Dialog
	if under {
		back = themes.Selection
		c.Fill(a, th.Style(back))
	}
	mark, role := statusMark(e.Status)
	x := a.X + c.Text(a.X, a.Y, 2, mark, th.On(role, back))
	when := fmt.Sprintf(" %8s ", Age(r.now.Sub(e.Start)))
	x += c.Text(x, a.Y, a.W, when, th.On(themes.Dim, back))
	note := fmt.Sprintf(" %s %s", e.Connection, statusbar.Duration(e.Duration))
	width := min(cellwidth.Of(note), a.W/3)
	line, _ := cellwidth.Truncate(oneLine(e.SQL), max(0, a.X+a.W-x-width))
	c.Text(x, a.Y, a.X+a.W-x-width, line, th.On(themes.Text, back))
	c.Text(a.X+a.W-width, a.Y, width, note, th.On(themes.Dim, back))
}

func statusMark(s history.Status) (string, themes.Role) {
	switch s {
	case history.OK:
		return "✓ ", themes.Good
	case history.Running:
		return "▸ ", themes.Accent
	case history.Failed:
		return "✗ ", themes.Bad
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

func (r *Recall) drawPreview(c *canvas.Canvas, a canvas.Rect, th *themes.Theme) {
	c.HLine(a.X, a.Y, a.W, "─", th.On(themes.Border, themes.Dialog))
	if r.cursor >= len(r.entries) {
		return
	}
	e := r.entries[r.cursor]
	y := a.Y + 1
	c.Text(a.X, y, a.W, summary(e), th.On(themes.Dim, themes.Dialog))
	y++
	if values := parameters(e.Params); values != "" && y < a.Y+a.H {
		c.Text(a.X, y, a.W, values, th.On(themes.Text, themes.Dialog))
		y++
	}
	for line := range strings.SplitSeq(e.SQL, "\n") {
		if y >= a.Y+a.H {
			return
		}
		c.Text(a.X, y, a.W, strings.ReplaceAll(line, "\t", "    "), th.Style(themes.Dialog))
		y++
	}
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
	parts := []string{e.Start.Local().Format("2006-01-02 15:04:05"), string(e.Status)}
	if e.Error != "" {
		return strings.Join(append(parts, oneLine(e.Error)), " · ")
	}
	parts = append(parts, statusbar.Rows(e.Rows), statusbar.Duration(e.Duration))
	if e.Completeness != "" && e.Completeness != "complete" {
		parts = append(parts, e.Completeness+": "+e.Reason)
	}
	if e.Uses > 1 {
		parts = append(parts, fmt.Sprintf("run %d times", e.Uses))
	}
	return strings.Join(parts, " · ")
}
