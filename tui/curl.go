package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/internal/sqltext"
)

// curlPatience is how long a source may take to find out what its request
// depends on.
const curlPatience = 30 * time.Second

// curlConnection is the connection whose requests a copy is of: that of the
// result where one has the focus, else that of the tab.
func (a *App) curlConnection() *run.Connection {
	if res := a.tab().result(); a.focus == paneResults && res != nil {
		return res.run.Connection()
	}
	return a.open[a.tab().connection]
}

// copyCurl copies the command that repeats the run of the shown result, or that
// sends the statement under the cursor.
func (a *App) copyCurl() tea.Cmd {
	if reason := a.unavailable("copy-curl"); reason != "" {
		return a.refuse(reason)
	}
	c := a.curlConnection()
	if res := a.tab().result(); a.focus == paneResults && res != nil {
		return a.writeCurl(c, []connectors.Statement{res.run.Statement()})
	}
	text, start, ok := a.tab().editor.Statement()
	if !ok {
		return a.say(true, "There is no statement at the cursor")
	}
	parts := split(text, start, sqltext.ForName(c.Dialect()).Split(text))
	return a.withParams(a.tab(), parts, "copy", func(statements []pending) tea.Cmd {
		var sent []connectors.Statement
		for _, p := range statements {
			s, err := run.Prepare(c, a.tab().statement(p))
			if err != nil {
				return a.sayError(err)
			}
			sent = append(sent, s)
		}
		return a.writeCurl(c, sent)
	})
}

// writeCurl has the connection write the commands, off the screen's goroutine:
// it may have to ask the source first.
func (a *App) writeCurl(c *run.Connection, statements []connectors.Statement) tea.Cmd {
	parent, redact := a.ctx, a.opts.Connections.Redactor.Redact
	return a.copyLater(func() copiedMsg {
		ctx, stop := context.WithTimeout(parent, curlPatience)
		defer stop()
		var commands, variables []string
		for _, s := range statements {
			command, names, err := run.Curl(ctx, c, s)
			if err != nil {
				return copiedMsg{err: err}
			}
			commands, variables = append(commands, redact(command)), append(variables, names...)
		}
		what := "Copied the curl command"
		if len(variables) > 0 {
			what += "; set " + strings.Join(unique(variables), ", ") + " before running it"
		}
		return copiedMsg{text: strings.Join(commands, "\n\n"), what: what}
	})
}

// unique drops names that stand before.
func unique(names []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if !seen[n] {
			out = append(out, n)
		}
		seen[n] = true
	}
	return out
}
