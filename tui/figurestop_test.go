package tui

import (
	"context"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/tui/grid"
)

// selectedColumn is a program that shows a result of three numbers, all of them
// selected.
func selectedColumn(t *testing.T) (*App, *resultTab) {
	t.Helper()
	pool := result.NewPool(result.Options{})
	t.Cleanup(func() { _ = pool.Close() })
	r := &resultTab{number: 1, store: pool.NewStore(), grid: grid.New(), status: run.Status{State: run.Succeeded, Rows: 3}}
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(`[{"n": 1}, {"n": 2}, {"n": 3}]`))
	if err == nil {
		err = r.store.Append(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.showRows()
	a := anew(t, Options{})
	a.ctx, a.focus, a.tab().results = context.Background(), paneResults, []*resultTab{r}
	r.grid.Do("grid.select-columns")
	return a, r
}

// Esc ends the sums of a selection with it: the screen says so, what comes late is
// dropped, and the same cells can be selected and summed up again.
func TestEscStopsTheFiguresOfASelection(t *testing.T) {
	a, r := selectedColumn(t)
	late := a.figure()
	if text := strings.Join(a.selectionTexts(r), " "); late == nil || !strings.Contains(text, "computing 0 % · Esc stops") {
		t.Fatalf("nothing is computed: %s", text)
	}
	a.leave()
	if !strings.Contains(a.notice, "stopped") {
		t.Errorf("the notice is %q", a.notice)
	}
	a.notice = ""
	if a.figure(); r.grid.Selected() || a.figuringOut() {
		t.Fatal("the computation goes on")
	}
	msg := late().(figuredMsg)
	if a.figured(msg); msg.err == nil || r.figuring.known || a.notice != "" {
		t.Errorf("what was stopped is told: %v, %q", msg.err, a.notice)
	}
	r.grid.Do("grid.select-columns")
	a.figured(a.figure()().(figuredMsg))
	if text := strings.Join(a.selectionTexts(r), " "); !strings.Contains(text, "sum 6") {
		t.Errorf("computed again there is: %s", text)
	}
	a.leave()
	if a.notice != "" {
		t.Errorf("nothing was computed, but: %q", a.notice)
	}
}
