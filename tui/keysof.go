package tui

import (
	"regexp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"sonde/tui/action"
)

// keyOf is the first key of an action, for people.
func (a *App) keyOf(id string) string { return a.keymap.keyOf(id) }

// told is a text with the keys of actions, see [keymap.told].
func (a *App) told(text string) string { return a.keymap.told(text) }

// keyOf is the first key of an action, for people; of one that has none, how it is
// found by its title.
func (m *keymap) keyOf(id string) string {
	title := id
	for _, x := range m.actions {
		if x.ID != id {
			continue
		}
		if len(x.Keys) > 0 {
			return action.KeyName(x.Keys[0])
		}
		title = "“" + x.Title + "”"
	}
	if id != "palette" && title != id {
		return m.keyOf("palette") + ", " + title
	}
	return title
}

// byName says how an action is chosen by its title.
func (a *App) byName(id string) string {
	for _, x := range a.keymap.actions {
		if x.ID == id {
			return a.keyOf("palette") + ", “" + x.Title + "”"
		}
	}
	return id
}

// actionName is how a text names the key of an action.
var actionName = regexp.MustCompile(`@[a-z]+(?:[-.][a-z]+)*`)

// told is a text in which the id of an action behind an @ stands for its key, so
// that no text names a key that was taken from the action.
func (m *keymap) told(text string) string {
	return actionName.ReplaceAllStringFunc(text, func(name string) string { return m.keyOf(name[1:]) })
}

// withKeys are actions whose help names the keys of others.
func (m *keymap) withKeys(actions []action.Action) []action.Action {
	told := slices.Clone(actions)
	for i := range told {
		told[i].Help = m.told(told[i].Help)
	}
	return told
}

// isFor reports whether a key is one of an action that works everywhere.
func (m *keymap) isFor(id string, k tea.KeyPressMsg) bool {
	return m.byKey[action.Global][k.Keystroke()] == id
}
