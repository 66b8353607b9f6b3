package history

import (
	"path/filepath"
	"testing"
	"time"
)

// What a session has left for its runs goes with the last of them, however they are
// deleted; that of a session that lives stays.
func TestWhatIsKeptForASessionGoesWithItsRuns(t *testing.T) {
	for name, remove := range map[string]func(s *Store, ids []string) error{
		"delete": func(s *Store, ids []string) error { return s.Delete(t.Context(), ids...) },
		"match": func(s *Store, _ []string) error {
			_, err := s.DeleteMatching(t.Context(), Query{Text: "second"})
			return err
		},
		"by time": func(s *Store, _ []string) error {
			_, err := s.Prune(t.Context(), time.Now().Add(time.Hour), 0)
			return err
		},
	} {
		path := filepath.Join(t.TempDir(), "history.db")
		old, err := Open(t.Context(), path, Options{Session: "old"})
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{NewID(), NewID()}
		for i, sql := range []string{"SELECT 'second one'", "SELECT 'second two'"} {
			if err := old.End(Entry{ID: ids[i], SQL: sql, Status: OK}); err != nil {
				t.Fatal(err)
			}
		}
		key, other := SessionKey("files of x in session y", "old"), SessionKey("files of x", "living")
		if err := old.Remember(t.Context(), key, "text"); err != nil {
			t.Fatal(err)
		}
		if err := old.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), path, Options{Session: "living"})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Remember(t.Context(), other, "text"); err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(t.Context(), ids[0]); err != nil {
			t.Fatal(err)
		}
		if kept, err := s.Remembered(t.Context(), key); err != nil || kept != "text" {
			t.Errorf("%s: with a run left, %q is kept, %v", name, kept, err)
		}
		if err := remove(s, ids[1:]); err != nil {
			t.Fatal(err)
		}
		if kept, err := s.Remembered(t.Context(), key); err != nil || kept != "" {
			t.Errorf("%s: without a run, %q is kept, %v", name, kept, err)
		}
		if kept, err := s.Remembered(t.Context(), other); err != nil || kept != "text" {
			t.Errorf("%s: of the living session, %q is kept, %v", name, kept, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
