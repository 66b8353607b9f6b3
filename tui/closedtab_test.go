package tui

import (
	"testing"

	"sonde/internal/screentest/source"
)

func TestAClosedTabIsReopened(t *testing.T) {
	s := open(t, 110, 34)
	s.Press("ctrl+t")
	s.write("SELECT closed")
	s.Press("ctrl+w")
	s.WaitText("Closed query 2 · Alt+Z reopens it")
	s.WaitGone("SELECT closed")
	s.Press("alt+z")
	s.WaitText("[query 2]", "SELECT closed", "Reopened query 2")
	// Also the last one, which leaves an empty one in its place.
	s.Press("alt+,", "ctrl+w")
	s.WaitGone("query 1")
	s.Press("ctrl+w")
	s.WaitText("Closed query 2", "query 1")
	s.Press("alt+z")
	s.WaitText("query 2", "SELECT closed")
	s.WaitGone("query 1")
	s.Press("alt+z")
	s.WaitText("No tab with a text was closed")
}

func TestAReopenedTabIsSaved(t *testing.T) {
	s := open(t, 110, 34)
	s.write("SELECT closed")
	s.Press("ctrl+w")
	s.WaitText("Closed query 1")
	s.Press("alt+z")
	s.WaitText("Reopened query 1")
	s.eventually("the text in the history", func() bool {
		buffers, err := s.store.RestoreBuffers(t.Context())
		return err == nil && len(buffers) == 1 && buffers[0].Text == "SELECT closed"
	})
}

func TestClosingATabThatRunsIsAskedAbout(t *testing.T) {
	s := open(t, 120, 36, source.Versions())
	s.run("UPDATE slow SET a = 1")
	s.WaitText("UPDATE on web?")
	s.Press("y")
	s.WaitText("Esc")
	s.Press("ctrl+w")
	s.WaitText("Close query 1?", "A statement that may write goes on in it", "close anyway")
	s.Press("n")
	s.WaitGone("Close query 1?")
	s.WaitText("UPDATE slow")
	s.Press("ctrl+w")
	s.WaitText("Close query 1?")
	s.Press("y")
	s.WaitText("Closed query 1")
}
