package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/result"
	"sonde/internal/search"
	"sonde/internal/workspace"
	"sonde/tui/chart"
	"sonde/tui/grid"
)

// everything turns on what may be on the screen beside a result at once: a text
// with colours in the editor, types under the headers, a frozen column, a sort and
// a filter, the profile beside it, a search, a selection, and a watch with marks and
// a chart.
func everything(b *testing.B, a *App) {
	a.opts.Workspace = readyEngine{}
	r := a.tab().result()
	a.tab().load(strings.Repeat(benchLine, 50), 0)
	pressUntil(b, a, 't', func() bool { return true })
	pressUntil(b, a, 'b', func() bool { return true })
	pressUntil(b, a, 'l', func() bool { _, column := r.grid.Cursor(); return column == 1 })
	pressUntil(b, a, 's', func() bool { return len(r.arranging.shown.by) == 1 })
	pressUntil(b, a, 'f', func() bool { return len(r.arranging.shown.where) == 1 })
	pressUntil(b, a, 'p', func() bool { p := r.analysis.profile; return p != nil && p.pane.Known() == 1 })
	m, err := search.NewMatcher("7", search.Options{})
	if err != nil {
		b.Fatal(err)
	}
	r.grid.SetSearch(m.Find)
	watchAll(a, r)
	pressUntil(b, a, 'v', func() bool { return r.figuring.known })
}

// watchAll lets a result stand in the place of one with other rows.
func watchAll(a *App, r *resultTab) {
	w := &watching{every: time.Hour, next: time.Now().Add(time.Hour), waiting: true, chart: &watchedValue{name: "column_0"}}
	for i := range 100 {
		w.chart.add(&chart.Point{X: float64(i), Y: float64(i % 7), Low: float64(i % 7), High: float64(i % 7), Rows: 1})
	}
	r.analysis.watch = w
	earlier := a.opts.Pool.NewStore()
	batch := sharedBatch(2000, r.run.Schema().NumFields())
	_ = earlier.Append(batch.NewSlice(1, 400)) // The pool has room.
	before := earlier.Snapshot()
	keys := keysOf(a.ctx, before)
	delete(keys, "0")
	for text, row := range keys {
		keys[text] = row ^ 1 // Two rows each have other values.
	}
	r.grid.SetBefore(&grid.Before{View: before.View(nil), Keys: keys})
}

// pressUntil presses a key, and gives the app what its commands answer until it
// has come about.
func pressUntil(b *testing.B, a *App, key rune, done func() bool) {
	answers := make(chan tea.Msg)
	give := func(msg tea.Msg) {
		_, cmd := a.Update(msg)
		go answer(b.Context(), cmd, answers)
	}
	give(tea.KeyPressMsg{Code: key, Text: string(key)})
	for deadline := time.After(time.Minute); !done(); {
		select {
		case msg := <-answers:
			give(msg)
		case <-deadline:
			b.Fatalf("%c has not come about", key)
		}
	}
	press(a, nil)
}

// answer runs a command, and those that it is made of.
func answer(ctx context.Context, cmd tea.Cmd, answers chan<- tea.Msg) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			go answer(ctx, cmd, answers)
		}
		return
	}
	select {
	case answers <- msg:
	case <-ctx.Done():
	}
}

// readyEngine answers at once: every tenth row is left out, and two rows each
// change their places.
type readyEngine struct{ workspace.Engine }

func (readyEngine) Check(*result.Snapshot, workspace.Condition) error { return nil }

func (readyEngine) AsText(*result.Snapshot, result.Path) bool { return false }

func (readyEngine) Arrange(_ context.Context, s *result.Snapshot, _ []workspace.Condition, _ []workspace.SortKey, _ workspace.Progress) ([]int64, error) {
	rows := make([]int64, 0, s.NumRows())
	for row := range s.NumRows() {
		if row%10 != 3 {
			rows = append(rows, row^1)
		}
	}
	return rows, nil
}

func (readyEngine) Profile(_ context.Context, s *result.Snapshot, _ []int64, columns []result.Path, _ workspace.Progress) ([]workspace.Column, error) {
	c := workspace.Column{Column: columns[0][0], Rows: s.NumRows(), Distinct: 9999, Min: "0", Max: "79182081", HasRange: true, Mean: "39591040.5", Deviation: "22859284.75"}
	for i := range workspace.Levels {
		c.Quantiles = append(c.Quantiles, fmt.Sprint(i*15836416))
	}
	for i := range 20 {
		c.Bins = append(c.Bins, workspace.Bin{From: fmt.Sprint(i * 3959104), To: fmt.Sprint((i + 1) * 3959104), Rows: int64(1000 * (i%5 + 1))})
		c.Top = append(c.Top, workspace.Count{Value: strings.Repeat("value ", i%4+1), Rows: int64(5000 - 100*i)})
	}
	return []workspace.Column{c}, nil
}
