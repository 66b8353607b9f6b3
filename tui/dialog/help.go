package dialog

import (
	"strings"

	"sonde/tui/action"
)

// NewHelp returns the list of every action with its keys, by place, and of more
// behind them.
func NewHelp(actions []action.Action, keys func(action.Action) []string, more ...Item) *Palette {
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
	p := NewPalette("Keys and mouse", append(items, more...))
	p.footer, p.fixed = Footer{{Text: "type to filter"}, ToLeave()}, commandsWidth+20
	return p
}

// commandsWidth is the width of the palette of commands, whatever stands in it.
const commandsWidth = 92

// NewCommands returns the palette of everything that can be chosen by name.
func NewCommands(items []Item) *Palette {
	p := NewPalette("Commands", items)
	p.fixed = commandsWidth
	return p
}

// Commands returns the items of actions, each once; choosing one answers with
// what answer makes of it. One that cannot be done now stands there with the
// reason, which is empty for the others.
func Commands(actions []action.Action, keys func(action.Action) []string, answer func(action.Action) any, reason func(action.Action) string) []Item {
	items := make([]Item, 0, len(actions))
	seen := map[string]bool{}
	for _, a := range actions {
		if seen[a.ID] {
			continue // It has other keys in another place.
		}
		seen[a.ID] = true
		note := strings.Join(keys(a), "  ")
		if a.Place != action.Global {
			note = strings.TrimSpace(PlaceTitle(a.Place) + "  " + note)
		}
		item := Item{Title: a.Title, Note: note, Answer: answer(a)}
		if why := reason(a); why != "" {
			item.Note, item.Off = why, true
		}
		items = append(items, item)
	}
	return items
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
	case action.Profile:
		return "Profile"
	}
	return "Everywhere"
}
