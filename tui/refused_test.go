package tui

import (
	"context"
	"testing"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/screentest/source"
)

// recorded waits until the newest entry of a text has a reason for which it was not
// run, and returns it.
func (s *stage) recorded(sql, reason string) (e history.Entry) {
	s.t.Helper()
	s.eventually("an entry with the reason", func() bool {
		entries, err := s.store.Search(s.t.Context(), history.Query{Text: sql})
		if err != nil || len(entries) == 0 {
			return false
		}
		e = entries[0]
		return e.Error == reason
	})
	return e
}

// A write that the user does not want in the end can be recalled.
func TestADeclinedWriteIsRecorded(t *testing.T) {
	s := open(t, 120, 36)
	s.run("DELETE FROM pages")
	s.WaitText("DELETE on web?", "y run")
	s.Press("n")
	e := s.recorded("DELETE", "DELETE was not confirmed, and nothing was run")
	if e.Status != history.Cancelled || e.Connection != "web" || e.SQL != "DELETE FROM pages" {
		t.Errorf("%+v", e)
	}
	s.Press("ctrl+r")
	s.WaitText("DELETE was not confirmed, and nothing was run")
}

// A statement that waited for a connection which cannot be opened is in the history.
func TestAStatementWhoseConnectionIsRefusedIsRecorded(t *testing.T) {
	other := source.Driver()
	other.Kind, other.Schemes = "shut", nil
	other.Open = func(context.Context, connectors.Config) (connectors.Conn, error) {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "nobody answers")
	}
	s := open(t, 130, 40, source.Driver(), other)
	s.Press("ctrl+o")
	s.WaitText("Connection of this tab")
	s.Type("other")
	s.Press("enter")
	s.WaitText("✗ other")
	s.run("SELECT 80")
	e := s.recorded("SELECT 80", "nobody answers")
	if e.Connection != "other" || e.Kind != "shut" || e.Status != history.Failed || e.ErrorClass != connectors.ClassUnavailable {
		t.Errorf("%+v", e)
	}
}

// The question before a statement whose quote is open tells why it is asked.
func TestAnOpenQuoteIsNamed(t *testing.T) {
	s := open(t, 120, 36)
	s.run(`SELECT * FROM pages WHERE name = "abc`)
	s.WaitText("SELECT on web?", "A quote or a comment in it is not closed", "y run")
}
