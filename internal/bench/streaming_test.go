package main

import (
	"errors"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/internal/config"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/workspace/local"
	"sonde/tui"
)

// streaming has rows for longer than a benchmark lasts.
const streaming = "SELECT events.* FROM range(1000) CROSS JOIN events"

// BenchmarkKeysWhileStreaming moves the cursor while rows come in as fast as
// DuckDB makes them. Its figures are, from a key to the frame that shows it, the
// time that the app itself has worked, and the time until the frame has been
// sent, which waits for the clocks of frames. The floor is a result that has all
// its rows.
func BenchmarkKeysWhileStreaming(b *testing.B) {
	b.Run("floor", func(b *testing.B) { measureKeys(b, "SELECT * FROM events LIMIT 100000", "") })
	b.Run("sonde", func(b *testing.B) { measureKeys(b, streaming, "") })
	b.Run("full", func(b *testing.B) { measureKeys(b, streaming, "tbp/mail\rv") })
}

// keysPerRound is how many keys are pressed one after the other.
const keysPerRound = 300

// measureKeys has pressed some keys before: those of the full case turn on
// types, a frozen column, the profile, a search and a selection.
func measureKeys(b *testing.B, sql, before string) {
	w := openWatched(b, sql)
	w.awaitRows()
	for _, key := range before {
		w.press(string(key))
		time.Sleep(quiet)
	}
	var own, sent []time.Duration
	for b.Loop() {
		for i := range keysPerRound {
			// Keys come at any time between two frames.
			time.Sleep(time.Duration(5+i*7%31) * time.Millisecond)
			k := w.measure(down)
			own, sent = append(own, k.own), append(sent, k.sent)
		}
	}
	for name, times := range map[string][]time.Duration{"own": own, "sent": sent} {
		slices.Sort(times)
		b.ReportMetric(milliseconds(times[len(times)/2]), name+"-p50-ms")
		b.ReportMetric(milliseconds(times[len(times)*99/100]), name+"-p99-ms")
	}
	w.close()
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// watched is the app in a Bubble Tea program, with a watch on what a key costs.
// It is the program's model and its output.
type watched struct {
	tb    testing.TB
	app   *tui.App
	pool  *result.Pool
	keys  *io.PipeWriter
	ended chan error
	costs chan cost // of keys whose frames have been sent

	mu      sync.Mutex
	stage   stage
	cost    cost
	content string // of the last frame
}

// stage is how far the frame of a key is.
type stage uint8

const (
	stageIdle     stage = iota // no key waits for its frame
	stagePressed               // a key has been sent
	stageHandled               // the app has taken it
	stageComposed              // its frame is with the renderer
)

// cost is what a key has cost: the app's own time from its arrival to its
// frame, and the time from the key's sending to the frame's.
type cost struct{ own, sent time.Duration }

// openWatched starts the app on the sample data, with a statement that it runs
// at once.
func openWatched(b *testing.B, sql string) *watched {
	known := run.NewConnections(connectors.NewRegistry(duckdb.Driver()), &config.Config{
		Connections: []config.Connection{{Name: "sample", Kind: "duckdb", Values: map[string]any{"sample": true}}},
	})
	input, keys := io.Pipe()
	engine := local.New(local.Options{})
	w := &watched{tb: b, keys: keys, pool: result.NewPool(result.Options{}), ended: make(chan error, 1), costs: make(chan cost)}
	w.app = tui.New(b.Context(), tui.Options{Connections: known, Runner: &run.Runner{}, Pool: w.pool, Workspace: engine, Open: "sample", Text: sql})
	program := tea.NewProgram(w, tea.WithFilter(tui.Coalesce()), tea.WithInput(input), tea.WithOutput(w), tea.WithoutSignals(),
		tea.WithWindowSize(screenWidth, screenHeight), tea.WithColorProfile(colorprofile.TrueColor), tea.WithEnvironment(environment(b.TempDir())))
	go func() {
		_, err := program.Run()
		w.app.Shutdown()
		w.ended <- errors.Join(err, engine.Close(), known.Close(), w.pool.Close())
	}()
	return w
}

// awaitRows waits until there are more rows than the screen shows, and goes to
// them.
func (w *watched) awaitRows() {
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if memory, _ := w.pool.Usage(); memory > 1<<20 {
			break
		}
		if time.Since(start) > patience {
			w.tb.Fatal("no rows come")
		}
	}
	time.Sleep(quiet)
	w.press("\x1b3") // Alt+3
	time.Sleep(quiet)
}

func (w *watched) press(keys string) {
	if _, err := io.WriteString(w.keys, keys); err != nil {
		w.tb.Fatal(err)
	}
}

// measure presses a key and waits until its frame has been sent.
func (w *watched) measure(keys string) cost {
	w.mu.Lock()
	w.stage = stagePressed
	w.mu.Unlock()
	start := time.Now()
	w.press(keys)
	select {
	case c := <-w.costs:
		c.sent = time.Since(start)
		return c
	case <-time.After(patience):
		w.tb.Fatal("the key shows nothing")
		return cost{}
	}
}

// close quits the app while the rows still come.
func (w *watched) close() {
	w.press("\x11")
	if err := <-w.ended; err != nil {
		w.tb.Fatal(err)
	}
}

func (w *watched) Init() tea.Cmd { return w.app.Init() }

func (w *watched) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	start := time.Now()
	_, cmd := w.app.Update(msg)
	took := time.Since(start)
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := msg.(tea.KeyPressMsg); ok && w.stage == stagePressed {
		w.stage, w.cost = stageHandled, cost{}
	}
	if w.stage == stageHandled {
		w.cost.own += took
	}
	return w, cmd
}

// View looks for the first frame that is another one since the key: it shows
// all that the app knows, and so what the key has done.
func (w *watched) View() tea.View {
	start := time.Now()
	v := w.app.View()
	took := time.Since(start)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stage == stageHandled {
		w.cost.own += took
		if v.Content != w.content {
			w.stage = stageComposed
		}
	}
	w.content = v.Content
	return v
}

// Write takes what the renderer sends.
func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	c, done := w.cost, w.stage == stageComposed
	if done {
		w.stage = stageIdle
	}
	w.mu.Unlock()
	if done {
		w.costs <- c
	}
	return len(p), nil
}
