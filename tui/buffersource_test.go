package tui

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/run"
	"sonde/internal/screentest/source"
)

// appOver is an explorer on the connection "sample" over a history.
func appOver(t *testing.T, store *history.Store, more ...config.Connection) *App {
	t.Helper()
	known := run.NewConnections(connectors.NewRegistry(source.Driver()), &config.Config{Connections: append(more,
		config.Connection{Name: "sample", Kind: "web", Values: map[string]any{"url": "http://sample"}})})
	return New(t.Context(), Options{Connections: known, Open: "sample", Welcome: true,
		Runner: &run.Runner{History: func() (*history.Store, error) { return store, nil }}})
}

func historyAt(t *testing.T, path string) *history.Store {
	t.Helper()
	store, err := history.Open(context.Background(), path, history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// typedOn leaves a buffer that was typed on a connection, as a killed program
// does.
func typedOn(t *testing.T, path string, c config.Connection) {
	t.Helper()
	store := historyAt(t, path)
	defer store.Close()
	a := appOver(t, store, c)
	a.addTab(a.newTab("mine", c.Name, ""))
	a.tab().editor.Insert("SELECT secret_column")
	if msg := a.saveBuffers()().(savedMsg); msg.err != nil {
		t.Fatal(msg.err)
	}
}

func restart(t *testing.T, path string, more ...config.Connection) (*App, *tab) {
	t.Helper()
	store := historyAt(t, path)
	t.Cleanup(func() { _ = store.Close() })
	a := appOver(t, store, more...)
	a.width, a.height = 120, 40
	a.restored(a.restoreBuffers(true)().(restoredMsg))
	for _, b := range a.tabs {
		if b.editor.Text() == "SELECT secret_column" {
			return a, b
		}
	}
	t.Fatal("the buffer is not back")
	return nil, nil
}

func TestRestoredTabKeepsItsSource(t *testing.T) {
	files := map[string]any{"url": "http://files", "password": "hunter2"}
	for name, c := range map[string]struct {
		written config.Connection
		later   []config.Connection
		bound   string
		url     any // of the connection that it is bound to; nil where there is none
	}{
		"a file":                     {config.Connection{Name: "types.db", Kind: "web", Values: files}, nil, "types.db", "http://files"},
		"another file of its name":   {config.Connection{Name: "types.db", Kind: "web", Values: files}, []config.Connection{{Name: "types.db", Kind: "web", Values: map[string]any{"url": "http://others"}}}, "types.db (2)", "http://files"},
		"a URL":                      {config.Connection{Name: "web+http://host:1", Kind: "web", Values: map[string]any{"url": "http://host:1"}}, nil, "web+http://host:1", "http://host:1"},
		"one that was taken out":     {config.Connection{Name: "shop", Kind: "web", File: "config.toml", Values: files}, nil, "shop", nil},
		"one that is still there":    {config.Connection{Name: "shop", Kind: "web", File: "config.toml", Values: files}, []config.Connection{{Name: "shop", Kind: "web", File: "config.toml", Values: files}}, "shop", "http://files"},
		"one of a kind that is gone": {config.Connection{Name: "old", Kind: "nothing", Values: files}, nil, "old", nil},
	} {
		path := filepath.Join(t.TempDir(), "history.db")
		typedOn(t, path, c.written)
		a, b := restart(t, path, c.later...)
		if b.connection != c.bound {
			t.Errorf("%s: bound to %s", name, b.connection)
		}
		known, err := a.opts.Connections.Find(b.connection)
		if url := known.Values["url"]; url != c.url || (err != nil) != (c.url == nil) {
			t.Errorf("%s: its connection is to %v, %v", name, url, err)
		}
		if known.File == "" && known.Values["password"] != nil {
			t.Errorf("%s: the password was kept", name)
		}
	}
}

func TestTabWithoutItsSourceRunsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	typedOn(t, path, config.Connection{Name: "shop", Kind: "web", File: "config.toml", Values: map[string]any{"url": "http://shop"}})
	a, b := restart(t, path)
	name, about := a.connectionState("shop")
	if !strings.Contains(a.notice, "shop is not available here · Ctrl+O") || name+about != "✗ shop (not available)" {
		t.Errorf("%q", a.notice)
	}
	for i, other := range a.tabs {
		if other == b {
			a.show(i)
		}
	}
	a.do("run")
	if !strings.HasPrefix(a.notice, "Nothing was run: shop is not available") || len(b.results) > 0 || len(b.queue) > 0 || len(a.opening) > 0 {
		t.Errorf("%q, %d results", a.notice, len(b.results))
	}
}

// What comes back for a tab is from the history: no command is run for it, and an
// option that was not stored is not left out.
func TestATabOfAURLComesBackWithoutCommands(t *testing.T) {
	a := begun(t, filepath.Join(t.TempDir(), "history.db"), "", "")
	const name = "web://h?url=${cmd:echo}"
	a.sourceFor(history.Buffer{Connection: name}, config.Connection{})
	if known, err := a.opts.Connections.Find(name); err != nil || !known.Recalled {
		t.Errorf("%+v, %v", known, err)
	}
	const hidden = "web://h?proxy=•••"
	a.sourceFor(history.Buffer{Connection: hidden}, config.Connection{})
	if _, err := a.opts.Connections.Find(hidden); err == nil {
		t.Error("a source is known that lacks an option")
	}
}
