// Package profile is the pane beside the grid, or below it, that shows what columns hold:
// how many values of which kind, their range and spread, and the most frequent
// ones. It draws what it is given and starts no work.
package profile

import (
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/workspace"
	"sonde/tui/action"
	"sonde/tui/canvas"
)

// Pane shows one column in full, or all columns in short.
type Pane struct {
	// Covers says what the figures are about: which rows, and of how many.
	Covers string
	// State is what goes on or went wrong; Problem tells which.
	State   string
	Problem bool
	// All lists every column of Columns; otherwise Column alone is shown.
	All    bool
	Column int
	// Columns are indexes into the schema, in the order of the grid.
	Columns []int

	schema *arrow.Schema
	known  map[int]workspace.Column
	rows   map[int]layouts // of the known ones, as they are drawn one by one
	cursor int             // of the column, or of the value of the one column; -1: none
	top    int             // of the first line, or column, in sight
	height int
	each   int     // lines that a column of the list takes
	below  int     // lines below those that the last value has in sight
	most   int     // that below can be; 0 where all follows the values
	widest int     // of the names with their types; 0: not measured
	needs  needs   // of the known ones
	strip  strip   // as drawn last
	places []place // of what a click chooses, as drawn last
	more   bool    // what was drawn last goes on below
}

// place is where on the screen a column of the list stands, or a value of the one
// column: it says which, because the pane may be elsewhere before the next frame.
type place struct {
	r      canvas.Rect
	n      int // of the column in the list, or of the value
	column int
	listed bool
	value  string
}

// Actions are what a person can do while the pane has the keys.
var Actions = []action.Action{
	{ID: "profile.up", Keys: []string{"up", "k"}, Title: "Go up in the profile"},
	{ID: "profile.down", Keys: []string{"down", "j"}, Title: "Go down in the profile"},
	{ID: "profile.page-up", Keys: []string{"pgup", "ctrl+u"}, Title: "Go up a page in the profile"},
	{ID: "profile.page-down", Keys: []string{"pgdown", "ctrl+d"}, Title: "Go down a page in the profile"},
	{ID: "profile.first", Keys: []string{"g", "home"}, Title: "Go to the first line of the profile"},
	{ID: "profile.last", Keys: []string{"G", "end"}, Title: "Go to the last line of the profile"},
}

func init() {
	for i := range Actions {
		Actions[i].Place = action.Profile
	}
}

// New returns a pane for the columns of a schema.
func New(schema *arrow.Schema, columns []int) *Pane {
	return &Pane{schema: schema, Columns: columns, known: map[int]workspace.Column{}, rows: map[int]layouts{}, cursor: -1}
}

// begin notes that something is drawn on some lines, of which a column of the
// list takes each.
func (p *Pane) begin(lines, each int) {
	p.height, p.each, p.most = lines, each, 0
	p.places, p.more = p.places[:0], false
}

// More reports whether what was drawn last goes on below.
func (p *Pane) More() bool { return p.more }

// above reports whether some of what was drawn last is above what is in sight.
func (p *Pane) above() bool {
	if p.All {
		return p.top > 0
	}
	return p.top+p.below > 0
}

// Set takes the figures of a column.
func (p *Pane) Set(c workspace.Column) {
	p.known[c.Column], p.rows[c.Column] = c, layoutsOf(c)
	p.strip = strip{}
	p.needs.take(c)
}

// Forget drops the figures that are there, because the rows are others now.
func (p *Pane) Forget() {
	clear(p.known)
	clear(p.rows)
	p.strip, p.needs = strip{}, needs{}
}

// Wanted is the next column whose figures are to be shown and are not there:
// those in sight come first.
func (p *Pane) Wanted() (column int, ok bool) {
	if !p.All {
		_, have := p.known[p.Column]
		return p.Column, !have
	}
	for i := range p.Columns {
		c := p.Columns[(min(p.top, len(p.Columns)-1)+i)%len(p.Columns)]
		if _, have := p.known[c]; !have {
			return c, true
		}
	}
	return 0, false
}

