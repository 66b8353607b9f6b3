package tui

import (
	"strings"
	"testing"

	"sonde/internal/screentest"
)

// seriesOf are n statements that are over at once.
func seriesOf(n int) string { return strings.Repeat("SELECT 1;\n", n) }

func TestASeriesIsStoppedWheneverTheKeyComes(t *testing.T) {
	s := open(t, 120, 36)
	for i, key := range []string{"esc", "ctrl+c", "esc", "esc", "ctrl+c", "esc"} {
		s.Press("ctrl+t")
		s.WaitText(sprintf("[query %d]", i+2))
		s.Paste(seriesOf(400))
		s.WaitText("line 401")
		s.Press("f9")
		s.WaitText("[r")
		s.Press(key)
		f := s.WaitText("Stopped after ", " of 400 statements")
		if f.Contains("Stopped after 400") {
			t.Fatal(f.Text())
		}
		s.Press("esc")
		s.WaitGone("Stopped after")
	}
}

func TestStatementsThatWaitForTheirConnectionAreDropped(t *testing.T) {
	s, release := openSlow(t)
	s.Press("alt+2", "ctrl+a")
	s.Paste("DONE b;\nDONE c")
	s.Press("f9")
	s.WaitText("DONE c")
	s.Press("esc")
	s.WaitText("Stopped after 0 of 2 statements")
	close(release)
	s.WaitText("● other")
	s.run("STREAM d")
	if f := s.WaitText("downloading"); f.Contains("[r") {
		t.Errorf("what was dropped ran:\n%s", f.Text())
	}
}

func TestClosingTheResultOfASeriesStopsIt(t *testing.T) {
	gate := make(chan struct{})
	defer close(gate)
	s := openWith(t, screentest.Options{Width: 120, Height: 36}, Options{}, tableOf(t, gate, peopleSchema, people))
	s.Press("alt+2", "ctrl+a")
	s.Paste(seriesOf(3))
	s.Press("f9")
	s.WaitText("Ada")
	s.command("Close the result")
	s.WaitText("Stopped after 0 of 3 statements")
}

func TestReleasedResultsOfASeriesAreToldOfOnce(t *testing.T) {
	s := open(t, 120, 36)
	s.Press("alt+2", "ctrl+a")
	s.Paste(seriesOf(25))
	s.Press("f9")
	s.WaitText("5 results were released: a tab keeps 20")
	s.command("Show the last messages")
	if f := s.WaitText("Messages"); strings.Count(f.Text(), "released") > 2 { // One in the list and one in the bar.
		t.Error(f.Text())
	}
}

func TestQuittingCutsOffAReadAtOnce(t *testing.T) {
	gate := make(chan struct{})
	defer close(gate)
	s := openWith(t, screentest.Options{Width: 120, Height: 36}, Options{}, tableOf(t, gate, peopleSchema, people))
	s.run("SELECT * FROM people")
	s.WaitText("Ada")
	s.Press("ctrl+q")
	if err := s.WaitEnd(); err != nil {
		t.Error(err)
	}
}

func TestAnIdleProgramQuitsAtOnce(t *testing.T) {
	s := open(t, 120, 36)
	s.run("SELECT 1")
	s.WaitText("✓ done")
	s.Press("ctrl+q")
	if err := s.WaitEnd(); err != nil {
		t.Error(err)
	}
}
