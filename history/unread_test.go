package history

import (
	"strings"
	"testing"

	"sonde/connectors"
)

// TestDamagedPartHidesNoEntry overwrites what is stored as JSON, as a bad sector
// may, with the file sound otherwise.
func TestDamagedPartHidesNoEntry(t *testing.T) {
	s := open(t, newPath(t))
	for _, e := range []Entry{
		{SQL: "SELECT :a", Params: []connectors.Param{{Name: "a", Value: "1"}}},
		{SQL: "SELECT :a", Params: []connectors.Param{{Name: "a", Value: "2"}}, Server: []connectors.Stat{{Name: "rows_read", Value: "7"}}},
	} {
		e.ID = NewID()
		if err := s.Begin(e); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.db.ExecContext(t.Context(), `UPDATE entries SET params = 'xx' || substr(params, 3), server = '[' WHERE server LIKE '%rows_read%'`); err != nil {
		t.Fatal(err)
	}
	found, err := s.Search(t.Context(), Query{EachRun: true})
	if err != nil || len(found) != 2 || found[0].Params != nil || found[0].Server != nil || len(found[1].Params) != 1 {
		t.Errorf("a search finds %+v, %v", found, err)
	}
	if note := UnreadNote(found); note != "the parameters or statistics of 1 entry cannot be read: they are left out" {
		t.Errorf("the note is %q", note)
	}
	for e, err := range s.All(t.Context()) {
		if err != nil || !strings.HasPrefix(e.SQL, "SELECT") {
			t.Errorf("%+v, %v", e, err)
		}
	}
	if last, err := s.LastParams(t.Context(), "SELECT :a"); err != nil || len(last) != 1 || last[0].Value != "1" {
		t.Errorf("the last parameters that can be read are %+v, %v", last, err)
	}
}
