package tui

import (
	"slices"
	"strings"
	"testing"

	"sonde/tui/action"
	"sonde/tui/dialog"
)

// everywhere reports whether terminals can send a key without a protocol of their
// own: alt is a leading escape, control makes other characters of letters and a
// few signs, and the keys that move or delete take modifiers, two of them only
// where the terminal leaves them to the program.
func everywhere(key string) bool {
	if len(key) == 1 {
		return true
	}
	parts := strings.Split(key, "+")
	mods, name := parts[:len(parts)-1], parts[len(parts)-1]
	moves := strings.Contains(" up down left right home end pgup pgdown insert delete ", " "+name+" ")
	function := len(name) > 1 && name[0] == 'f'
	switch strings.Join(mods, "+") {
	case "":
		return true
	case "alt":
		return len(name) == 1 || moves || name == "backspace" || name == "enter" || name == ""
	case "ctrl":
		// Of the letters, h, i and m are Backspace, Tab and Enter in disguise.
		letter := len(name) == 1 && name[0] >= 'a' && name[0] <= 'z' && !strings.Contains("him", name)
		return letter || moves || slices.Contains([]string{"space", "/", "_", "]", `\`}, name)
	case "shift":
		return moves || function || name == "tab"
	case "alt+shift":
		return moves
	}
	return false
}

// otherwise are actions for which plain keys do the same: those that select in
// the grid go on from v.
var otherwise = map[string]string{
	"grid.select-first-row": "grid.first-row",
	"grid.select-last-row":  "grid.last-row",
}

func TestEveryActionCanBeReachedFromEveryTerminal(t *testing.T) {
	listed := map[string]bool{}
	for _, it := range dialog.Commands(Actions(), KeyNames, func(a action.Action) any { return a.ID }, func(action.Action) string { return "" }) {
		if it.Title == "" || listed[it.Answer.(string)] {
			t.Errorf("%v is in the palette without a title, or twice", it.Answer)
		}
		listed[it.Answer.(string)] = true
	}
	keys := map[string][]string{}
	for _, a := range Actions() {
		if !listed[a.ID] {
			t.Errorf("%s is not in the palette", a.ID)
		}
		keys[a.ID] = append(keys[a.ID], a.Keys...)
	}
	for id := range otherwise {
		if keys[id] == nil {
			t.Errorf("there is no %s any more", id)
		}
	}
	for id, of := range keys {
		if other := otherwise[id]; other != "" {
			of = keys[other]
		}
		if len(of) > 0 && !slices.ContainsFunc(of, everywhere) {
			t.Errorf("%s has only %v, which some terminals cannot send", id, of)
		}
	}
}

// A key has one meaning at a place.
func TestNoKeyHasTwoMeaningsAtAPlace(t *testing.T) {
	taken := map[[2]string]string{}
	for _, a := range Actions() {
		for _, k := range a.Keys {
			at := [2]string{string(a.Place), k}
			if other := taken[at]; other != "" && other != a.ID {
				t.Errorf("%s is a key of %s and of %s", k, other, a.ID)
			}
			taken[at] = a.ID
		}
	}
}
