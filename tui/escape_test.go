package tui

import (
	"testing"

	"sonde/internal/screentest"
)

func TestEscLeavesWhatLooksAtTheRowsBeforeItCancelsTheRun(t *testing.T) {
	gate := make(chan struct{})
	s := openWith(t, screentest.Options{Width: 140, Height: 60}, Options{Workspace: readyEngine{}}, tableOf(t, gate, peopleSchema, people, numbered(5, 3)))
	s.run("SELECT * FROM people")
	s.WaitText("O'Neil")
	s.Press("alt+3", "p")
	s.WaitText("Top values", "goes in · Esc closes")
	s.Press("alt+2")
	s.WaitGone("Esc closes") // In the editor it does something else.
	s.Press("alt+3")
	s.WaitText("Esc closes")
	s.Press("esc")
	if s.WaitGone("Top values"); s.Frame().Contains("cancelled") {
		t.Fatal(s.Frame().Text())
	}
	s.Press("esc")
	s.WaitText("cancelled")
}

func TestTheTitlesOfResultsYieldToWhatTheShownRowsAre(t *testing.T) {
	gate := make(chan struct{}, 16) // The rows of eight runs; those of the last one stay away.
	for range cap(gate) {
		gate <- struct{}{}
	}
	s := openWith(t, screentest.Options{Width: 120, Height: 36}, Options{Workspace: readyEngine{}}, tableOf(t, gate, peopleSchema, people, numbered(5, 3)))
	for i := range 9 {
		s.run("SELECT * FROM people_of_the_town_number_" + string(rune('1'+i)))
		s.WaitText(sprintf("r%d", i+1), "number_"+string(rune('1'+i)), "O'Neil")
	}
	s.WaitText("[r9: ")
	s.Press("alt+3", "s")
	f := s.WaitText("sorted: the rows so far", "[r9: people")
	_, at, _ := f.Find("sorted: the rows so far")
	_, title, _ := f.Find("[r9:")
	if at != title {
		t.Errorf("the note is in line %d and the titles in line %d", at, title)
	}
	x, y, _ := f.Find("[r9:")
	s.Click(x-8, y) // The one before.
	s.WaitText("[r8:")
}
