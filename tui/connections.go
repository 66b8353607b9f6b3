package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/run"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

type (
	// disconnectMsg asks to close a connection.
	disconnectMsg struct{ name string }
	// changeConnectionMsg asks to give a connection of the configuration another
	// name; an empty one takes it out.
	changeConnectionMsg struct{ name, to, file string }
	// connectionChangedMsg is the end of that.
	connectionChangedMsg struct {
		changeConnectionMsg
		err error
	}
	// pongMsg is the answer of a source to a test.
	pongMsg struct {
		name string
		pong run.Pong
	}
)

// doConnection runs an action on the chosen connection.
func (a *App) doConnection(id string) tea.Cmd {
	if id == "remove-connection" {
		return a.removeLine()
	}
	if reason := a.noConnection(); reason != "" {
		return a.refuse(reason)
	}
	name := a.chosenConnection()
	known, err := a.opts.Connections.Find(name)
	if err != nil {
		return a.sayError(err)
	}
	switch id {
	case "connect":
		return a.connect(name)
	case "test-connection":
		return a.ping(known)
	}
	if reason := a.cannotChange(name); reason != "" {
		return a.refuse(reason)
	}
	a.askNewName(known)
	return nil
}

// cannotChange is why the configuration of a connection cannot be changed; empty
// where it can.
func (a *App) cannotChange(name string) string {
	known, err := a.opts.Connections.Find(name)
	switch {
	case err != nil:
		return "there is no such connection"
	case known.File == "":
		return "the connection is not in the configuration"
	}
	return a.cannotSave()
}

// connect opens a connection, or asks whether an open one is to be closed.
func (a *App) connect(name string) tea.Cmd {
	if a.open[name] == nil {
		return a.effect(a.sidebar.Reveal(name))
	}
	text := a.holds(name)
	if slices.ContainsFunc(a.runsOn(name), func(r *run.Run) bool { return r.Status().State == run.Running }) {
		text = "A run goes on; it ends first. " + text
	}
	a.push(dialog.NewConfirm("Disconnect "+name+"?", text, "disconnect", disconnectMsg{name}))
	return nil
}

// holds tells what goes with a connection that is closed: one that is no more than
// requests over HTTP holds nothing.
func (a *App) holds(name string) string {
	d := a.open[name].Driver
	if slices.ContainsFunc(d.Schemes, func(s connectors.Scheme) bool { return s.Transport != "" }) {
		return "Nothing is lost: running a statement opens it again."
	}
	return "What it holds for itself, such as temporary tables and a database in memory, goes with it."
}

// runsOn are the runs on a connection that tabs have the results of.
func (a *App) runsOn(name string) []*run.Run {
	var going []*run.Run
	for _, t := range a.tabs {
		for _, r := range t.results {
			if r.run.Connection().Name == name {
				going = append(going, r.run)
			}
		}
	}
	return going
}

// disconnect closes a connection once nothing runs on it.
func (a *App) disconnect(name string) tea.Cmd {
	going, connections := a.runsOn(name), a.opts.Connections
	delete(a.open, name)
	delete(a.opening, name)
	a.forgetNames(name)
	a.sidebar.Forget(name)
	return func() tea.Msg {
		closeAfter(connections.Release(name), going)
		return nil
	}
}

// closeAfter closes a connection after the runs on it have ended.
func closeAfter(c *run.Connection, going []*run.Run) {
	if c == nil {
		return
	}
	go func() {
		for _, r := range going {
			<-r.Done()
		}
		_ = c.Close() // Nothing waits for it any more.
	}()
}

// ping asks a source whether it answers: over the open connection, else over one
// that is closed again.
func (a *App) ping(known config.Connection) tea.Cmd {
	connections, open := a.opts.Connections, a.open[known.Name]
	return a.inquire("an answer of "+known.Name, func(ctx context.Context) (tea.Msg, error) {
		c := open
		if c == nil {
			tried, err := connections.Try(ctx, known)
			if err != nil {
				return nil, err
			}
			defer tried.Close() // What it was opened for has its answer.
			c = tried
		}
		pong, err := run.Ping(ctx, c)
		return pongMsg{known.Name, pong}, err
	})
}

func (a *App) ponged(msg pongMsg) tea.Cmd {
	if msg.pong.Silent {
		return a.say(false, "%s can be opened; it has no way to ask more", msg.name)
	}
	product := strings.TrimSpace(msg.pong.Product + " " + msg.pong.Version)
	return a.say(false, "✓ %s: %s answered after %s", msg.name, product, statusbar.Duration(msg.pong.Latency))
}

// askNewName asks for another name of a connection.
func (a *App) askNewName(known config.Connection) {
	a.push(dialog.NewPrompt("Rename "+known.Name, "Its new name", known.Name, func(text string) (tea.Msg, error) {
		text = strings.TrimSpace(text)
		if _, err := a.opts.Connections.Find(text); err == nil && text != known.Name {
			return nil, connectors.Errorf(connectors.ClassConfig, "there is a connection %q already", text)
		}
		if text == "" || text == known.Name {
			return nil, connectors.Errorf(connectors.ClassConfig, "a new name is needed; %s keeps the old one", dialog.Leave.Name())
		}
		return changeConnectionMsg{known.Name, text, known.File}, nil
	}))
}

// changeConnection writes the change into the configuration.
func (a *App) changeConnection(msg changeConnectionMsg) tea.Cmd {
	return func() tea.Msg {
		if msg.to == "" {
			return connectionChangedMsg{msg, config.RemoveConnection(msg.file, msg.name)}
		}
		return connectionChangedMsg{msg, config.RenameConnection(msg.file, msg.name, msg.to)}
	}
}

// connectionChanged does in the program what was done in the configuration.
func (a *App) connectionChanged(msg connectionChangedMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayError(msg.err)
	}
	known, err := a.opts.Connections.Find(msg.name)
	if err != nil {
		return a.sayError(err)
	}
	wasOpen := a.open[msg.name] != nil || a.opening[msg.name] != 0
	closing := a.disconnect(msg.name)
	a.opts.Connections.Remove(msg.name)
	if msg.to == "" {
		a.listConnections()
		return tea.Batch(closing, a.say(false, "Removed %s from %s", msg.name, msg.file))
	}
	known.Name = msg.to
	a.opts.Connections.Add(known)
	a.listConnections()
	for _, t := range a.tabs {
		if t.connection == msg.name {
			t.connection = msg.to
		}
	}
	a.show(a.active)
	a.sidebar.GoTo(msg.to)
	commands := []tea.Cmd{closing, a.say(false, "%s is now called %s", msg.name, msg.to)}
	if wasOpen {
		commands = append(commands, a.openConnection(msg.to))
	}
	return tea.Batch(commands...)
}
