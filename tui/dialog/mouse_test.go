package dialog

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
)

func TestClicksChooseInAForm(t *testing.T) {
	f := NewForm("Parameters", fields(), []FormKey{accepting("f5")}, true)
	c := &canvas.Canvas{}
	c.Resize(100, 30)
	f.Draw(c, canvas.Rect{W: 100, H: 30}, themes.Default(true))
	click := func(x int) { f.Update(tea.MouseClickMsg{X: x, Y: f.area.Y + 1, Button: tea.MouseLeft}) }
	click(f.area.X + 40)
	if f.Line() != 1 || f.Values()[1].Text != "" {
		t.Errorf("line %d, %q", f.Line(), f.Values()[1].Text)
	}
	f.Draw(c, canvas.Rect{W: 100, H: 30}, themes.Default(true))
	click(f.area.X + 40)
	if got := f.Values()[1].Text; got != "fast" {
		t.Errorf("the next choice is %q", got)
	}
	click(f.back)
	if got := f.Values()[1].Text; got != "" {
		t.Errorf("the choice before is %q", got)
	}
}

func TestHintsOfAFooterAreKeys(t *testing.T) {
	c := &canvas.Canvas{}
	c.Resize(60, 10)
	Frame(c, canvas.Rect{W: 60, H: 10}, themes.Default(true), 60, 10, "", Footer{action.Keys{"ctrl+s"}.Does("save"),
		action.Keys{"f8"}.Does("delete"), action.Together("copy", action.Keys{"y"}, action.Keys{"shift+y"}), action.Together("field", Up, Down), {Text: "type to filter"}})
	got := ""
	for x := range 60 {
		if key, ok := c.KeyAt(x, 9); ok && (len(got) < len(key) || got[len(got)-len(key):] != key) {
			got += " " + key
		}
	}
	if got != " ctrl+s f8 y" {
		t.Errorf("keys are%s", got)
	}
	Frame(c, canvas.Rect{W: 60, H: 10}, themes.Default(true), 60, 10, "", Footer{ToLeave()})
	if key, _ := c.KeyAt(4, 9); key != "esc" {
		t.Errorf("what another box covers is still %q", key)
	}
}
