package completion

import (
	"fmt"
	"strings"
	"testing"

	"sonde/internal/complete"
	"sonde/themes"
	"sonde/tui/canvas"
)

func items(n int) []complete.Item {
	list := make([]complete.Item, n)
	for i := range list {
		list[i] = complete.Item{Label: fmt.Sprintf("column_%d", i), Insert: "x", Detail: "BIGINT · a_table_with_a_long_name", Rows: -1}
	}
	return list
}

func TestTheListStaysWithinItsArea(t *testing.T) {
	const w, h = 60, 20
	for _, area := range []canvas.Rect{{X: 10, Y: 2, W: 40, H: 12}, {X: 10, Y: 2, W: 8, H: 3}, {X: 10, Y: 2, W: 1, H: 1}, {X: 0, Y: 0, W: w, H: h}} {
		for y := area.Y; y < area.Y+area.H; y++ {
			for _, x := range []int{area.X, area.X + area.W/2, area.X + area.W - 1} {
				c := &canvas.Canvas{}
				c.Resize(w, h)
				p := New(items(30), "co", true)
				p.Move(20)
				p.SetNote("loading…")
				p.Draw(c, area, x, y, themes.Default(true))
				for row := range h {
					for col, r := range []rune(c.Line(row)) {
						if r != ' ' && (!area.Contains(col, row) || row == y) {
							t.Fatalf("%q at %d, %d, with the cursor at %d, %d in %+v", r, col, row, x, y, area)
						}
					}
				}
			}
		}
	}
}

func TestTheChosenEntryIsInSight(t *testing.T) {
	c := &canvas.Canvas{}
	c.Resize(60, 20)
	p := New(items(30), "", true)
	for _, n := range []int{1, 5, 10, 20, -3, -15, 100, -100} {
		p.Move(n)
		c.Resize(60, 20)
		p.Draw(c, canvas.Rect{W: 60, H: 20}, 5, 2, themes.Default(true))
		chosen, _ := p.Chosen()
		found := false
		for y := range 20 {
			found = found || strings.Contains(c.Line(y), "▸"+chosen.Label+" ")
		}
		if !found {
			t.Errorf("%s is out of sight", chosen.Label)
		}
	}
}

func TestWhatIsTypedOutIsNotChosenAnyMore(t *testing.T) {
	p := New([]complete.Item{{Label: "orders"}, {Label: "orders_archive"}}, "ord", true)
	if it, ok := p.Chosen(); !ok || it.Label != "orders" {
		t.Fatalf("%+v", it)
	}
	p.Set([]complete.Item{{Label: "orders_archive"}}, "orders")
	if it, ok := p.Chosen(); ok {
		t.Errorf("%s is chosen", it.Label)
	}
}

// What comes later and fits better is chosen, unless another item was chosen by hand.
func TestABetterItemThatComesLaterIsChosen(t *testing.T) {
	early := []complete.Item{{Label: "hiveHash"}, {Label: "histogram"}}
	late := append([]complete.Item{{Label: "hits"}}, early...)
	for moves, want := range map[int]string{0: "hits", 1: "histogram"} {
		p := New(early, "hi", true)
		if moves > 0 {
			p.Move(moves)
		}
		p.Set(late, "hi")
		if it, _ := p.Chosen(); it.Label != want {
			t.Errorf("after %d moves %s is chosen, not %s", moves, it.Label, want)
		}
	}
}

func TestASignatureIsCutAtTheEdge(t *testing.T) {
	c := &canvas.Canvas{}
	c.Resize(30, 1)
	s := complete.Signature{Name: "substring", Text: "(string, start, length)", Returns: "VARCHAR", From: 9, To: 14}
	DrawSignature(c, canvas.Rect{W: 30, H: 1}, s, themes.Default(true))
	if got := c.Line(0); !strings.HasPrefix(got, " substring(string, start") || !strings.Contains(got, "…") {
		t.Errorf("%q", got)
	}
	if c.StyleAt(19, 0).Attr&themes.Underline == 0 {
		t.Error("the parameter at the cursor does not stand out")
	}
}

func TestTheWheelScrollsTheList(t *testing.T) {
	c := &canvas.Canvas{}
	p := New(items(30), "", true)
	draw := func() string {
		c.Resize(60, 20)
		p.Draw(c, canvas.Rect{W: 60, H: 20}, 5, 2, themes.Default(true))
		return c.Line(3)
	}
	draw()
	p.Wheel(3)
	if got := draw(); !strings.Contains(got, "▸column_3 ") {
		t.Errorf("at the top is %q", got)
	}
	p.Wheel(100)
	if got := draw(); !strings.Contains(got, "column_20 ") {
		t.Errorf("at the top is %q", got)
	}
	p.Wheel(-100)
	if got := draw(); !strings.Contains(got, "column_0 ") {
		t.Errorf("at the top is %q", got)
	}
}
