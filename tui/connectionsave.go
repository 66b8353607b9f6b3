package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/run"
	"sonde/internal/secrets"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

type (
	// testMsg asks to test a connection that is being written.
	testMsg struct {
		form       *connectionForm
		connection config.Connection
	}
	// stopTestMsg asks to stop that.
	stopTestMsg struct{ form *connectionForm }
	// testedMsg is the end of it.
	testedMsg struct {
		form  *connectionForm
		trial int
		pong  run.Pong
		err   error
	}
)

// testPatience is how long a test waits for the source.
const testPatience = 30 * time.Second

// testConnection tries a connection out, beside what is open.
func (a *App) testConnection(msg testMsg) tea.Cmd {
	c := msg.form
	ctx, stop := context.WithTimeout(a.ctx, testPatience)
	c.trial++
	c.stop = stop
	c.form.SetBusy("Testing the connection…", stopTestMsg{c})
	trial, connections := c.trial, a.opts.Connections
	return func() tea.Msg {
		defer stop()
		tried, err := connections.Try(ctx, msg.connection)
		if err != nil {
			return testedMsg{form: c, trial: trial, err: err}
		}
		defer tried.Close() // What it was opened for has its answer.
		pong, err := run.Ping(ctx, tried)
		return testedMsg{c, trial, pong, err}
	}
}

// stopTest ends a test; its own end comes too late to be shown.
func stopTest(c *connectionForm) {
	c.stop()
	c.trial++
	c.form.SetStatus("The test was stopped", dialog.Plain)
}

// tested shows the end of a test in the form.
func (a *App) tested(msg testedMsg) {
	c := msg.form
	switch {
	case msg.trial != c.trial:
	case msg.err != nil:
		c.form.SetStatus(a.errorText(msg.err), dialog.Trouble)
	case msg.pong.Silent:
		c.form.SetStatus("The connection can be opened; "+c.driver.Title+" has no way to ask more", dialog.Success)
	default:
		product := strings.TrimSpace(msg.pong.Product + " " + msg.pong.Version)
		text := sprintf("✓ %s answered after %s", product, statusbar.Duration(msg.pong.Latency))
		if msg.pong.Note != "" {
			text += "; " + msg.pong.Note
		}
		c.form.SetStatus(text, dialog.Success)
	}
}

// errorText is an error with its class and hint, without secrets.
func (a *App) errorText(err error) string {
	e := connectors.AsError(err)
	text := string(e.Class) + ": " + e.Message
	if e.Hint != "" {
		text += "\n" + e.Hint
	}
	return a.opts.Connections.Redactor.Redact(text)
}

// keepMsg asks to save a connection. Its secrets that were typed in plain may
// go to the keyring.
type keepMsg struct {
	form       *connectionForm
	connection config.Connection
	plain      []string // names of options
	asked      bool     // it is known where they go
	keyring    bool     // they go there
}

// keyringMsg tells whether there is a keyring.
type keyringMsg struct {
	keepMsg
	has bool
}

// keyringPatience is how long the system's keyring may take.
const keyringPatience = 10 * time.Second

// keep saves a connection, after the question where its secrets go.
func (a *App) keep(msg keepMsg) tea.Cmd {
	parent := a.ctx
	if len(msg.plain) > 0 && !msg.asked {
		msg.form.form.SetBusy("Looking for a keyring…", nil)
		return func() tea.Msg {
			ctx, stop := context.WithTimeout(parent, keyringPatience)
			defer stop()
			return keyringMsg{msg, secrets.HasKeyring(ctx)}
		}
	}
	path := a.opts.Config
	msg.form.form.SetBusy("Saving…", nil)
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(parent, keyringPatience)
		defer stop()
		saved, err := save(ctx, path, msg)
		return connectionSavedMsg{msg, saved, err}
	}
}

// save writes secrets and configuration.
func save(ctx context.Context, path string, msg keepMsg) (config.Connection, error) {
	if msg.keyring {
		for _, option := range msg.plain {
			reference := secrets.KeyringReference(msg.connection.Name, option)
			if err := secrets.Keep(ctx, reference, msg.connection.Values[option].(string)); err != nil {
				return msg.connection, err
			}
			msg.connection.Values[option] = reference
		}
	}
	return config.SaveConnection(path, msg.connection, msg.form.driver)
}

// askKeyring asks where secrets go, where there is a choice.
func (a *App) askKeyring(msg keyringMsg) tea.Cmd {
	msg.asked = true
	msg.form.form.SetStatus("", dialog.Plain)
	names := strings.Join(msg.plain, ", ")
	if !msg.has {
		text := "There is no keyring here: whoever reads " + a.opts.Config + " reads " + names + ". A reference such as ${env:NAME} keeps the text out of it."
		a.push(dialog.NewConfirm("Keep "+names+" as plain text?", text, "keep it in the file", msg.keepMsg))
		return nil
	}
	inKeyring, inFile := msg.keepMsg, msg.keepMsg
	inKeyring.keyring = true
	a.push(dialog.NewPalette("Where is "+names+" kept?", []dialog.Item{
		{Title: "In the system's keyring", Note: "the file has a reference", Answer: inKeyring},
		{Title: "In the configuration, as typed", Note: "only you can read the file", Answer: inFile},
	}))
	return nil
}

// connectionSavedMsg is the end of saving a connection.
type connectionSavedMsg struct {
	kept  keepMsg
	saved config.Connection
	err   error
}

// connectionSaved makes the connection known, and opens it anew.
func (a *App) connectionSaved(msg connectionSavedMsg) tea.Cmd {
	if msg.err != nil {
		msg.kept.form.form.SetStatus(a.errorText(msg.err), dialog.Trouble)
		return nil
	}
	a.drop(msg.kept.form.form)
	name := msg.saved.Name
	a.opts.Connections.Add(msg.saved)
	delete(a.open, name)
	a.listConnections()
	a.savedLast = name
	note := a.say(false, "Saved %s in %s", name, a.opts.Config)
	if len(msg.kept.plain) > 0 && !msg.kept.keyring {
		note = a.say(true, "Saved %s with %s as typed: only you can read %s", name, strings.Join(msg.kept.plain, ", "), a.opts.Config)
	}
	return tea.Batch(note, a.reopen(name))
}

// drop closes a dialog, wherever it stands.
func (a *App) drop(d dialog.Dialog) {
	for i, open := range a.dialogs {
		if open == d {
			a.dialogs = append(a.dialogs[:i:i], a.dialogs[i+1:]...)
			return
		}
	}
}

// reopen opens a connection with new values. What runs on it goes on over the
// old ones, which are closed after that.
func (a *App) reopen(name string) tea.Cmd {
	going := a.runsOn(name)
	delete(a.opening, name)
	connections, open := a.opts.Connections, a.openConnection(name)
	return func() tea.Msg {
		closeAfter(connections.Release(name), going)
		return open()
	}
}
