package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
)

// fetchSources asks for the columns of files that stand in the place of tables,
// each once.
func (a *App) fetchSources(cache *nameCache, c *run.Connection, sources []string) (commands []tea.Cmd) {
	describer, can := connAt(c, cache.key.ref).(connectors.Describer)
	for _, source := range sources {
		id := sourceID(source)
		if !can || cache.fetched[id] {
			continue
		}
		cache.fetched[id], cache.failed = true, ""
		commands = append(commands, a.describe(cache, describer, source))
	}
	return commands
}

// sourceID is that of a source among what was asked for.
func sourceID(source string) string { return "FROM " + source }

func (a *App) describe(cache *nameCache, describer connectors.Describer, source string) tea.Cmd {
	parent := a.ctx
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(parent, catalogPatience)
		defer stop()
		nodes, err := run.Ask(func() ([]connectors.Node, error) { return describer.Describe(ctx, source) })
		return fetchedMsg{cache: cache, source: source, nodes: nodes, err: err}
	}
}
