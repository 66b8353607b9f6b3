package dialog

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestAllOfAnInputIsSelectedAndReplaced(t *testing.T) {
	for _, key := range []tea.KeyPressMsg{{Code: 'x', Text: "x"}, {Code: tea.KeyBackspace}, {Code: tea.KeyDelete}} {
		in := NewInput("old")
		in.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
		if in.Update(tea.KeyPressMsg{Code: 'a', Mod: tea.ModCtrl}); in.Value() != "old" {
			t.Fatalf("selecting changes the text to %q", in.Value())
		}
		if in.Update(key); in.Value() != key.Text {
			t.Errorf("%s leaves %q", key, in.Value())
		}
	}
}