// Knows reports whether the figures of a column are there.
func (p *Pane) Knows(column int) bool {
	_, have := p.known[column]
	return have
}

// Current is the column that the pane is about: the one that is shown, or that
// under the cursor of the list, with its figures; known is false where those are not
// there yet.
func (p *Pane) Current() (c workspace.Column, known bool) {
	column, chosen := p.Chosen()
	if !chosen {
		column = p.Column
	}
	if c, known = p.known[column]; !known {
		c.Column = column
	}
	return c, known
}

// Count takes the exact number of different values of a column whose figures are
// there.
func (p *Pane) Count(column int, distinct int64) {
	if c, known := p.known[column]; known {
		c.Distinct, c.Approximate = distinct, false
		p.Set(c)
	}
}

// Known is the number of columns whose figures are there.
func (p *Pane) Known() int { return len(p.known) }

// Show shows one column.
func (p *Pane) Show(column int) {
	if p.All || p.Column != column {
		p.All, p.Column, p.cursor, p.top, p.below = false, column, -1, 0, 0
	}
}

// ShowAll lists every column, with the cursor on one.
func (p *Pane) ShowAll(column int) {
	p.All, p.Column, p.cursor, p.top, p.below = true, column, 0, 0, 0
	for i, c := range p.Columns {
		if c == column {
			p.cursor = i
		}
	}
}

// Value is the value under the cursor of the one column that is shown; ok is
// false where there is none.
func (p *Pane) Value() (text string, ok bool) {
	top := p.values()
	if p.All || p.cursor < 0 || p.cursor >= len(top) {
		return "", false
	}
	return top[p.cursor].Value, true
}

// values are those of the one column that are listed.
func (p *Pane) values() []workspace.Count {
	c := p.known[p.Column]
	if allDiffer(c) {
		return c.Top[:min(len(c.Top), examples)]
	}
	return c.Top
}

// Chosen is the column under the cursor of the list.
func (p *Pane) Chosen() (column int, ok bool) {
	if !p.All || p.cursor >= len(p.Columns) {
		return 0, false
	}
	return p.Columns[p.cursor], true
}

// Do carries out one of [Actions] and reports whether it did.
func (p *Pane) Do(id string) bool {
	page := max(1, p.height-2)
	if p.All {
		page = max(1, p.height/max(1, p.each))
	}
	steps := map[string]int{
		"profile.up": -1, "profile.down": 1, "profile.page-up": -page, "profile.page-down": page,
		"profile.first": -1 << 30, "profile.last": 1 << 30,
	}
	n, ok := steps[id]
	if ok {
		p.Move(n)
	}
	return ok
}

// Move moves the cursor by n lines.
func (p *Pane) Move(n int) {
	if p.All {
		p.cursor = max(0, min(p.cursor+n, len(p.Columns)-1))
		return
	}
	last := len(p.values()) - 1
	to := p.cursor + p.below + n
	p.cursor, p.below = max(-1, min(to, last)), max(0, min(to-last, p.most))
	if last < 0 {
		p.top = max(0, p.top+n)
	}
}

// Click puts the cursor on what was drawn last at a cell of the screen, and reports
// whether there is something: the pane goes back to a column that it has left since.
func (p *Pane) Click(x, y int) bool {
	for _, at := range p.places {
		if at.r.Contains(x, y) {
			return p.goTo(at)
		}
	}
	return false
}

// goTo puts the cursor on what stood at a place; false where that is a value that
// the figures no longer have there.
func (p *Pane) goTo(at place) bool {
	if at.listed {
		p.All = true
	} else if p.Show(at.column); !p.has(at) {
		return false
	}
	p.cursor, p.below = at.n, 0
	return true
}

func (p *Pane) has(at place) bool {
	top := p.values()
	return at.n < len(top) && top[at.n].Value == at.value
}

// Scroll moves what is in sight by some lines of the wheel.
func (p *Pane) Scroll(lines int) {
	if p.All && p.each > 1 {
		lines = max(-1, min(lines, 1))
	}
	p.Move(lines)
}
