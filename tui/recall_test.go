package tui

import (
	"testing"

	"sonde/history"
)

// stored waits until the rows of a run have been stored, which is after its end.
func (s *stage) stored(sql string) {
	s.t.Helper()
	s.eventually("a stored result", func() bool {
		entries, err := s.store.Search(s.t.Context(), history.Query{Text: sql})
		return err == nil && len(entries) > 0 && s.store.HasResult(entries[0].ID)
	})
}

// TestAPastResultIsOpenedWithoutTheSource runs a statement, finds it again and
// looks at its stored rows.
func TestAPastResultIsOpenedWithoutTheSource(t *testing.T) {
	s := open(t, 130, 40)
	s.run("SELECT 42 AS answer")
	s.WaitText("✓ done")
	s.stored("SELECT 42")
	s.Press("ctrl+r")
	s.WaitText("stored result of", "Ctrl+O opens it")
	s.Press("ctrl+o")
	s.WaitText("r2: stored ", "the source was not asked")
	if n, err := s.store.Count(t.Context(), history.Query{EachRun: true}); err != nil || n != 1 {
		t.Errorf("%d runs in the history, %v", n, err)
	}
}

func TestAStatementIsPinnedNamedInspectedAndDeleted(t *testing.T) {
	s := open(t, 130, 40)
	if err := s.store.End(history.Entry{ID: "other", SQL: "SELECT 7 AS other", Status: history.OK}); err != nil {
		t.Fatal(err)
	}
	s.run("SELECT 42 AS answer")
	s.WaitText("✓ done")
	s.stored("SELECT 42")
	s.Press("ctrl+r")
	s.WaitText("stored result of")
	s.Press("f6")
	s.WaitText("★ SELECT")
	s.Press("f2")
	s.WaitText("Save the query")
	s.Type("The answer")
	s.Press("down")
	s.Type("deep #thought")
	s.Press("enter")
	s.WaitText("★ The answer #deep #thought SELECT")
	s.Press("f3")
	s.WaitText("One run", "duration", "The answer")
	s.Press("f3")
	s.Paste("is:pinned tag:thought answer") // at once: parts of it find nothing, and F8 then has nothing to delete
	s.WaitGone("AS other")
	s.WaitText("★ The answer #deep")
	s.Press("f8")
	s.WaitText("Everything that the search finds", "1 run")
	s.Press("down", "enter")
	s.WaitText("with their stored rows")
	s.Press("y")
	s.WaitText("Nothing matches")
	marks, err := s.store.Marks(t.Context())
	if err != nil || len(marks) != 1 || marks[0].Name != "The answer" || !marks[0].Pinned {
		t.Errorf("the saved query is gone with its runs: %+v, %v", marks, err)
	}
	s.Press("esc")
	s.WaitText("Saved queries")
	s.Press("alt+1", "end", "up", "up", "enter")
	s.WaitText("The answer]")
}

func TestUpInAnEmptyEditorRecalls(t *testing.T) {
	s := open(t, 100, 30)
	s.run("SELECT 1 AS one")
	s.WaitText("✓ done")
	s.Press("alt+2", "ctrl+a", "backspace", "up")
	s.WaitText("History", "SELECT 1 AS one")
}
