package dialog

import (
	"strings"

	"sonde/tui/action"
)

// NewHelp returns the list of every action with its keys, by place.
func NewHelp(actions []action.Action, keys func(action.Action) []string) *Palette {
	var items []Item
	place := action.Place("?")
	for _, a := range actions {
		if a.Place != place {
			place = a.Place
			items = append(items, Item{Title: PlaceTitle(place), Heading: true})
		}
		title := "  " + a.Title
		if a.Help != "" {
			title += ". " + a.Help
		}
		items = append(items, Item{Title: title, Note: strings.Join(keys(a), "  ")})
	}
	p := NewPalette("Keys", items)
	p.footer = "esc leave"
	return p
}

// NewCommands returns the palette of actions; choosing one answers with what
// answer makes of it. One that cannot be done now stands there with the reason,
// which is empty for the others.
func NewCommands(actions []action.Action, keys func(action.Action) []string, answer func(action.Action) any, reason func(action.Action) string) *Palette {
	items := make([]Item, 0, len(actions))
	seen := map[string]bool{}
	for _, a := range actions {
		if seen[a.ID] {
			continue // It has other keys in another place.
		}
		seen[a.ID] = true
		note := strings.Join(keys(a), "  ")
		if a.Place != action.Global {
			note = PlaceTitle(a.Place) + "  " + note
		}
		item := Item{Title: a.Title, Note: note, Answer: answer(a)}
		if why := reason(a); why != "" {
			item.Note, item.Off = why, true
		}
		items = append(items, item)
	}
	return NewPalette("Commands", items)
}

// PlaceTitle names a place for people.
func PlaceTitle(p action.Place) string {
	switch p {
	case action.Editor:
		return "Editor"
	case action.Grid:
		return "Results"
	case action.Sidebar:
		return "Sidebar"
	}
	return "Everywhere"
}
