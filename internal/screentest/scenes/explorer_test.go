// Package scenes plays scripts on the whole explorer, over a real DuckDB with
// its sample data and a real history, and keeps what the screen shows. The same
// scenes, drawn as SVG, are the screenshots.
package scenes

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/remember"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
	"sonde/internal/workspace/local"
	"sonde/tui"
)

func TestMain(m *testing.M) {
	// Zoned timestamps are shown in the zone of the machine.
	if err := os.Setenv("TZ", "UTC"); err != nil {
		panic(err)
	}
	// A tick of Bubble Tea lasts its time, here two seconds at most after the
	// program's end, and so does the batch that it came with. Its reader blocks for
	// good in an event that comes when the loop has just gone: a scene quits before
	// it closes the input, but what the terminal answers is not in its hands.
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/charmbracelet/ultraviolet.(*TerminalReader).sendEvents"),
		goleak.IgnoreTopFunction("charm.land/bubbletea/v2.Tick.func1"),
		goleak.IgnoreAnyFunction("charm.land/bubbletea/v2.(*Program).execBatchMsg"))
}

// stage is the explorer on a terminal.
type stage struct {
	*screentest.Terminal
	t   *testing.T
	dir string // a folder for files, and the working folder
}

// open starts the explorer as the program does without arguments.
func open(t *testing.T, o screentest.Options) *stage {
	t.Helper()
	return start(t, o, openConnections, tui.Options{Open: "sample", Text: duckdb.SampleQuery, Welcome: true, State: remember.State{Welcomed: true}})
}

// openFirst starts the explorer as it is started for the first time.
func openFirst(t *testing.T, o screentest.Options) *stage {
	t.Helper()
	return start(t, o, openConnections, tui.Options{Open: "sample", Text: duckdb.SampleQuery, Welcome: true})
}

// openThemed is open with a theme.
func openThemed(t *testing.T, o screentest.Options, theme string) *stage {
	t.Helper()
	return start(t, o, openConnections, tui.Options{Open: "sample", Text: duckdb.SampleQuery, Welcome: true, Theme: theme, State: remember.State{Welcomed: true}})
}

// openService starts the explorer on a service over HTTP.
func openService(t *testing.T, o screentest.Options) *stage {
	t.Helper()
	return start(t, o, openServices, tui.Options{Open: "service", Config: "config.toml"})
}

// openOn starts the explorer on a source, as the connection "shop".
func openOn(t *testing.T, o screentest.Options, d *connectors.Driver) *stage {
	t.Helper()
	connect := func(t *testing.T) *run.Connections {
		return opened(t, config.Connection{Name: "shop", Kind: d.Kind, Values: map[string]any{}})
	}
	return start(t, o, connect, tui.Options{Open: "shop", Config: "config.toml"})
}

func openServices(t *testing.T) *run.Connections {
	return opened(t, config.Connection{Name: "service", Kind: "web", Values: map[string]any{"url": "https://api.example.com"}})
}

// start starts the explorer on connections.
func start(t *testing.T, o screentest.Options, connect func(*testing.T) *run.Connections, with tui.Options) *stage {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("TMPDIR", t.TempDir())
	store := openHistory(t)
	connections := connect(t)
	pool := result.NewPool(result.Options{Dir: t.TempDir()})
	// The test's context ends before its cleanups begin, and with it the program,
	// whatever it still had to read: it is to quit first.
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	with.Connections, with.Pool = connections, pool
	engine := local.New(local.Options{})
	with.Workspace = engine
	with.Runner = &run.Runner{
		History: func() (*history.Store, error) { return store, nil },
		Origin:  history.Entry{Source: history.Screen, Folder: dir},
	}
	app := tui.New(ctx, with)
	t.Cleanup(func() {
		app.Shutdown()
		stop()
		if err := errors.Join(engine.Close(), pool.Close()); err != nil {
			t.Error(err)
		}
	})
	o.Program = append(o.Program, tea.WithContext(ctx))
	o.Filter = tui.Coalesce()
	return &stage{screentest.Start(t, app, o), t, dir}
}

func openConnections(t *testing.T) *run.Connections {
	return opened(t, config.Connection{Name: "sample", Kind: "duckdb", Values: map[string]any{"sample": true}})
}

// opened knows one connection.
func opened(t *testing.T, known config.Connection) *run.Connections {
	c := run.NewConnections(connectors.NewRegistry(duckdb.Driver(), source.Driver(), source.Versions(), source.Lake(), source.Pipes(), source.Warehouse(), source.Metered()), &config.Config{})
	c.Add(known)
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// openHistory opens a history in which some statements were run before.
func openHistory(t *testing.T) *history.Store {
	t.Helper()
	store, err := history.Open(t.Context(), filepath.Join(t.TempDir(), "history.db"), history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, e := range past() {
		if err := store.Begin(e); err != nil {
			t.Fatal(err)
		}
		if err := store.End(e); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

// past is what the history holds, oldest first.
func past() []history.Entry {
	entries := []history.Entry{
		{SQL: "SELECT category, count(*), avg(price)\nFROM products\nGROUP BY category", Rows: 5},
		{SQL: "SELECT date_trunc('month', ordered_at) AS month, count(*) AS orders\nFROM orders\nGROUP BY month\nORDER BY month", Rows: 36},
		{SQL: "SELECT * FROM orders WHERE status = 'return'", Status: history.Failed, Error: "Could not convert string 'return' to ENUM"},
		{SQL: "SELECT platform, kind, count(*) AS events\nFROM events\nGROUP BY ALL\nORDER BY events DESC", Rows: 20, Duration: 1900 * time.Millisecond},
		{SQL: "SELECT kind, quantile_cont(duration_ms, 0.99) AS p99\nFROM events\nGROUP BY kind", Status: history.Cancelled, Error: "the query was cancelled"},
		{SQL: "SELECT name, email FROM customers WHERE newsletter ORDER BY signed_up_at DESC LIMIT 20", Rows: 20},
	}
	start := time.Now().Add(-50 * time.Hour)
	for i := range entries {
		e := &entries[i]
		e.ID, e.Source, e.Connection, e.Kind = history.NewID(), history.Screen, "sample", "duckdb"
		e.Start = start.Add(time.Duration(i) * 9 * time.Hour)
		if e.Duration == 0 {
			e.Duration = time.Duration(12+i) * time.Millisecond
		}
		if e.Status == "" {
			e.Status, e.Completeness = history.OK, "complete"
		}
	}
	return entries
}

// ready waits until the first rows and the tree are there.
func (s *stage) ready() {
	s.t.Helper()
	s.WaitText("✓ done", "India", "order_totals")
}

// query puts a statement in the place of the editor's text and runs it.
func (s *stage) query(sql string) {
	s.t.Helper()
	s.Press("alt+2", "ctrl+a")
	s.Paste(sql)
	s.Press("f5")
}
