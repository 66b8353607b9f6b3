package history

import (
	"path/filepath"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/secrets"
)

func TestLastParamsAreThoseOfTheNewestRunWithAny(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "history.db"))
	for _, e := range []Entry{
		{SQL: "SELECT :a", Params: []connectors.Param{{Name: "a", Value: "1"}}},
		{SQL: "SELECT :a", Params: []connectors.Param{{Name: "a", Type: "INT", Value: "2"}, {Name: "token", Value: "abcdef"}, {Null: true}}},
		{SQL: "SELECT :a"},
		{SQL: "SELECT :a, 2", Params: []connectors.Param{{Name: "a", Value: "3"}}},
	} {
		e.ID = NewID()
		if err := s.Begin(e); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.LastParams(t.Context(), "SELECT :a")
	if err != nil || len(got) != 3 || got[0] != (connectors.Param{Name: "a", Type: "INT", Value: "2"}) || got[1].Value != secrets.Mask || !got[2].Null {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.LastParams(t.Context(), "SELECT :b"); got != nil || err != nil {
		t.Errorf("an unknown text has %+v, %v", got, err)
	}
}

func TestLastParamsAreFoundByAnIndex(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "history.db"))
	if _, err := s.LastParams(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	var id, parent, unused int
	var plan string
	err := s.db.QueryRowContext(t.Context(), `EXPLAIN QUERY PLAN SELECT params FROM entries
		WHERE sql = ? AND params <> 'null' AND params <> '[]' ORDER BY seq DESC LIMIT 1`, "x").Scan(&id, &parent, &unused, &plan)
	if err != nil || !strings.Contains(plan, "entries_params") {
		t.Errorf("%q, %v", plan, err)
	}
}
