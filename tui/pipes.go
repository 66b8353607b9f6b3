package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/tui/dialog"
	"sonde/tui/sidebar"
)

// pipeMsg asks how a pipe is to be run.
type pipeMsg struct {
	preview sidebar.Preview
	pipe    connectors.Pipe
	// texts are the statements that ask its endpoint, one for each of the pipe's
	// formats.
	texts []string
}

// preview runs a statement that shows the first rows of a table, in a tab of its
// connection. How the endpoint of a pipe is to be asked is found out first.
func (a *App) preview(p sidebar.Preview) tea.Cmd {
	c := a.open[p.Connection]
	if c == nil || !p.Pipe {
		return a.runPreview(p)
	}
	piper, can := c.Conn.(connectors.Piper)
	if !can {
		return a.runPreview(p)
	}
	return a.inquire("the parameters of "+p.Name, func(ctx context.Context) (tea.Msg, error) {
		pipes, err := piper.Pipes(ctx)
		i := slices.IndexFunc(pipes, func(pipe connectors.Pipe) bool { return pipe.Name == p.Name })
		if err != nil || i < 0 {
			return pipeMsg{preview: p}, err
		}
		msg := pipeMsg{preview: p, pipe: pipes[i]}
		for _, format := range msg.pipe.Formats {
			msg.texts = append(msg.texts, piper.PipeStatement(msg.pipe, format, ""))
		}
		return msg, nil
	})
}

func (a *App) runPreview(p sidebar.Preview) tea.Cmd {
	a.tabOf(p.Connection)
	return a.filledIn(a.tab(), []pending{{sql: p.SQL, title: p.Name, start: -1, preview: true, asked: previewed(p.SQL)}})
}

// runPipe asks for the values of a pipe's parameters and for the format, and
// runs its endpoint. A pipe that is not listed any more is shown as it was.
func (a *App) runPipe(msg pipeMsg) tea.Cmd {
	if len(msg.texts) == 0 {
		return a.runPreview(msg.preview)
	}
	a.tabOf(msg.preview.Connection)
	t := a.tab()
	p := pending{sql: msg.texts[0], title: msg.pipe.Name, start: -1, preview: true}
	q := a.asking(t, []pending{p}, "run", func(filled []pending) tea.Cmd { return a.confirmed(t, filled) })
	q.pipe, q.title = &msg, msg.pipe.Name
	return a.recallValues(q)
}

// formatField is the line of the form in which the format is chosen.
func (m *pipeMsg) formatField() dialog.Field {
	return dialog.Field{Label: "format", Value: m.pipe.Formats[0], Choices: m.pipe.Formats, Only: true, Required: true,
		Help: "The format in which the endpoint is asked. One that is no table is shown as the server sends it."}
}

// endpointTitle is the last part of the address of an endpoint; empty for other
// statements.
func endpointTitle(sql string) string {
	verb, address, _ := strings.Cut(sql, " ")
	if !strings.HasPrefix(address, "/") || !strings.EqualFold(verb, "GET") && !strings.EqualFold(verb, "POST") {
		return ""
	}
	address, _, _ = strings.Cut(strings.Fields(address)[0], "?")
	return address[strings.LastIndexByte(address, '/')+1:]
}
