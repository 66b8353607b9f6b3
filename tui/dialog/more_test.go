package dialog

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestListsMarkThatTheyGoOn(t *testing.T) {
	var items []Item
	for range 90 {
		items = append(items, Item{Title: "item", Answer: "item"})
	}
	for name, d := range map[string]Dialog{
		"palette": NewPalette("Items", items),
		"text":    NewText("Text", strings.Repeat("line\n", 90), nil),
	} {
		if s := screen(d, 70, 20); strings.Count(s, "↓\n") != 1 || strings.Contains(s, "↑\n") {
			t.Errorf("%s: its beginning is marked wrongly\n%s", name, s)
		}
		d.Update(tea.KeyPressMsg{Code: tea.KeyPgDown})
		d.Update(tea.KeyPressMsg{Code: tea.KeyPgDown})
		if s := screen(d, 70, 20); strings.Count(s, "↓\n") != 1 || strings.Count(s, "↑\n") != 1 {
			t.Errorf("%s: its middle is marked wrongly\n%s", name, s)
		}
	}
}

func TestLabelsLeaveRoomForValues(t *testing.T) {
	f := NewForm("Export", []Field{{Label: "Text that stands for NULL", Value: "nothing at all"}}, nil, false)
	if got := drawnForm(f, 40, 12); !strings.Contains(got, "nothing at all") || !strings.Contains(got, "Text that s…") {
		t.Errorf("the label takes the room of the value\n%s", got)
	}
}
