package history

import (
	"testing"
	"time"
)

func TestImportComesAfterWhatIsThere(t *testing.T) {
	s := open(t, newPath(t))
	begin(t, s, "SELECT own")
	texts(t, s, Query{})
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	entries := []Entry{
		{ID: "a", SQL: "SELECT oldest", Start: old, Status: OK, Session: "other"},
		{ID: "b", SQL: "SELECT newer", Start: old.Add(time.Hour), Status: Running, Name: "saved"},
	}
	for _, want := range []int{2, 0} {
		if n, err := s.Import(t.Context(), entries); err != nil || n != want {
			t.Fatalf("%d added, %v, want %d", n, err, want)
		}
	}
	begin(t, s, "SELECT next")
	expect(t, texts(t, s, Query{}), "SELECT next", "SELECT own", "SELECT newer", "SELECT oldest")
	expect(t, texts(t, s, Query{Session: "other"}), "SELECT oldest")
	expect(t, texts(t, s, Query{Named: true}), "SELECT newer")
	if e, err := s.Get(t.Context(), "b"); err != nil || e.Status != Interrupted {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestImportHidesSecrets(t *testing.T) {
	s := open(t, newPath(t))
	if _, err := s.Import(t.Context(), []Entry{{ID: "a", SQL: "ATTACH 'postgres://me:hunter2@host/db'"}}); err != nil {
		t.Fatal(err)
	}
	expect(t, texts(t, s, Query{Text: "hunter2"}))
}
