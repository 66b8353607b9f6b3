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
