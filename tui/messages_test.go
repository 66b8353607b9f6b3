package tui

import (
	"testing"
	"time"
)

func TestTheEndOfARunOutOfSightIsTold(t *testing.T) {
	gate := make(chan struct{})
	s := rowsStageWith(t, 110, 30, nil, tableOf(t, gate, peopleSchema, people))
	s.run("SELECT 1")
	s.WaitText(" running")
	s.Press("ctrl+t")
	s.WaitText("[query 2]", "1 running in other tabs")
	s.Type("42 43")
	time.Sleep(longRun) // Shorter runs end in silence.
	close(gate)
	s.WaitText("✓ query 1:", "42 43")
	s.command("Show the last messages")
	s.WaitText("Messages", "✓ query 1:")
}

func TestNoMessageYet(t *testing.T) {
	s := open(t, 110, 30)
	s.command("Show the last messages")
	s.WaitText("There was no message yet")
}

func TestQuittingAsksBeforeItCutsOffAWrite(t *testing.T) {
	s := open(t, 110, 30)
	s.run("STREAM INTO elsewhere")
	s.WaitText("downloading")
	s.Press("ctrl+q")
	s.WaitText("Quit?", "may write goes on in query 1", "y quit anyway")
	s.Press("n")
	s.WaitGone("Quit?")
	s.Press("ctrl+q")
	s.WaitText("Quit?")
	s.Press("ctrl+q")
	if err := s.WaitEnd(); err != nil {
		t.Error(err)
	}
}

func TestQuittingAsksBeforeItStopsAnExport(t *testing.T) {
	s := open(t, 110, 30)
	s.run("SELECT 1")
	s.WaitText("✓ done")
	s.Press("ctrl+e")
	s.WaitText("Preview")
	s.Press("up", "right", "right")
	s.WaitText("Run command")
	s.Press("down")
	s.Type("sleep 60")
	s.Press("enter")
	s.WaitText("exporting")
	s.Press("ctrl+q")
	s.WaitText("Quit?", "The export to")
	s.Press("y")
	if err := s.WaitEnd(); err != nil {
		t.Error(err)
	}
}
