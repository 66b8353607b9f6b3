package tui

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
)

// stage is the explorer on a terminal, over a service without a network.
type stage struct {
	*screentest.Terminal
	t      *testing.T
	mu     sync.Mutex
	copied string
	config string // path of the configuration
	store  *history.Store

	connections *run.Connections
}

func (s *stage) clipboard(text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.copied = text
	return nil
}

// lastCopy is what was copied last.
func (s *stage) lastCopy() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.copied
}

// open starts the explorer on the connection "web"; a second driver has the
// connection "other". Without a driver it is to the service that screentest has.
func open(t *testing.T, width, height int, drivers ...*connectors.Driver) *stage {
	t.Helper()
	return openWith(t, screentest.Options{Width: width, Height: height}, Options{}, drivers...)
}

// openWith is open on a terminal of its own kind and with more options.
func openWith(t *testing.T, terminal screentest.Options, o Options, drivers ...*connectors.Driver) *stage {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	if drivers == nil {
		drivers = []*connectors.Driver{source.Driver()}
	}
	folder := t.TempDir()
	store, err := history.Open(t.Context(), filepath.Join(folder, "history.db"), history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	configured := &config.Config{}
	for i, d := range drivers {
		name := []string{"web", "other"}[i]
		configured.Connections = append(configured.Connections, config.Connection{Name: name, Kind: d.Kind, Values: map[string]any{"url": "http://service"}})
	}
	known := run.NewConnections(connectors.NewRegistry(drivers...), configured)
	pool := result.NewPool(result.Options{Dir: t.TempDir()})
	s := &stage{t: t, config: filepath.Join(folder, "config.toml"), store: store, connections: known}
	// The test's context ends before its cleanups begin: the program is to quit first.
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	o.Connections, o.Pool = known, pool
	o.Runner = &run.Runner{History: func() (*history.Store, error) { return store, nil }}
	o.Open, o.Clipboard, o.Config = "web", s.clipboard, s.config
	app := New(ctx, o)
	t.Cleanup(func() {
		app.Shutdown()
		stop()
		for _, err := range []error{pool.Close(), known.Close(), store.Close()} {
			if err != nil {
				t.Error(err)
			}
		}
	})
	terminal.Program = append(terminal.Program, tea.WithContext(ctx))
	terminal.Filter = Coalesce()
	s.Terminal = screentest.Start(t, app, terminal)
	s.WaitText("● web")
	return s
}

// eventually waits for something that the screen does not show.
func (s *stage) eventually(what string, is func() bool) {
	s.t.Helper()
	for range 6000 {
		if is() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("there never was %s", what)
}

// run puts a statement in the place of the editor's text and runs it.
func (s *stage) run(sql string) {
	s.Press("alt+2", "ctrl+a")
	s.Paste(sql)
	s.Press("f5")
}
