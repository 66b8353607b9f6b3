package tui

import (
	"context"
	"testing"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/screentest"
	"sonde/internal/workspace"
)

// roughEngine has estimates, and counts when it is told the numbers; it notes the
// rows that it counts in.
type roughEngine struct {
	readyEngine
	numbers chan int64
	rows    chan int
}

func newRoughEngine() roughEngine {
	return roughEngine{numbers: make(chan int64), rows: make(chan int, 10)}
}

func (e roughEngine) Profile(ctx context.Context, s *result.Snapshot, rows []int64, columns []result.Path, p workspace.Progress) ([]workspace.Column, error) {
	out, err := e.readyEngine.Profile(ctx, s, rows, columns, p)
	out[0].Approximate = columns[0][0] > 0
	return out, err
}

func (e roughEngine) Distinct(ctx context.Context, s *result.Snapshot, rows []int64, column result.Path, p workspace.Progress) (int64, error) {
	if rows == nil {
		e.rows <- int(s.NumRows())
	} else {
		e.rows <- len(rows)
	}
	p(0.4)
	select {
	case n := <-e.numbers:
		return n, nil
	case <-ctx.Done():
		return 0, connectors.AsError(ctx.Err())
	}
}

// openRough shows the profile of a column with an estimate.
func openRough(t *testing.T, e roughEngine) *stage {
	t.Helper()
	s := openWith(t, screentest.Options{Width: 160, Height: 48}, Options{Workspace: e}, tableOf(t, nil, peopleSchema, people, numbered(5, 200)))
	s.results("O'Neil")
	s.Press("E")
	s.WaitText("No profile is open; p in the results opens one")
	s.Press("p")
	s.WaitText("Top values", "column 1 of 3", " 9,999")
	s.Press("right")
	s.WaitText("column 2 of 3", "≈ 9,999", "E counts distinct values exactly")
	return s
}

func TestDistinctValuesAreCountedExactly(t *testing.T) {
	e := newRoughEngine()
	s := openRough(t, e)
	s.Press("left")
	s.WaitText("column 1 of 3")
	s.WaitGone("≈")
	s.Press("E")
	s.WaitText("The number of distinct values is exact already")
	s.Press("right")
	s.WaitText("column 2 of 3", "≈ 9,999")
	s.Press("E")
	s.WaitText("counting name,  40 %", "Esc stops")
	if n := <-e.rows; n != 204 {
		t.Errorf("counted in %d rows of 204", n)
	}
	s.Press("E")
	s.WaitText("The distinct values of name are being counted")
	// It goes on while another column is looked at, and is kept.
	s.Press("right")
	s.WaitText("column 3 of 3", "≈ 9,999", "counting name,  40 %")
	e.numbers <- 8123
	s.WaitGone("counting name")
	s.Press("left")
	s.WaitText("column 2 of 3", "8,123")
	if f := s.Frame(); f.Contains("≈") {
		t.Errorf("an estimate is left in\n%s", f.Text())
	}
}

func TestTheColumnOfTheListIsCountedExactly(t *testing.T) {
	e := newRoughEngine()
	s := openRough(t, e)
	s.Press("P")
	s.WaitText("Profile of all columns", "F6 goes in")
	s.WaitGone("Esc stops")
	s.Press("f6", "down")
	s.WaitText("Enter goes to the column")
	s.Press("E")
	s.WaitText("counting ")
	e.numbers <- 7123
	s.WaitText("7,123")
}

func TestACountIsStoppedByEsc(t *testing.T) {
	e := newRoughEngine()
	s := openRough(t, e)
	s.Press("E")
	s.WaitText("counting name,  40 %", "Esc stops")
	s.Press("esc")
	s.WaitText("The count was stopped; the estimate stays", "≈ 9,999", "E counts distinct values exactly")
	s.Press("E")
	s.WaitText("counting name,  40 %")
	e.numbers <- 8123
	s.WaitText("8,123")
}

// A count is about the rows of the profile: it ends when those are others, and its
// number goes with them.
func TestAnExactCountIsThatOfTheRows(t *testing.T) {
	e := newRoughEngine()
	s := openRough(t, e)
	s.Press("E")
	s.WaitText("counting name,  40 %")
	<-e.rows
	s.Press("f")
	s.WaitText("of 183 filtered", "≈ 9,999")
	s.WaitGone("counting name")
	s.Press("E")
	s.WaitText("counting name,  40 %")
	if n := <-e.rows; n != 183 {
		t.Errorf("counted in %d rows of 183", n)
	}
	e.numbers <- 8123
	s.WaitText("8,123")
}

func TestACountInAGrowingResultIsThatOfItsProfile(t *testing.T) {
	gate, e := make(chan struct{}), newRoughEngine()
	s := openWith(t, screentest.Options{Width: 160, Height: 48}, Options{Workspace: e}, tableOf(t, gate, peopleSchema, numbered(1, 10), numbered(11, 10)))
	s.run("SELECT * FROM people")
	s.WaitText("row 10")
	s.Press("alt+3", "right", "p")
	s.WaitText("Local, of 10 fetched rows so far", "≈ 9,999")
	s.Press("E")
	s.WaitText("counting name,  40 %")
	gate <- struct{}{}
	s.WaitText("of 20 ·", "counting name,  40 %")
	e.numbers <- 8
	s.WaitText("Local, of 10 fetched rows so far", "distinct         8")
	if n := <-e.rows; n != 10 {
		t.Errorf("counted in %d rows, with a profile of 10", n)
	}
	close(gate)
	s.WaitText("✓ done", "Local, of 20 fetched rows", "≈ 9,999")
}
