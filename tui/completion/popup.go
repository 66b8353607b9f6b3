// Package completion draws what may be written at the cursor: a list beside it,
// and a line that tells how the function around it is called.
package completion

import (
	"slices"
	"strings"

	"sonde/internal/cellwidth"
	"sonde/internal/complete"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/statusbar"
)

// Popup is the list. It is used by one goroutine.
type Popup struct {
	items []complete.Item
	word  string // what was typed of the items
	note  string // stands below them
	// chosen is the item under the cursor; -1: none was chosen yet.
	chosen int
	moved  bool // it was chosen by hand
	top    int
	placed bool        // it was drawn
	up     bool        // … above the word, where it stays
	rect   canvas.Rect // of the last frame, without the note
}

// New returns a list of items for a word. With choose, the first is chosen.
func New(items []complete.Item, word string, choose bool) *Popup {
	p := &Popup{word: word, chosen: -1}
	if choose {
		p.chosen = 0
	}
	p.Set(items, word)
	return p
}

// Set puts other items in the place of those that are shown. The one that was
// chosen by hand stays chosen where it is among them, and else the first is; once
// it is written out, none is.
func (p *Popup) Set(items []complete.Item, word string) {
	had, chose := p.Chosen()
	p.items, p.word, p.top = items, word, 0
	if !chose {
		return
	}
	p.chosen = slices.IndexFunc(items, func(it complete.Item) bool { return it.Label == had.Label && it.Kind == had.Kind })
	if p.chosen > 0 && !p.moved || p.chosen < 0 && !strings.EqualFold(had.Label, word) {
		p.chosen = 0
	}
}

// Choose chooses the first item where none is chosen.
func (p *Popup) Choose() { p.chosen = max(p.chosen, 0) }

// SetNote sets a line below the items, such as that more are loading.
func (p *Popup) SetNote(text string) { p.note = text }

// Items are the items that are shown.
func (p *Popup) Items() []complete.Item { return p.items }

// Chosen returns the item that was chosen.
func (p *Popup) Chosen() (it complete.Item, ok bool) {
	if p.chosen < 0 || p.chosen >= len(p.items) {
		return it, false
	}
	return p.items[p.chosen], true
}

// Best returns the item that was chosen, or else the first.
func (p *Popup) Best() (it complete.Item, ok bool) {
	if it, ok = p.Chosen(); ok || len(p.items) == 0 {
		return it, ok
	}
	return p.items[0], true
}

// Move chooses the item n below the chosen one; from none, the first or last.
func (p *Popup) Move(n int) {
	if p.chosen < 0 && n > 0 {
		n--
		p.chosen = 0
	}
	p.chosen = max(0, min(p.chosen+n, len(p.items)-1))
	p.moved = true
}

// Wheel scrolls by n items; the chosen one stays in sight.
func (p *Popup) Wheel(n int) {
	rows := p.Page()
	p.top = max(0, min(p.top+n, len(p.items)-rows))
	if p.chosen >= 0 {
		p.chosen, p.moved = max(p.top, min(p.chosen, p.top+rows-1)), true
	}
}

// Page is how many items are in sight.
func (p *Popup) Page() int { return max(1, p.rect.H) }

// ChooseAt chooses the item at a cell of the screen.
func (p *Popup) ChooseAt(x, y int) bool {
	i := p.top + y - p.rect.Y
	if !p.rect.Contains(x, y) || i >= len(p.items) {
		return false
	}
	p.chosen, p.moved = i, true
	return true
}

// Contains reports whether the list covers a cell of the screen.
func (p *Popup) Contains(x, y int) bool { return p.rect.Contains(x, y) }

// mostRows is how many items are shown at once.
const mostRows = 10

// narrowest is the least width of the list.
const narrowest = 16

// Height is how many rows the list has where there is room for them.
func (p *Popup) Height() int { return min(len(p.items), mostRows) + p.noteRows() }

func (p *Popup) noteRows() int {
	if p.note != "" {
		return 1
	}
	return 0
}

// OpensDown reports whether the list stands below row y of an area: where it fits
// there, or where there is more room than above. One that stood above stays there.
func (p *Popup) OpensDown(area canvas.Rect, y int) bool {
	below, above := area.Y+area.H-y-1, y-area.Y
	if p.placed && p.up {
		return above == 0
	}
	return below >= p.Height() || below >= above
}

