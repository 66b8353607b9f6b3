package tui

import "testing"

func TestHintsOfDialogsAreClicked(t *testing.T) {
	s := open(t, 110, 34)
	s.Press("f1")
	s.WaitText("type to filter · Esc leave")
	s.clickOn("Esc leave")
	s.WaitGone("type to filter")
	s.clickOn("F1 help")
	s.WaitText("type to filter · Esc leave")
	s.clickOn("Esc leave")
	s.WaitGone("type to filter")
	s.Press("alt+1", "n")
	s.WaitText("Web service")
	s.Press("enter")
	s.WaitText("Ctrl+S save")
	s.clickOn("read_only")
	s.WaitText("▸ read_only", "←→ choose")
	s.clickOn("Esc leave")
	s.WaitGone("Ctrl+S save")
}

func TestKeysByName(t *testing.T) {
	for name, want := range map[string]string{"ctrl+s": "ctrl+s", "f5": "f5", "esc": "esc", "y": "y", "Y": "Y", "alt+r": "alt+r", "/": "/", "f12": "f12"} {
		if got := keyOfName(name).String(); got != want {
			t.Errorf("%s is %s", name, got)
		}
	}
}
