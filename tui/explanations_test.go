package tui

import (
	"testing"

	"sonde/internal/screentest/source"
)

func TestExplanationIsChosen(t *testing.T) {
	s := open(t, 120, 36, source.Pipes())
	s.Type("SELECT 1")
	s.Press("ctrl+p")
	s.WaitText("Commands")
	s.Type("choose how to explain")
	s.Press("enter")
	s.WaitText("Explain the statement", "PLAN", "the processors")
	s.Press("down", "enter")
	s.WaitText("✓ done", "EXPLAIN PIPELINE SELECT 1")
}

func TestExplanationsThatAreNotThere(t *testing.T) {
	s := open(t, 120, 36, source.Lake())
	s.Press("ctrl+p")
	s.WaitText("Commands")
	s.Type("choose how to explain")
	s.Press("enter")
	s.WaitText("Data lake has no choice of explanations")
}
