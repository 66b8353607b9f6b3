package tui

import (
	"testing"
)

func TestFiguresOfTheSelection(t *testing.T) {
	s := open(t, 160, 36, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "right", "c")
	s.WaitText("4 × 1 selected · sum 7.30 · 1 NULL · average ≈ 2.433333 · min 0.10 · max 7.00 · 3 values")
	s.Press("left")
	s.WaitText("4 × 2 selected · sum 7.30 · 3 numbers · 2 NULL", "6 values")
	s.Press("backspace")
	s.WaitText("row 1 of 4")
}

// What is summed up over several columns is said to be.
func TestFiguresOfSeveralColumnsSayWhatTheyAreOf(t *testing.T) {
	s := open(t, 160, 36, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("ctrl+a")
	s.WaitText("4 × 3 selected · sum 17.30 in 2 columns · 7 numbers · 2 NULL", "10 values")
}

// While rows arrive the figures say of how many they are, and follow.
func TestFiguresOfAGrowingResult(t *testing.T) {
	gate := make(chan struct{})
	s := open(t, 160, 36, tableOf(t, gate, peopleSchema, numbered(1, 10), numbered(11, 10)))
	s.run("SELECT * FROM people")
	s.WaitText("row 10")
	s.Press("alt+3", "c")
	s.WaitText("10 × 1 selected of 10 fetched · sum 55")
	close(gate)
	s.WaitText("20 × 1 selected · sum 210")
}

// What stands beside the average of a selection keeps its place while its digits
// come and go.
func TestFiguresKeepTheirPlacesWhileASelectionGrows(t *testing.T) {
	s := open(t, 160, 36, tableOf(t, nil, peopleSchema, numbered(3, 40)))
	s.results("row 3")
	s.Press("right", "right", "v", "down", "down")
	f := s.WaitText("sum 12.75 · average 4.25 · min 3.25")
	at, _, _ := f.Find("3 × 1 selected")
	s.Press("down", "down", "down")
	s.WaitText("6 × 1 selected", "average ≈ 3.4")
	s.Press("up", "up", "up")
	f = s.WaitText("3 × 1 selected", "average 4.25  ")
	if now, _, _ := f.Find("3 × 1 selected"); now >= at {
		t.Errorf("the selection is told at column %d, at first at %d", now, at)
	}
}
