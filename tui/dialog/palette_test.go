package dialog

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/themes"
	"sonde/tui/canvas"
)

var sectioned = []Item{
	{Title: "Commands", Heading: true},
	{Title: "Export the result", Note: "Ctrl+E", Answer: "export"},
	{Title: "Show the orders", Answer: "show"},
	{Title: "Tables", Heading: true},
	{Title: "orders", Later: true, Answer: "orders"},
	{Title: "customers", Later: true, Answer: "customers"},
}

func TestPaletteKeepsHeadingsOfWhatFits(t *testing.T) {
	p := NewPalette("Commands", sectioned)
	if s := screen(p, 70, 20); strings.Contains(s, "customers") || strings.Contains(s, "Tables") || !strings.Contains(s, "Export") {
		t.Errorf("without a text it shows\n%s", s)
	}
	typeText(p, "order")
	s := screen(p, 70, 20)
	if tables, commands := strings.Index(s, "Tables"), strings.LastIndex(s, "Commands"); tables < 0 || commands < tables || strings.Contains(s, "customers") {
		t.Errorf("the section with the best match is not the first, or others are there:\n%s", s)
	}
	if answer, done := p.Update(press(tea.KeyEnter)); answer != "orders" || !done {
		t.Errorf("Enter answers %v", answer)
	}
}

func TestPaletteMarksTheLettersThatFit(t *testing.T) {
	for text, want := range map[string]string{"export": "export", "er": "er", "result exp": "expresult", "etr": "etr", "exprt": "exprt"} {
		p := NewPalette("Commands", sectioned[:2])
		typeText(p, text)
		var c canvas.Canvas
		c.Resize(70, 20)
		p.Draw(&c, canvas.Rect{W: 70, H: 20}, themes.Default(true))
		marked := ""
		y := p.body.Y + 1
		for x := p.body.X; x < p.body.X+p.body.W; x++ {
			if c.StyleAt(x, y).Attr&themes.Underline != 0 {
				marked += string([]rune(c.Line(y))[x])
			}
		}
		if marked = strings.ToLower(marked); marked != want {
			t.Errorf("%q marks %q, want %q", text, marked, want)
		}
	}
}

func TestPaletteTakesTheMouse(t *testing.T) {
	p := NewPalette("Commands", sectioned)
	screen(p, 70, 20)
	if answer, done := p.Update(tea.MouseClickMsg{X: p.body.X + 3, Y: p.body.Y}); answer != nil || done {
		t.Errorf("a heading answers %v", answer)
	}
	if answer, done := p.Update(tea.MouseClickMsg{X: p.body.X + 3, Y: p.body.Y + 2}); answer != "show" || !done {
		t.Errorf("the second item answers %v", answer)
	}
	p.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	if answer, _ := p.Update(press(tea.KeyEnter)); answer != "export" {
		t.Errorf("after the wheel Enter answers %v", answer)
	}
	if _, done := p.Update(tea.MouseClickMsg{X: 0, Y: 0}); !done {
		t.Error("a click beside the box does not leave")
	}
}

func BenchmarkPalette(b *testing.B) {
	items := make([]Item, 2000)
	for i := range items {
		items[i] = Item{Title: strings.Repeat("column_of_", 3) + string(rune('a'+i%26))}
	}
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			for _, it := range items {
				_ = strings.Contains(it.Title, "ofcol")
			}
		}
	})
	b.Run("sonde", func(b *testing.B) {
		for b.Loop() {
			filter(items, "ofcol")
		}
	})
}

func TestPagesOfAListMoveByPages(t *testing.T) {
	var items []Item
	for i := range 40 {
		items = append(items, Item{Title: string(rune('A' + i)), Answer: i})
	}
	p := NewPalette("Keys", items)
	screen(p, 70, 14)
	height := p.body.H
	p.Update(press(tea.KeyPgDown))
	screen(p, 70, 14)
	if p.list.top != height-1 {
		t.Errorf("line %d is the first in sight after a page of %d", p.list.top, height)
	}
	p.Update(press(tea.KeyEnd))
	screen(p, 70, 14)
	if p.list.top != len(items)-height || p.list.chosen() != 39 {
		t.Errorf("line %d is the first in sight at the end, with %v chosen", p.list.top, p.list.chosen())
	}
	p.Update(press(tea.KeyHome))
	if p.list.chosen() != 0 {
		t.Errorf("%v is chosen at the start", p.list.chosen())
	}
}
