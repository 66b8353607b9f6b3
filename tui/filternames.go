package tui

import (
	tea "charm.land/bubbletea/v2"

	"sonde/internal/complete"
	"sonde/tui/sidebar"
)

// mostKnown is how many names a filter shows below branches that were not opened.
const mostKnown = 200

// knownMsg are names that the filter of the sidebar finds among those that
// completion knows.
type knownMsg struct {
	filter string
	names  []sidebar.Known
	more   bool
}

// lookForFilter looks for the filter's text among the names that are known, off
// the screen's goroutine. It asks no source for anything.
func (a *App) lookForFilter() tea.Cmd {
	text := a.sidebar.Filter()
	caches := map[string]*complete.Cache{}
	for name := range a.open {
		if c := a.completing.caches[cacheKey{name, a.shownRefs[name]}]; c != nil {
			caches[name] = c.names
		}
	}
	if text == "" || len(caches) == 0 {
		return nil
	}
	return func() tea.Msg {
		msg := knownMsg{filter: text}
		for name, c := range caches {
			chains, more := c.Search(text, mostKnown)
			for _, nodes := range chains {
				msg.names = append(msg.names, sidebar.Known{Connection: name, Nodes: nodes})
			}
			msg.more = msg.more || more
		}
		return msg
	}
}
