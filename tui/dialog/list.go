package dialog

import (
	"slices"
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
	Heading     bool // a line that cannot be chosen
	Off         bool // cannot be chosen now; the note says why
	Answer      tea.Msg
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

func (l *list) key(k string) bool {
	switch k {
	case "up", "ctrl+p":
		l.move(-1)
	case "down", "ctrl+n":
		l.move(1)
	case "pgup":
		l.move(-max(1, l.height-1))
	case "pgdown":
		l.move(max(1, l.height-1))
	case "ctrl+home":
		l.move(-len(l.items))
	case "ctrl+end":
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

func (l *list) draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	l.height = r.H
	l.top = max(0, min(l.top, l.cursor))
	l.top = max(l.top, l.cursor-r.H+1)
	for y := range r.H {
		if i := l.top + y; i < len(l.items) {
			drawItem(c, canvas.Rect{X: r.X, Y: r.Y + y, W: r.W, H: 1}, th, l.items[i], i == l.cursor)
		}
	}
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
	note := min(cellwidth.Of(it.Note), r.W*2/3)
	used := c.Text(r.X, r.Y, max(0, r.W-note-1), it.Title, title)
	if used < cellwidth.Of(it.Title) && r.W-note-2 >= 0 {
		c.Text(r.X+r.W-note-2, r.Y, 1, "…", title)
	}
	c.Text(r.X+r.W-note, r.Y, note, it.Note, dim)
}

// Palette is a list that is filtered as the user types.
type Palette struct {
	title, footer string
	all           []Item
	list          list
	input         Input
	typed         func(text string) Item
	moved         func(answer tea.Msg) tea.Msg
	left          tea.Msg
}

// NewPalette returns a filtered list of items.
func NewPalette(title string, items []Item) *Palette {
	p := &Palette{title: title, footer: "enter choose · esc leave", all: items, input: NewInput("")}
	p.list.set(items)
	return p
}

// OrTyped lets the user choose what is typed as well: item makes a line of it,
// which stands last.
func (p *Palette) OrTyped(item func(text string) Item) *Palette {
	p.typed = item
	return p
}

// OnMove has the palette answer as the cursor moves: moved makes an answer of
// that of the item under it. Leaving answers with left.
func (p *Palette) OnMove(left tea.Msg, moved func(answer tea.Msg) tea.Msg) *Palette {
	p.left, p.moved = left, moved
	return p
}

// GoTo puts the cursor on an item, by its place in the list.
func (p *Palette) GoTo(i int) {
	p.list.cursor = i
	p.list.move(0)
}

// matching are the items for the text that was typed.
func (p *Palette) matching() []Item {
	text := p.input.Value()
	items := filter(p.all, text)
	if p.typed != nil && strings.TrimSpace(text) != "" {
		items = append(slices.Clone(items), p.typed(strings.TrimSpace(text)))
	}
	return items
}

// Update implements [Dialog].
func (p *Palette) Update(msg tea.Msg) (tea.Msg, bool) {
	before := p.list.chosen()
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case isLeave(k):
			return p.left, true
		case k.Keystroke() == "enter":
			return before, before != nil
		case p.list.key(k.Keystroke()):
			return p.followed(before), false
		}
	}
	if p.input.Update(msg) {
		p.list.set(p.matching())
	}
	return p.followed(before), false
}

// followed is the answer to a move of the cursor.
func (p *Palette) followed(before tea.Msg) tea.Msg {
	now := p.list.chosen()
	if p.moved == nil || now == nil || now == before {
		return nil
	}
	return p.moved(now)
}

// width is that of the longest item, within bounds.
func (p *Palette) width(screen int) int {
	w := 60
	for _, it := range p.all {
		w = max(w, cellwidth.Of(it.Title)+cellwidth.Of(it.Note)+7)
	}
	return min(w, 110, screen)
}

// Draw implements [Dialog].
func (p *Palette) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	in := Frame(c, area, th, p.width(area.W), min(area.H, max(8, len(p.all)+4), 28), p.title, p.footer)
	x := p.input.Draw(c, in.X, in.Y, in.W, th)
	if p.input.Value() == "" {
		c.Text(in.X+1, in.Y, in.W-1, "type to filter", th.On(themes.Dim, themes.Input))
	}
	body := canvas.Rect{X: in.X, Y: in.Y + 2, W: in.W, H: max(0, in.H-2)}
	p.list.draw(c, body, th)
	if len(p.list.items) == 0 {
		c.Text(body.X, body.Y, body.W, "Nothing matches; Backspace widens the search", th.On(themes.Dim, themes.Dialog))
	}
	return x, in.Y, true
}

// filter keeps the items that have every word of text in their title or note,
// or the letters of text in order in their title; the better the match, the
// higher. Headings go, because order follows the match.
func filter(items []Item, text string) []Item {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return items
	}
	type ranked struct {
		item Item
		rank int
	}
	var found []ranked
	for _, it := range items {
		if rank := match(it, text); rank > 0 && !it.Heading {
			found = append(found, ranked{it, rank})
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return b.rank - a.rank })
	out := make([]Item, len(found))
	for i, f := range found {
		out[i] = f.item
	}
	return out
}

func match(it Item, text string) int {
	title := strings.ToLower(it.Title)
	switch {
	case strings.HasPrefix(title, text):
		return 4
	case strings.Contains(title, text):
		return 3
	}
	both := title + " " + strings.ToLower(it.Note)
	words := strings.Fields(text)
	if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(both, w) }) {
		return 2
	}
	if subsequence(title, text) {
		return 1
	}
	return 0
}

func subsequence(s, letters string) bool {
	for _, r := range letters {
		i := strings.IndexRune(s, r)
		if i < 0 {
			return false
		}
		s = s[i+len(string(r)):]
	}
	return true
}
