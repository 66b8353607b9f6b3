package tui

import (
	"testing"
	"time"

	"sonde/history"
	"sonde/internal/screentest/source"
)

// A statement of another connection is not run where it does not belong: it comes
// back in a tab of its own connection.
func TestAStatementComesBackOnItsConnection(t *testing.T) {
	other := *source.Driver()
	other.Kind, other.Schemes = "another", nil
	s := open(t, 130, 40, source.Driver(), &other)
	for _, e := range []history.Entry{
		{ID: "a", SQL: "SELECT 1 AS elsewhere", Connection: "other", Kind: "another", Status: history.OK},
		{ID: "b", SQL: "SELECT 2 AS gone", Connection: "deleted", Kind: "another", Status: history.OK},
	} {
		if err := s.store.End(e); err != nil {
			t.Fatal(err)
		}
	}
	recallAnd := func(words, key string) {
		s.Press("ctrl+r")
		s.WaitText("AS gone")
		s.Paste(words)
		s.WaitGone("AS gone")
		s.Press(key)
	}
	s.run("SELECT 3 AS mine")
	s.WaitText("✓ done")
	// The user has written in the tab: there is a new one.
	recallAnd("elsewhere", "f5")
	s.WaitText("query 2", "✓ done")
	s.eventually("a run on the other connection", func() bool {
		runs, err := s.store.Count(t.Context(), history.Query{Connection: "other", EachRun: true, Since: time.Now().Add(-time.Hour)})
		return err == nil && runs == 1
	})
	// A connection that is gone keeps the tab as it is.
	s.Press("ctrl+r")
	s.WaitText("AS gone")
	s.Paste("gone")
	s.WaitGone("AS elsewhere")
	s.Press("enter")
	s.WaitText("SELECT 1 AS elsewhere;", "SELECT 2 AS gone", "● other")
	// It is not run where it was not written for.
	s.Press("ctrl+r")
	s.WaitText("AS gone", "F1 keys")
	s.Paste("gone")
	s.WaitGone("AS elsewhere")
	s.Press("f5")
	s.WaitText("Nothing was run: unknown connection \"deleted\"")
	// An empty tab becomes one of the connection.
	s.Press("ctrl+t")
	s.WaitText("query 3")
	recallAnd("mine", "enter")
	s.WaitText("SELECT 3 AS mine", "● web")
}

// A statement that is run from the history asks for as many rows as its run did, and
// says so; one that comes back to be edited says what it does without.
func TestAStatementIsRunAgainForItsRows(t *testing.T) {
	s := open(t, 130, 40, source.Driver())
	if err := s.store.End(history.Entry{ID: "a", SQL: "SELECT 1 AS few", Connection: "web", Kind: "web", Limit: 1500, Status: history.OK}); err != nil {
		t.Fatal(err)
	}
	s.Press("ctrl+r")
	s.WaitText("AS few", "F1 keys")
	s.Press("enter")
	s.WaitText("That run fetched at most 1,500 rows; this statement has no such limit")
	s.Press("ctrl+r")
	s.WaitText("F1 keys")
	s.Press("f5")
	s.WaitText("This once query 1 runs for at most 1,500 rows, as that run did", "✓ done")
	s.eventually("a run with that limit", func() bool {
		runs, err := s.store.Search(t.Context(), history.Query{EachRun: true, Since: time.Now().Add(-time.Hour)})
		return err == nil && len(runs) == 1 && runs[0].Limit == 1500
	})
}
