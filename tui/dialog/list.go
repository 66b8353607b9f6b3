package dialog

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// Item is a line of a list: a title on the left, a note on the right, and the
// answer that choosing it gives.
type Item struct {
	Title, Note string
	Heading     bool   // a line that cannot be chosen
	Off         bool   // cannot be chosen now; the note says why
	Later       bool   // stands in a palette only once something is typed
	Words       string // in lower case, by which it is found as well
	Answer      tea.Msg

	found []int // bytes of the title that fit what was typed
}

// list is a scrolling list with a cursor.
type list struct {
	items  []Item
	cursor int
	top    int
	height int
}

func (l *list) set(items []Item) {
	l.items, l.cursor, l.top = items, 0, 0
	l.move(0)
}

// move goes n lines down and passes over headings in the same direction.
func (l *list) move(n int) {
	step := 1
	if n < 0 {
		step = -1
	}
	l.cursor = max(0, min(l.cursor+n, len(l.items)-1))
	for l.cursor+step >= 0 && l.cursor+step < len(l.items) && l.items[l.cursor].Heading {
		l.cursor += step
	}
	for l.cursor < len(l.items)-1 && l.cursor >= 0 && l.items[l.cursor].Heading {
		l.cursor++
	}
}

// page goes n lines down with what is in sight, as far as there is more of it.
func (l *list) page(n int) {
	l.top = max(0, min(l.top+n, len(l.items)-l.height))
	l.move(n)
}

func (l *list) key(k string) bool {
	switch {
	case Up.Has(k):
		l.move(-1)
	case Down.Has(k):
		l.move(1)
	case k == "pgup":
		l.page(-max(1, l.height-1))
	case k == "pgdown":
		l.page(max(1, l.height-1))
	case k == "ctrl+home":
		l.move(-len(l.items))
	case k == "ctrl+end":
		l.move(len(l.items))
	default:
		return false
	}
	return true
}

func (l *list) chosen() tea.Msg {
	if l.cursor < 0 || l.cursor >= len(l.items) || l.items[l.cursor].Off {
		return nil
	}
	return l.items[l.cursor].Answer
}

// click puts the cursor on the i-th line in sight; false where that is nothing to
// choose.
func (l *list) click(i int) bool {
	i += l.top
	if i < l.top || i >= min(len(l.items), l.top+l.height) || l.items[i].Heading {
		return false
	}
	l.cursor = i
	return true
}

func (l *list) draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	l.height = r.H
	l.top = max(0, min(l.top, l.cursor))
	l.top = max(l.top, l.cursor-r.H+1)
	for y := range r.H {
		if i := l.top + y; i < len(l.items) {
			drawItem(c, canvas.Rect{X: r.X, Y: r.Y + y, W: r.W, H: 1}, th, l.items[i], i == l.cursor)
		}
	}
	More(c, r, th, l.top, len(l.items))
}

func drawItem(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, it Item, under bool) {
	title := th.Style(themes.Dialog)
	if it.Heading {
		title = th.On(themes.Accent, themes.Dialog)
	}
	if under && !it.Heading {
		c.Fill(r, th.Style(themes.Selection))
		title = th.On(themes.Bright, themes.Selection)
	}
	dim := title
	dim.FG, dim.Attr = th.Style(themes.Dim).FG, title.Attr&themes.Reverse
	if it.Off {
		title = dim
	}
	it.Note = foremost(it.Note, r.W-1-min(cellwidth.Of(it.Title), r.W/2))
	note := min(cellwidth.Of(it.Note), r.W*2/3)
	used := c.Fit(r.X, r.Y, max(0, r.W-note-1), it.Title, title)
	for _, at := range it.found {
		if x := cellwidth.Of(it.Title[:at]); x < used {
			c.Restyle(canvas.Rect{X: r.X + x, Y: r.Y, W: 1, H: 1}, themes.Style{FG: th.Style(themes.Accent).FG, Attr: themes.Bold | themes.Underline})
		}
	}
	c.Fit(r.X+r.W-note, r.Y, note, it.Note, dim)
}

// foremost is a note without the last of its keys where they would take the room of
// the title.
func foremost(note string, room int) string {
	for cellwidth.Of(note) > room {
		last := strings.LastIndex(note, "  ")
		if last < 0 {
			break
		}
		note = note[:last]
	}
	return note
}
