package tui

import (
	"testing"

	"sonde/internal/screentest"
)

// While rows arrive the figures stay, and the pane tells which key has them made
// again.
func TestTheProfileOfAGrowingResultIsMadeAgainByKey(t *testing.T) {
	gate := make(chan struct{})
	s := openWith(t, screentest.Options{Width: 140, Height: 48}, Options{Workspace: readyEngine{}}, tableOf(t, gate, peopleSchema, numbered(1, 10), numbered(11, 10), numbered(21, 10)))
	s.run("SELECT * FROM people")
	s.WaitText("row 10")
	s.Press("alt+3", "p")
	s.WaitText("Local, of 10 fetched rows so far", "distinct")
	gate <- struct{}{}
	s.WaitText("of 20 ·", "Local, of 10 fetched rows so far", "R takes in more")
	s.Press("f6")
	s.WaitText("Esc back")
	s.Press("R")
	s.WaitText("Local, of 20 fetched rows so far", "distinct")
	s.WaitGone("takes in more")
	s.Press("R")
	s.WaitText("The profile is about all rows that are there")
	close(gate)
	s.WaitText("✓ done", "Local, of 30 fetched rows")
}

// Another column is profiled over the rows that are there by then, and says so.
func TestAnotherColumnIsProfiledOverTheNewestRows(t *testing.T) {
	gate := make(chan struct{})
	s := openWith(t, screentest.Options{Width: 140, Height: 48}, Options{Workspace: readyEngine{}}, tableOf(t, gate, peopleSchema, numbered(1, 10), numbered(11, 10)))
	s.run("SELECT * FROM people")
	s.WaitText("row 10")
	s.Press("alt+3", "p")
	s.WaitText("Local, of 10 fetched rows so far", "distinct")
	gate <- struct{}{}
	s.WaitText("of 20 ·", "Local, of 10 fetched rows so far", "R takes in more")
	s.Press("right")
	s.WaitText("Local, of 20 fetched rows so far", "distinct")
	s.WaitGone("takes in more")
	close(gate)
	s.WaitText("✓ done", "Local, of 20 fetched rows")
}
