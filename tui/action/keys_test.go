package action

import (
	"strings"
	"testing"
)

// Every key is written in one way, whatever place tells it.
func TestKeysAreWrittenInOneWay(t *testing.T) {
	for key, want := range map[string]string{
		"ctrl+t": "Ctrl+T", "enter": "Enter", "esc": "Esc", "f5": "F5", "alt+enter": "Alt+Enter", "shift+f6": "Shift+F6",
		"y": "y", "D": "D", "shift+y": "Y", "/": "/", "pgdown": "PgDn", "ctrl+pgup": "Ctrl+PgUp", "ctrl+left": "Ctrl+←", "up": "↑",
		"alt++": "Alt++", "+": "+", "\\": "\\", "ctrl+shift+z": "Ctrl+Shift+Z", "alt+-": "Alt+-", "ctrl+space": "Ctrl+Space",
	} {
		if got := KeyName(key); got != want {
			t.Errorf("%s is written %q, want %q", key, got, want)
		}
	}
}

func TestSeveralKeysStandTogether(t *testing.T) {
	if h := Together("rows", Keys{"left"}, Keys{"right"}); h.String() != "←→ rows" {
		t.Errorf("arrows: %q", h)
	}
	if h := Together("copy", Keys{"y"}, Keys{"shift+y"}); h.String() != "y Y copy" {
		t.Errorf("letters: %q", h)
	}
}

// What leaves a dialog is told at any width, the first hints before the last.
func TestHintsThatStayAreNotLost(t *testing.T) {
	hints := []Hint{Keys{"enter"}.Does("edit"), Keys{"f5"}.Does("run"), Keys{"f2"}.Does("name"), Keys{"esc"}.Stays("leave")}
	measure := func(h Hint) int { return len(h.String()) + 2 }
	for width, want := range map[int]string{100: "Enter edit, F5 run, F2 name, Esc leave", 32: "Enter edit, F5 run, Esc leave", 25: "Enter edit, Esc leave", 5: "Esc leave"} {
		var got []string
		for _, h := range Fitting(hints, width, measure) {
			got = append(got, h.String())
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("in %d columns: %q, want %q", width, got, want)
		}
	}
}
