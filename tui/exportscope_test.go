package tui

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/export"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/tui/exporter"
	"sonde/tui/grid"
)

// fourRows is a result of the columns n and square, not on any screen.
func fourRows(t *testing.T) *resultTab {
	t.Helper()
	pool := result.NewPool(result.Options{Dir: t.TempDir()})
	t.Cleanup(func() { _ = pool.Close() })
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}, {Name: "square", Type: arrow.PrimitiveTypes.Int64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	b.Field(0).(*array.Int64Builder).AppendValues([]int64{0, 1, 2, 3}, nil)
	b.Field(1).(*array.Int64Builder).AppendValues([]int64{0, 1, 4, 9}, nil)
	store := pool.NewStore()
	store.SetSchema(schema)
	if err := store.Append(b.NewRecordBatch()); err != nil {
		t.Fatal(err)
	}
	res := &resultTab{store: store, grid: grid.New(), status: run.Status{State: run.Succeeded}}
	res.grid.SetView(store.Snapshot().View(nil))
	return res
}

// exportedPart is the file that an export of a part writes.
func exportedPart(t *testing.T, res *resultTab, s exportScope) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "part.csv")
	source, stop := (&App{}).part(res, s).source(t.Context())
	defer stop()
	if _, err := (&job{}).write(t.Context(), exporter.Choice{Format: "csv", Target: exporter.File, Path: path}, source, export.Options{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestExportOfWhatIsShownAndOfTheWhole(t *testing.T) {
	const whole = "n,square\n0,0\n1,1\n2,4\n3,9\n"
	res := fourRows(t)
	if res.showsOtherwise() {
		t.Error("the result as fetched is taken for another")
	}
	// Sorted downwards without the row of 2, and without the column n.
	res.grid.SetView(res.store.Snapshot().View([]int64{3, 1, 0}))
	if !res.showsOtherwise() {
		t.Error("rows in another order are not noticed")
	}
	res.grid.Do("grid.hide-column")
	if got := exportedPart(t, res, scopeShown); got != "square\n9\n1\n0\n" {
		t.Errorf("shown is %q", got)
	}
	if got := exportedPart(t, res, scopeResult); got != whole {
		t.Errorf("the result is %q", got)
	}
	res.grid.Do("grid.select-row-end")
	res.grid.Do("grid.select-down")
	if got := exportedPart(t, res, scopeSelection); got != "square\n9\n1\n" {
		t.Errorf("the selection is %q", got)
	}
	// Hidden columns alone make a view.
	res.grid.SetView(res.store.Snapshot().View(nil))
	if !res.showsOtherwise() {
		t.Error("a hidden column is not noticed")
	}
}

func TestExportOfAFilteredPartSaysWhatItIsAPartOf(t *testing.T) {
	res := fourRows(t)
	res.status.Completeness, res.status.Reason = 1, "the first 4 rows; more exist"
	res.grid.SetView(res.store.Snapshot().View([]int64{2}))
	a := &App{}
	for s, note := range map[exportScope]string{scopeShown: "1 × 2 cells", scopeResult: "4 × 2 cells"} {
		if d := a.describeScope(res, s); d.Note != note || d.Warn != "limited: the first 4 rows; more exist" {
			t.Errorf("%d: %q, %q", s, d.Note, d.Warn)
		}
	}
}

func TestExportSaysWhatIsMissing(t *testing.T) {
	s := open(t, 130, 40)
	s.Press("ctrl+e")
	s.WaitText("There is no result to export")
	s.run("RETRY a")
	s.WaitText("before trying again")
	s.Press("ctrl+e")
	s.WaitText("Nothing that could be exported has arrived yet")
}

// The whole query is remembered for results that are not all there is.
func TestTheWholeQueryIsRemembered(t *testing.T) {
	res := fourRows(t)
	a := &App{}
	a.exporting.result, a.exporting.scopes = res, []exportScope{scopeResult, scopeQuery}
	last := exporter.Accepted{Scope: 1, Choice: exporter.Default()}
	a.rememberScope(&last)
	if at := a.firstScope(last.Choice); at != 0 {
		t.Errorf("a result that is whole is run again: %d", at)
	}
	res.status.Completeness, res.status.Reason = 1, "the first 4 rows; more exist"
	if at := a.firstScope(exporter.Parse(last.Choice.Text())); at != 1 {
		t.Errorf("the limited result is offered, not the whole query: %d", at)
	}
	if at := a.firstScope(exporter.Choice{}); at != 0 {
		t.Errorf("the query is run again unasked: %d", at)
	}
	a.exporting.scopes = []exportScope{scopeSelection, scopeResult, scopeQuery}
	if at := a.firstScope(last.Choice); at != 0 {
		t.Errorf("the selection is left out: %d", at)
	}
	last.Scope = 0
	if a.rememberScope(&last); !last.Choice.Whole {
		t.Error("a selection makes the whole query forgotten")
	}
	last.Scope = 1
	if a.rememberScope(&last); last.Choice.Whole {
		t.Error("the choice of the result is not remembered")
	}
}
