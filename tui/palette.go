package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/dialog"
	"sonde/tui/sidebar"
)

type (
	// commandMsg is an action that was chosen in the palette.
	commandMsg struct{ id string }
	// tabMsg goes to a tab.
	tabMsg struct{ id string }
	// effectMsg does what the sidebar would do.
	effectMsg struct{ effect sidebar.Effect }
)

// askCommand opens the palette: the commands that were used last, all of them,
// and everything else that has a name.
func (a *App) askCommand() {
	commands := dialog.Commands(a.keymap.actions, KeyNames, func(x action.Action) any { return commandMsg{x.ID} },
		func(x action.Action) string { return a.unavailable(x.ID) })
	recent, rest := a.splitRecent(commands)
	var items []dialog.Item
	for _, s := range []struct {
		title string
		items []dialog.Item
	}{
		{"Used last", recent}, {"Tabs", a.tabItems()}, {"Commands", rest}, {"Connections", a.connectionItems()},
		{"Tables", a.tableItems()}, {"Saved queries", a.queryItems()}, {"Themes", themeItems()},
	} {
		if len(s.items) > 0 {
			later := s.items[0].Later
			items = append(items, dialog.Item{Title: s.title, Heading: true, Later: later})
			items = append(items, s.items...)
		}
	}
	a.push(dialog.NewCommands(items))
}

// shownRecent is how many of the commands that were used last stand first,
// keptRecent how many are remembered.
const (
	shownRecent = 4
	keptRecent  = 12
)

// splitRecent takes out the commands that were used last.
func (a *App) splitRecent(commands []dialog.Item) (recent, rest []dialog.Item) {
	for _, id := range a.memory.now.Recent {
		i := slices.IndexFunc(commands, func(it dialog.Item) bool { return it.Answer == commandMsg{id} })
		if i >= 0 && len(recent) < shownRecent {
			recent = append(recent, commands[i])
			commands = slices.Delete(commands, i, i+1)
		}
	}
	return recent, commands
}

// command runs an action from the palette and remembers that it was used.
func (a *App) command(id string) tea.Cmd {
	recent := slices.DeleteFunc(slices.Clone(a.memory.now.Recent), func(other string) bool { return other == id })
	recent = slices.Insert(recent, 0, id)
	a.memory.now.Recent = recent[:min(len(recent), keptRecent)]
	return a.do(id)
}

func (a *App) tabItems() []dialog.Item {
	var items []dialog.Item
	for i, t := range a.tabs {
		if i != a.active {
			items = append(items, dialog.Item{Title: t.title(), Note: t.connection, Answer: tabMsg{t.id}})
		}
	}
	return items
}

// showTab goes to the tab of an id, if it is still there.
func (a *App) showTab(id string) {
	if i := slices.IndexFunc(a.tabs, func(t *tab) bool { return t.id == id }); i >= 0 {
		a.show(i)
		a.setFocus(paneEditor)
	}
}

func (a *App) connectionItems() []dialog.Item {
	var items []dialog.Item
	for _, c := range a.opts.Connections.Known() {
		it := dialog.Item{Title: c.Name, Note: c.Kind, Answer: connectionMsg{c.Name}}
		if c.Name == a.tab().connection {
			it.Off, it.Note = true, "the connection of the tab"
		}
		items = append(items, it)
	}
	return items
}

// listedTables is how many tables the palette looks through.
const listedTables = 2000

func (a *App) tableItems() []dialog.Item {
	var items []dialog.Item
	for _, p := range a.sidebar.Tables(listedTables) {
		items = append(items, dialog.Item{Title: p.Name, Note: "preview · " + p.Connection, Later: true, Answer: effectMsg{p}})
	}
	return items
}

func (a *App) queryItems() []dialog.Item {
	var items []dialog.Item
	for _, q := range a.sidebar.Queries() {
		items = append(items, dialog.Item{Title: q.Name, Note: "open · " + q.Connection, Later: true, Answer: effectMsg{sidebar.OpenQuery{Query: q}}})
	}
	return items
}

func themeItems() []dialog.Item {
	var items []dialog.Item
	for _, choice := range themes.Choices() {
		items = append(items, dialog.Item{Title: "Theme " + choice, Note: themeNote(choice), Later: true, Answer: themeMsg{choice, true}})
	}
	return items
}
