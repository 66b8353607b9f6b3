package tui

import (
	"strings"
	"testing"

	"sonde/history"
)

// onResult leaves the cursor of the sidebar on the line of the result r1, below
// its heading.
func onResult(s *stage) {
	s.run("SELECT 1")
	s.WaitText("✓ done", "Results r1", "r1 SELECT 1")
	s.Press("alt+1", "end")
}

func TestKeysOfTheSidebarAreAboutItsLine(t *testing.T) {
	s := open(t, 110, 34)
	onResult(s)
	for key, reason := range map[string]string{
		"e": "This is a result, not a connection",
		"s": "Only a table or view has columns to select; this is a result",
		"d": "Only a table or view has a definition; this is a result",
	} {
		s.Press(key)
		s.WaitText(reason)
	}
	s.Press("x")
	s.WaitText("Closed r1", "Rows appear here")
}

func TestHeadingsOfTheSidebarSayWhatTheyAre(t *testing.T) {
	s := open(t, 110, 34)
	onResult(s)
	s.Press("up")
	for _, key := range []string{"e", "x", "R", "t", "c"} {
		s.Press("d")
		s.WaitText("has a definition; this is a heading")
		s.Press(key)
		s.WaitText("Results is a heading, not a connection")
	}
	s.Press("i")
	s.WaitText("Only a name can be inserted; this is a heading")
}

func TestSavedQueryLosesItsNameAlone(t *testing.T) {
	s := open(t, 110, 34)
	other := history.Mark{SQL: "SELECT 8", Connection: "web", Kind: "web", Name: "eights"}
	if err := s.store.SetMark(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	s.run("SELECT 7")
	s.WaitText("✓ done")
	s.stored("SELECT 7")
	s.Press("ctrl+r")
	s.WaitText("stored result of")
	s.Press("f6")
	s.WaitText("★ SELECT")
	s.Press("f2")
	s.WaitText("Save the query")
	s.Type("sevens")
	s.Press("enter")
	s.WaitText("★ sevens")
	s.Press("esc")
	s.WaitText("Saved queries", "sevens", "eights")
	s.Press("alt+1", "end", "up", "up", "e")
	s.WaitText("This is a saved query, not a connection")
	s.Press("x")
	s.WaitText("Remove the saved query sevens?")
	s.Press("y")
	s.WaitText("Removed the saved query sevens")
	marks, err := s.store.Marks(t.Context())
	if err != nil || len(marks) != 2 || marks[0].Name != "eights" || marks[1].Name != "" || !marks[1].Pinned {
		t.Errorf("the marks are %+v, %v", marks, err)
	}
}

func TestDisconnectSpeaksOfARunOnlyWhereOneGoesOn(t *testing.T) {
	s := open(t, 110, 34)
	s.run("SELECT 1")
	s.WaitText("✓ done")
	s.Press("alt+1", "c")
	s.WaitText("Disconnect web?")
	if text := s.Frame().Text(); strings.Contains(text, "A run goes on") {
		t.Errorf("no run goes on:\n%s", text)
	}
}
