package dialog

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/themes"
	"sonde/tui/canvas"
)

func pairedForm() *Form {
	return NewForm("Form", []Field{{Label: "long"}, {Label: "a", Short: true}, {Label: "b", Short: true}, {Label: "c", Short: true}, {Label: "d", Short: true}},
		[]FormKey{{Keys: []string{"f5"}, Does: "go"}}, false)
}

func drawnForm(f *Form, w, h int) string {
	var c canvas.Canvas
	c.Resize(w, h)
	f.Draw(&c, canvas.Rect{W: w, H: h}, themes.Default(true))
	var lines []string
	for y := range h {
		lines = append(lines, c.Line(y))
	}
	return strings.Join(lines, "\n")
}

// Down and Up stay in their column, Tab goes through all fields in their order.
func TestShortFieldsShareALine(t *testing.T) {
	f := pairedForm()
	if got := drawnForm(f, 80, 20); strings.Count(got, "long") != 1 || len(f.lines) != 3 {
		t.Fatalf("%v\n%s", f.lines, got)
	}
	for _, step := range []struct {
		key  rune
		want int
	}{{tea.KeyDown, 1}, {tea.KeyTab, 2}, {tea.KeyDown, 4}, {tea.KeyDown, 4}, {tea.KeyUp, 2}, {tea.KeyUp, 0}} {
		f.Update(tea.KeyPressMsg{Code: step.key})
		if drawnForm(f, 80, 20); f.Line() != step.want {
			t.Errorf("%c leads to the field %d, want %d", step.key, f.Line(), step.want)
		}
	}
	drawnForm(f, 40, 20)
	if len(f.lines) != 5 {
		t.Errorf("fields share lines of a narrow form: %v", f.lines)
	}
}

func TestClickIntoAFieldThatSharesItsLine(t *testing.T) {
	f := pairedForm()
	drawnForm(f, 80, 20)
	for _, want := range []int{1, 2} {
		x := f.area.X + 4 + (want-1)*f.area.W/2
		if f.Update(tea.MouseClickMsg{X: x, Y: f.area.Y + 1}); f.Line() != want {
			t.Errorf("field %d has the focus, want %d", f.Line(), want)
		}
	}
}

// What stands beside the values is plainly their type.
func TestTypesHaveAHeading(t *testing.T) {
	f := NewForm("Parameters", []Field{{Label: "day", Value: "Monday", Typed: true, Type: "VARCHAR", Fixed: true}, {Label: "n", Typed: true}}, []FormKey{accepting("f5")}, true)
	drawn := strings.Split(drawnForm(f, 80, 20), "\n")
	heading, value := -1, -1
	for y, line := range drawn {
		if strings.Contains(line, "Value") && strings.Contains(line, "Type") {
			heading = y
		}
		if strings.Contains(line, "VARCHAR") {
			value = y
		}
	}
	if heading < 0 || value != heading+1 || strings.Index(drawn[heading], "Type") != strings.Index(drawn[value], "VARCHAR")-len("▸▎")+len("  ") {
		t.Errorf("no heading over the types:\n%s", strings.Join(drawn, "\n"))
	}
	f.Update(tea.MouseClickMsg{X: 40, Y: value + 1, Button: tea.MouseLeft})
	if f.Line() != 1 {
		t.Error("below the heading the mouse hits another field")
	}
}
