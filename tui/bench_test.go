package tui

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/themes"
	"sonde/tui/canvas"
)

const benchWidth, benchHeight = 200, 60

// BenchmarkFrame is what a key costs that moves the cursor through a result,
// with the frame that shows it. The floor fills the same canvas with plain text.
func BenchmarkFrame(b *testing.B) {
	b.Run("floor", func(b *testing.B) { plainFrames(b, strings.Repeat("value number 12345 ", benchWidth/10)) })
	for _, rows := range []int{1_000, 10_000_000} {
		for _, columns := range []int{10, 200} {
			b.Run(fmt.Sprintf("sonde/%dx%d", rows, columns), func(b *testing.B) {
				a := benchApp(b)
				benchResult(b, a, rows, columns)
				measureFrames(b, a)
			})
			b.Run(fmt.Sprintf("full/%dx%d", rows, columns), func(b *testing.B) {
				a := benchApp(b)
				benchResult(b, a, rows, columns)
				everything(b, a)
				measureFrames(b, a)
			})
		}
	}
}

func measureFrames(b *testing.B, a *App) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		press(a, upAndDown(i))
	}
}

// upAndDown is a key of a walk that stays within the first 500 rows.
func upAndDown(i int) tea.Msg {
	if i/500%2 == 1 {
		return tea.KeyPressMsg{Code: tea.KeyUp}
	}
	return tea.KeyPressMsg{Code: tea.KeyDown}
}

// BenchmarkKeystroke types into the middle of a buffer of 5,000 lines and takes
// the letter away again. The floor fills the same canvas with plain text.
func BenchmarkKeystroke(b *testing.B) {
	b.Run("floor", func(b *testing.B) { plainFrames(b, benchLine) })
	b.Run("sonde", func(b *testing.B) {
		a := benchApp(b)
		a.tab().load(strings.Repeat(benchLine, 5000), 2500*len(benchLine))
		press(a, nil)
		measureLetters(b, a)
	})
	b.Run("full", func(b *testing.B) {
		a := benchApp(b)
		benchResult(b, a, 10_000_000, 200)
		everything(b, a)
		a.setFocus(paneEditor)
		a.tab().load(strings.Repeat(benchLine, 5000), 2500*len(benchLine))
		for _, letter := range "se" {
			pressUntil(b, a, letter, func() bool { return !a.completing.asking })
		}
		measureLetters(b, a)
		if a.completing.popup == nil {
			b.Fatal("there is no list of names")
		}
	})
}

// benchLine is a line of a text in the editor.
const benchLine = "select o.order_id, sum(i.quantity * i.price) as total from orders o join items i using (order_id) group by all;\n"

// measureLetters types a letter and takes it away.
func measureLetters(b *testing.B, a *App) {
	b.ReportAllocs()
	for b.Loop() {
		press(a, tea.KeyPressMsg{Code: 'l', Text: "l"})
		press(a, tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(2*b.N), "ns/key")
}

func plainFrames(b *testing.B, line string) {
	c := &canvas.Canvas{}
	b.ReportAllocs()
	for b.Loop() {
		c.Resize(benchWidth, benchHeight)
		for y := range benchHeight {
			c.Text(0, y, benchWidth, line, themes.Style{})
		}
		_ = c.String()
	}
}

// press gives the app a message and has it compose the frame at once, however
// young the last one is.
func press(a *App, msg tea.Msg) {
	a.composed = time.Time{}
	a.Update(msg)
	a.View()
}

// benchApp is an app of the usual size whose connection is open.
func benchApp(b testing.TB) *App {
	driver := &connectors.Driver{Kind: "shared", Dialect: "duckdb", Open: func(context.Context, connectors.Config) (connectors.Conn, error) {
		return shared{}, nil
	}}
	known := run.NewConnections(connectors.NewRegistry(driver), &config.Config{Connections: []config.Connection{{Name: "bench", Kind: "shared"}}})
	pool := result.NewPool(result.Options{Budget: 1 << 50})
	b.Cleanup(func() { _ = pool.Close() })
	a := New(b.Context(), Options{Connections: known, Runner: &run.Runner{}, Pool: pool, Open: "bench"})
	c, err := known.Open(b.Context(), "bench")
	if err != nil {
		b.Fatal(err)
	}
	a.Update(openedMsg{name: "bench", connection: c})
	a.Update(tea.WindowSizeMsg{Width: benchWidth, Height: benchHeight})
	return a
}

// benchResult runs a statement to its end and goes to its result.
func benchResult(b testing.TB, a *App, rows, columns int) {
	a.start(a.tab(), pending{sql: fmt.Sprintf("%d %d", rows, columns), start: -1}, nil)
	r := a.tab().result()
	if status := r.run.Wait(); status.Rows != int64(rows) {
		b.Fatalf("%d rows: %v", status.Rows, status.Err)
	}
	a.Update(newsMsg{r, true})
	a.setFocus(paneResults)
	press(a, nil)
}

// shared is a source whose batches share their columns, so that ten million
// rows of 200 columns fit in memory. A statement is the number of rows and of
// columns.
type shared struct{}

func (shared) Close() error { return nil }

func (shared) Query(_ context.Context, s connectors.Statement) (connectors.Rows, error) {
	var rows, columns int
	if _, err := fmt.Sscan(s.SQL, &rows, &columns); err != nil {
		return nil, err
	}
	batch := sharedBatch(min(rows, 10_000), columns)
	return &sharedRows{batch, rows / int(batch.NumRows())}, nil
}

type sharedRows struct {
	batch arrow.RecordBatch
	left  int
}

func (r *sharedRows) Schema() *arrow.Schema { return r.batch.Schema() }
func (r *sharedRows) Progress() connectors.Progress {
	return connectors.NoProgress(connectors.PhaseDone)
}
func (r *sharedRows) Close() error { return nil }

func (r *sharedRows) Next(context.Context) (arrow.RecordBatch, error) {
	if r.left == 0 {
		return nil, io.EOF
	}
	r.left--
	return r.batch, nil
}

func sharedBatch(rows, columns int) arrow.RecordBatch {
	kinds := []arrow.DataType{arrow.PrimitiveTypes.Int64, arrow.BinaryTypes.String, &arrow.TimestampType{Unit: arrow.Microsecond}, &arrow.Decimal128Type{Precision: 12, Scale: 2}}
	ready := make([]arrow.Array, len(kinds))
	for k, kind := range kinds {
		builder := array.NewBuilder(memory.DefaultAllocator, kind)
		for r := range rows {
			text := []string{fmt.Sprint(r * 7919), fmt.Sprintf("value number %d", r), "2024-01-31 13:45:00.5", fmt.Sprintf("%d.25", r)}[k]
			if err := builder.AppendValueFromString(text); err != nil {
				panic(err)
			}
		}
		ready[k] = builder.NewArray()
	}
	fields, arrays := make([]arrow.Field, columns), make([]arrow.Array, columns)
	for c := range columns {
		fields[c] = arrow.Field{Name: fmt.Sprintf("column_%d", c), Type: kinds[c%len(kinds)], Nullable: true}
		arrays[c] = ready[c%len(kinds)]
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), arrays, int64(rows))
}
