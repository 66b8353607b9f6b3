package dialog

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
)

// Palette is a list that is filtered as the user types.
type Palette struct {
	title     string
	footer    Footer
	fixed     int // width; 0: that of the longest item
	all       []Item
	list      list
	input     Input
	typed     func(text string) Item
	moved     func(answer tea.Msg) tea.Msg
	left      tea.Msg
	box, body canvas.Rect // where it was drawn last
}

// NewPalette returns a filtered list of items. An item belongs to the heading
// above it.
func NewPalette(title string, items []Item) *Palette {
	p := &Palette{title: title, footer: Footer{Accept.Does("choose"), ToLeave()}, all: items, input: NewInput("")}
	p.list.set(p.matching())
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
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch {
		case isLeave(msg):
			return p.left, true
		case Accept.Has(msg.Keystroke()):
			return before, before != nil
		case p.list.key(p.listKey(msg.Keystroke())):
			return p.followed(before), false
		}
	case tea.MouseClickMsg:
		return p.click(msg.X, msg.Y)
	case tea.MouseWheelMsg:
		p.list.move(wheelStep(msg))
		return p.followed(before), false
	}
	if p.input.Update(msg) {
		p.list.set(p.matching())
	}
	return p.followed(before), false
}

// listKey is what a key is to the list: where nothing is typed, the keys that go through
// a line go through the list.
func (p *Palette) listKey(k string) string {
	if p.input.Value() == "" && (k == "home" || k == "end") {
		return "ctrl+" + k
	}
	return k
}

// click chooses an item; beside the box it leaves.
func (p *Palette) click(x, y int) (tea.Msg, bool) {
	switch {
	case !p.box.Contains(x, y):
		return p.left, true
	case p.body.Contains(x, y) && p.list.click(y-p.body.Y):
		answer := p.list.chosen()
		return answer, answer != nil
	}
	return nil, false
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
	if p.fixed > 0 {
		return min(p.fixed, screen)
	}
	w := 60
	for _, it := range p.all {
		w = max(w, cellwidth.Of(it.Title)+cellwidth.Of(it.Note)+7)
	}
	return min(w, 110, screen)
}

// Draw implements [Dialog].
func (p *Palette) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	in := Frame(c, area, th, p.width(area.W), min(area.H, max(8, len(p.all)+4), 28), p.title, p.footer)
	p.box = canvas.Rect{X: in.X - 2, Y: in.Y - 1, W: in.W + 4, H: in.H + 2}
	x := p.input.Draw(c, in.X, in.Y, in.W, th)
	if p.input.Value() == "" {
		c.Fit(in.X+1, in.Y, in.W-1, "type to filter", th.On(themes.Dim, themes.Input))
	}
	p.body = canvas.Rect{X: in.X, Y: in.Y + 2, W: in.W, H: max(0, in.H-2)}
	p.list.draw(c, p.body, th)
	if len(p.list.items) == 0 {
		c.Fit(p.body.X, p.body.Y, p.body.W, "Nothing matches; "+action.KeyName("backspace")+" widens the filter", th.On(themes.Dim, themes.Dialog))
	}
	return x, in.Y, true
}
