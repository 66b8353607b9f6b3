package tui

import (
	"testing"

	"sonde/internal/screentest"
)

// A run that failed before its first row is told as what went wrong: it is no
// result without rows, and leaves number and "_" to those that are one.
func TestAFailedRunIsNoResult(t *testing.T) {
	s := open(t, 140, 34, losing())
	s.run("SELECT 1")
	s.WaitText("✓ done", "Results r1")
	s.run("SELECT a FROM r1")
	f := s.WaitText("✗ failed", "[✗ ", "r1: SELECT 1")
	if f.Contains("r2") {
		t.Errorf("the failed run has the name of a result:\n%s", f.Text())
	}
	s.run("SELECT 2")
	s.WaitText("✓ done", "[r2: SELECT 2]", "r1 SELECT 1", "r2 SELECT 2")
	s.Press("alt+1", "end")
	s.Press("i")
	s.WaitText("This run left no result")
	s.Press("x")
	s.WaitFor("the failed run is gone", func(f screentest.Frame) bool { return f.Contains("Closed ✗") && !f.Contains("  ✗ ") })
}

// What needs rows says of a run that failed that it did, and is not offered.
func TestAFailedRunOffersNothingThatNeedsRows(t *testing.T) {
	for _, key := range []string{"p", "o", "Q", "s"} {
		s := openWith(t, screentest.Options{Width: 160, Height: 34}, Options{Workspace: readyEngine{}}, losing())
		s.run("SELECT a FROM r1")
		f := s.WaitText("✗ failed", "Results ✗")
		if f.Contains("r1 is a result here") {
			t.Errorf("the run is told to be a result:\n%s", f.Text())
		}
		s.Press("alt+3")
		f = s.WaitText("d details")
		for _, word := range []string{"cell", "record", "sort", "profile", "chart", "compare"} {
			if f.Contains(" " + word + " ") {
				t.Errorf("%q is offered where there are no rows:\n%s", word, f.Text())
			}
		}
		s.Press(key)
		s.WaitText("The run failed and left no result")
	}
}
