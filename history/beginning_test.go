package history

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestAnEntryIsFoundByTheBeginningOfItsID(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "history.db"))
	for _, id := range []string{"01a2-first", "01a2-second", "01a2-second-more", "é-other"} {
		if err := s.End(Entry{ID: id, SQL: "SELECT 1", Status: OK}); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string]string{"01a2-f": "01a2-first", "01a2-second": "01a2-second", "01a2-second-": "01a2-second-more", "é-o": "é-other"} {
		if e, err := s.Beginning(t.Context(), text); err != nil || e.ID != want {
			t.Errorf("%q: %q, %v", text, e.ID, err)
		}
	}
	for text, want := range map[string]error{"01a2": ErrAmbiguous, "01a2-s": ErrAmbiguous, "01a3": ErrNotFound, "é-": ErrNotFound, "": ErrNotFound, "01a2_f": ErrNotFound, "%a2-": ErrNotFound} {
		if e, err := s.Beginning(t.Context(), text); !errors.Is(err, want) {
			t.Errorf("%q: %q, %v", text, e.ID, err)
		}
	}
}