// Draw draws the list below the cell (x, y), or above it where it only fits there,
// within an area of the canvas.
func (p *Popup) Draw(c *canvas.Canvas, area canvas.Rect, x, y int, th *themes.Theme) {
	note, room := p.noteRows(), y-area.Y
	down := p.OpensDown(area, y)
	p.placed, p.up = true, !down
	if down {
		room = area.Y + area.H - y - 1
	}
	rows := min(p.Height(), room) - note
	if rows+note <= 0 || rows < 0 {
		p.rect = canvas.Rect{}
		return
	}
	p.scroll(rows)
	label, detail := p.widths(rows)
	r := canvas.Rect{Y: y + 1, W: min(area.W, max(narrowest, label+detail+5, cellwidth.Of(p.note)+2)), H: rows}
	if !down {
		r.Y = y - rows - note
	}
	r.X = max(area.X, min(x-1, area.X+area.W-r.W))
	p.rect = r
	for i := range rows {
		p.drawItem(c, canvas.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, p.top+i, label, th)
	}
	if note > 0 {
		line := canvas.Rect{X: r.X, Y: r.Y + rows, W: r.W, H: 1}
		c.Fill(line, th.Style(themes.Dialog))
		drawSides(c, line, themes.Dialog, th)
		c.Fit(line.X+1, line.Y, line.W-2, p.note, th.On(themes.Dim, themes.Dialog))
	}
}

func (p *Popup) scroll(rows int) {
	if at := p.chosen; at >= 0 && rows > 0 {
		p.top = max(min(p.top, at), at-rows+1)
	}
	p.top = max(0, min(p.top, len(p.items)-rows))
}

// widths are those of the longest label and detail in sight.
func (p *Popup) widths(rows int) (label, detail int) {
	for _, it := range p.items[p.top : p.top+rows] {
		label = max(label, cellwidth.Of(it.Label))
		detail = max(detail, cellwidth.Of(detailOf(it)))
	}
	return label, detail
}

func detailOf(it complete.Item) string {
	switch {
	case it.Rows < 0:
		return it.Detail
	case it.Estimated:
		return it.Detail + " · ~" + statusbar.Rows(it.Rows)
	}
	return it.Detail + " · " + statusbar.Rows(it.Rows)
}

func (p *Popup) drawItem(c *canvas.Canvas, r canvas.Rect, i, label int, th *themes.Theme) {
	it, back, text := p.items[i], themes.Dialog, roleOf(p.items[i].Kind)
	if i == p.chosen {
		back = themes.Selection
	}
	c.Fill(r, th.Style(back))
	drawSides(c, r, back, th)
	if i == p.chosen {
		c.Text(r.X, r.Y, 1, "▸", th.On(themes.Accent, back))
	}
	width := min(label, r.W-2)
	shown, _ := cellwidth.Truncate(it.Label, width)
	c.Text(r.X+1, r.Y, width, shown, th.On(text, back))
	p.drawMatch(c, r, it.Label, shown)
	if rest := r.W - width - 4; rest > 3 {
		detail, used := cellwidth.Truncate(detailOf(it), rest)
		c.Text(r.X+width+3, r.Y, used, detail, th.On(themes.Dim, back))
	}
	first, last := r.Y == p.rect.Y, r.Y == p.rect.Y+p.rect.H-1
	switch {
	case last && i < len(p.items)-1:
		c.Text(r.X+r.W-1, r.Y, 1, "↓", th.On(themes.Dim, back))
	case first && i > 0:
		c.Text(r.X+r.W-1, r.Y, 1, "↑", th.On(themes.Dim, back))
	}
}

// drawMatch shows the letters of a label that were typed.
func (p *Popup) drawMatch(c *canvas.Canvas, r canvas.Rect, label, shown string) {
	bold := themes.Style{Attr: themes.Bold | themes.Underline}
	for _, at := range complete.Matched(label, p.word) {
		if at >= len(shown) {
			return
		}
		c.Restyle(canvas.Rect{X: r.X + 1 + cellwidth.Of(shown[:at]), Y: r.Y, W: 1, H: 1}, bold)
	}
}

// roleOf is the role of an item's label: that of the word in the editor.
func roleOf(k complete.Kind) themes.Role {
	switch k {
	case complete.KindKeyword:
		return themes.SQLKeyword
	case complete.KindType:
		return themes.SQLType
	case complete.KindFunction:
		return themes.SQLFunction
	case complete.KindFile:
		return themes.SQLString
	case complete.KindParameter:
		return themes.SQLParam
	case complete.KindTable, complete.KindSchema, complete.KindRelation:
		return themes.Bright
	}
	return themes.Text
}
