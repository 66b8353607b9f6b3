package tui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/screentest"
	"sonde/internal/value"
	"sonde/internal/workspace"
)

// textEngine sorts and filters by the text of values: enough to see what the
// screen does with the answers. A gate, where there is one, holds them back.
type textEngine struct {
	workspace.Engine // answers nothing else
	gate             chan struct{}
	misfit           bool // columns hold texts that do not fit their type
}

func (e *textEngine) Close() error { return nil }

// Check refuses one value, for what a form does then.
func (e *textEngine) Check(_ *result.Snapshot, c workspace.Condition) error {
	if len(c.Values) == 1 && c.Values[0] == "(" {
		return connectors.Errorf(connectors.ClassQuery, "%q is no value", c.Values[0])
	}
	return nil
}

func (e *textEngine) AsText(*result.Snapshot, result.Path) bool { return e.misfit }

func (e *textEngine) Arrange(ctx context.Context, s *result.Snapshot, where []workspace.Condition, by []workspace.SortKey, progress workspace.Progress) ([]int64, error) {
	if len(where) == 0 && len(by) == 0 {
		return nil, nil
	}
	progress(0.5)
	if e.gate != nil {
		select {
		case <-e.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	at, err := textsOf(ctx, s, where, by)
	if err != nil {
		return nil, err
	}
	rows := []int64{}
	for row := range s.NumRows() {
		if !slices.ContainsFunc(where, func(c workspace.Condition) bool { return !holds(c, at(row, c.Path())) }) {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b int64) int {
		for _, k := range by {
			order := cmp.Compare(at(a, k.Path()), at(b, k.Path()))
			if k.Descending {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
	return rows, nil
}

// textsOf returns what tells the text of a value in a row.
func textsOf(ctx context.Context, s *result.Snapshot, where []workspace.Condition, by []workspace.SortKey) (func(row int64, p result.Path) string, error) {
	paths := map[string]result.Path{}
	for _, c := range where {
		paths[fmt.Sprint(c.Path())] = c.Path()
	}
	for _, k := range by {
		paths[fmt.Sprint(k.Path())] = k.Path()
	}
	texts := map[string][]string{}
	for b, err := range s.View(nil).Scan(ctx, 0, -1) {
		if err != nil {
			return nil, err
		}
		for key, p := range paths {
			a, f := result.At(b, p)
			for row := range a.Len() {
				texts[key] = append(texts[key], string(value.NewFormatter(f).Append(nil, a, row)))
			}
		}
	}
	return func(row int64, p result.Path) string { return texts[fmt.Sprint(p)][row] }, nil
}

func holds(c workspace.Condition, text string) bool {
	switch c.Op {
	case workspace.Contains:
		return strings.Contains(text, c.Values[0])
	case workspace.IsNull:
		return text == ""
	}
	return slices.Contains(c.Values, text) || c.Null && text == ""
}

func TestSort(t *testing.T) {
	s := rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "down", "s")
	s.WaitText("name ▲", "row 4 of 4")
	if rows := s.Frame().Text(); strings.Index(rows, "7.00") > strings.Index(rows, "0.10") {
		t.Errorf("the rows are not sorted:\n%s", rows)
	}
	s.Press("s")
	s.WaitText("name ▼", "row 1 of 4")
	s.Press("left", "S")
	s.WaitText("name ▼1", "id ▲2")
	s.Press("down", "down", "right", "s", "s", "s")
	s.WaitGone("▲")
	s.WaitGone("▼")
	s.WaitText("row 4 of 4")
	s.Press("g", "s")
	s.WaitText("name ▲", "row 1 of 4")
}

func TestAnOrderOfTextsSaysSo(t *testing.T) {
	s := rowsStageWith(t, 100, 30, &textEngine{misfit: true}, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("s")
	s.WaitText("id ▲ as text")
}

func TestFilter(t *testing.T) {
	s := rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "f")
	s.WaitText("name = Ada ×", "2 of 4 rows", "row 1 of 2")
	s.WaitGone("O'Neil")
	s.Press("left", "down", "f")
	s.WaitText("id = 4 ×", "1 of 4 rows")
	s.Press("\\")
	s.WaitText("Remove: name = Ada", "Remove all filters")
	s.Press("down", "down", "enter")
	s.WaitText("O'Neil", "row 4 of 4")
	s.WaitGone("×")
}

func TestFilterByForm(t *testing.T) {
	s := rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "F")
	s.WaitText("Filter by name", "Keep rows where")
	for range 6 {
		s.Press("right")
	}
	s.Press("down")
	s.Type("Nei")
	s.Press("enter")
	s.WaitText("name contains Nei ×", "1 of 4 rows", "row 1 of 1")
}

func TestFilterBySelection(t *testing.T) {
	s := rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "down", "v", "down", "f")
	s.WaitText("name is one of O'Neil, NULL ×", "2 of 4 rows")
}

// A click on a chip takes its condition away.
func TestChipsCanBeClicked(t *testing.T) {
	s := rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "f")
	s.WaitText("name = Ada ×")
	s.click("name = Ada ×")
	s.WaitGone("name = Ada")
}

// While the rows are sorted they are shown as they were; Esc keeps them so.
func TestSortIsCancelled(t *testing.T) {
	gate := make(chan struct{})
	s := rowsStageWith(t, 100, 30, &textEngine{gate: gate}, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("s")
	s.WaitText("sorting… 50 %", "O'Neil")
	s.Press("down")
	s.WaitText("row 2 of 4")
	s.Press("esc")
	s.WaitText("The rows stay as they were")
	s.WaitGone("sorting…")
}

// The cursor stays on the row that it is on when the order is known, not on the one
// that it was on when that was asked for.
func TestTheCursorThatMovesWhileRowsAreSortedStaysOnItsRow(t *testing.T) {
	gate := make(chan struct{})
	s := rowsStageWith(t, 100, 30, &textEngine{gate: gate}, tableOf(t, nil, peopleSchema, numbered(1, 9)))
	s.results("row 9")
	s.Press("right", "s", "s")
	s.WaitText("sorting… 50 %")
	s.Press("down", "down")
	s.WaitText("row 3 of 9")
	close(gate)
	s.WaitText("name ▼", "row 7 of 9")
}

// What is sorted while rows arrive says so, and takes in the last ones at the end.
func TestSortOfAGrowingResult(t *testing.T) {
	gate := make(chan struct{})
	s := rowsStage(t, 120, 30, tableOf(t, gate, peopleSchema, numbered(1, 10), numbered(11, 10)))
	s.run("SELECT * FROM people")
	s.WaitText("row 10")
	s.Press("alt+3", "right", "s", "s")
	s.WaitText("name ▼", "sorted: the rows so far")
	gate <- struct{}{}
	s.WaitText("sorted: first 10 rows · R refreshes")
	s.Press("R")
	s.WaitText("of 20 ·", "sorted: the rows so far")
	close(gate)
	s.WaitText("✓ done")
	s.WaitGone("so far")
}

// click clicks on the beginning of a text.
func (s *stage) click(text string) {
	s.t.Helper()
	x, y, ok := s.Frame().Find(text)
	if !ok {
		s.t.Fatalf("%q is not in sight", text)
	}
	s.Click(x, y)
}

func TestNoEngine(t *testing.T) {
	s := rowsStageWith(t, 100, 30, nil, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("s")
	s.WaitText("There is no local engine to sort and filter with")
}

// rowsStage is the explorer on a source of fixed rows, with an engine.
func rowsStage(t *testing.T, width, height int, d *connectors.Driver) *stage {
	t.Helper()
	return rowsStageWith(t, width, height, &textEngine{}, d)
}

func rowsStageWith(t *testing.T, width, height int, e workspace.Engine, d *connectors.Driver) *stage {
	t.Helper()
	return openWith(t, screentest.Options{Width: width, Height: height}, Options{Workspace: e}, d)
}
