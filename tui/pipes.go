package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/tui/sidebar"
)

// previewMsg runs the preview of a node, with what is known of the parameters
// that it asks for.
type previewMsg struct {
	preview sidebar.Preview
	params  []connectors.PipeParam
}

// preview runs a statement that shows the first rows of a table. It goes into a
// tab of its connection. What the parameters of a pipe mean is asked first.
func (a *App) preview(p sidebar.Preview) tea.Cmd {
	c := a.open[p.Connection]
	if c == nil || len(a.parametersOf(p)) == 0 {
		return a.runPreview(previewMsg{preview: p})
	}
	piper, can := c.Conn.(connectors.Piper)
	if !can {
		return a.runPreview(previewMsg{preview: p})
	}
	return a.inquire("the parameters of "+p.Name, func(ctx context.Context) (tea.Msg, error) {
		// Without what the source tells of them, the statement's own account of
		// its parameters remains.
		pipes, _ := piper.Pipes(ctx)
		i := slices.IndexFunc(pipes, func(pipe connectors.Pipe) bool { return pipe.Name == p.Name })
		if i < 0 {
			return previewMsg{preview: p}, nil
		}
		return previewMsg{p, pipes[i].Params}, nil
	})
}

func (a *App) runPreview(msg previewMsg) tea.Cmd {
	a.tabOf(msg.preview.Connection)
	t := a.tab()
	p := pending{sql: msg.preview.SQL, title: msg.preview.Name, start: -1, preview: true}
	q := a.asking(t, []pending{p}, "run", func(filled []pending) tea.Cmd { return a.confirmed(t, filled) })
	q.known = msg.params
	if len(q.fields) > 0 {
		q.title = msg.preview.Name
	}
	return a.fill(q)
}

// describe is what the source says of a parameter, before how it is sent.
func describe(known []connectors.PipeParam, name, help string) string {
	i := slices.IndexFunc(known, func(p connectors.PipeParam) bool { return p.Name == name })
	if i < 0 {
		return help
	}
	if known[i].Required {
		help = "A value is needed."
	}
	if known[i].Comment == "" {
		return help
	}
	return sentence(known[i].Comment) + " " + help
}
