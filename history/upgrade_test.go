package history

import "testing"

// makeOld turns a store into one of version 1.
func makeOld(t *testing.T, s *Store) {
	t.Helper()
	if _, err := s.db.Exec("DROP TABLE marks; DROP TABLE results; DROP TABLE remembered; ALTER TABLE entries DROP COLUMN operation; ALTER TABLE buffers DROP COLUMN ref; PRAGMA user_version = 1"); err != nil {
		t.Fatal(err)
	}
}

func TestOldFileIsBroughtUpToDate(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) {
		put(t, s, Entry{ID: "old", SQL: "SELECT 1"})
		if err := s.SaveBuffer(t.Context(), Buffer{ID: "old"}); err != nil {
			t.Fatal(err)
		}
		makeOld(t, s)
	})
	s := open(t, path)
	if b, err := s.RestoreBuffers(t.Context()); err != nil || len(b) != 1 || b[0].Ref != "" {
		t.Fatalf("%+v, %v", b, err)
	}
	if e, err := s.Get(t.Context(), "old"); err != nil || e.SQL != "SELECT 1" || e.Operation != "" {
		t.Fatalf("%+v, %v", e, err)
	}
	put(t, s, Entry{ID: "new", SQL: "DELETE FROM t", Operation: "operations/1"})
	if e, err := s.Get(t.Context(), "new"); err != nil || e.Operation != "operations/1" {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestOldDamagedFileIsSaved(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) {
		put(t, s, Entry{ID: "old", SQL: "SELECT 1"})
		makeOld(t, s)
	})
	fresh := open(t, newPath(t))
	saved, err := fresh.salvage(t.Context(), path)
	if err != nil || saved != (salvaged{entries: 1}) {
		t.Fatalf("%+v, %v", saved, err)
	}
	if e, err := fresh.Get(t.Context(), "old"); err != nil || e.SQL != "SELECT 1" {
		t.Errorf("%+v, %v", e, err)
	}
}

// TestRunTakenUp has a run whose program is gone go on in another.
func TestRunTakenUp(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) {
		if err := s.Begin(Entry{ID: "write", SQL: "DELETE FROM t", Operation: "operations/1"}); err != nil {
			t.Fatal(err)
		}
	})
	s := open(t, path)
	e, err := s.Get(t.Context(), "write")
	if err != nil || e.Status != Interrupted || e.Operation != "operations/1" {
		t.Fatalf("%+v, %v", e, err)
	}
	e.Status = Running
	if err := s.Begin(e); err != nil {
		t.Fatal(err)
	}
	open(t, path) // Another program must not take the run for interrupted.
	if e, err = s.Get(t.Context(), "write"); err != nil || e.Status != Running {
		t.Errorf("%s, %v", e.Status, err)
	}
}

// TestSecondVersionIsBroughtUpToDate has a file whose entries know operations
// and whose buffers know no refs.
func TestSecondVersionIsBroughtUpToDate(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) {
		put(t, s, Entry{ID: "old", Operation: "operations/1"})
		if _, err := s.db.Exec("DROP TABLE marks; DROP TABLE results; DROP TABLE remembered; ALTER TABLE buffers DROP COLUMN ref; PRAGMA user_version = 2"); err != nil {
			t.Fatal(err)
		}
	})
	s := open(t, path)
	if err := s.SaveBuffer(t.Context(), Buffer{ID: "b", Ref: "feature"}); err != nil {
		t.Fatal(err)
	}
	if e, err := s.Get(t.Context(), "old"); err != nil || e.Operation != "operations/1" {
		t.Errorf("%+v, %v", e, err)
	}
}
