package history

import (
	"maps"
	"testing"

	"sonde/internal/secrets"
)

// withoutOptions takes what version 5 knows from a file.
const withoutOptions = "ALTER TABLE entries DROP COLUMN options; ALTER TABLE entries DROP COLUMN row_limit; ALTER TABLE buffers DROP COLUMN options; "

// makeOld turns a store into one of version 1.
func makeOld(t *testing.T, s *Store) {
	t.Helper()
	if _, err := s.db.Exec("DROP TABLE marks; DROP TABLE results; DROP TABLE remembered; ALTER TABLE entries DROP COLUMN operation; ALTER TABLE buffers DROP COLUMN ref; " + withoutOptions + "PRAGMA user_version = 1"); err != nil {
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
		if _, err := s.db.Exec("DROP TABLE marks; DROP TABLE results; DROP TABLE remembered; ALTER TABLE buffers DROP COLUMN ref; " + withoutOptions + "PRAGMA user_version = 2"); err != nil {
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

// An entry of a version that knew no options was run at the ref in its database.
func TestFourthVersionIsBroughtUpToDate(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) {
		put(t, s, Entry{ID: "old", SQL: "SELECT 1", Database: "feature"})
		if err := s.SaveBuffer(t.Context(), Buffer{ID: "b", Text: "SELECT 1", Ref: "feature"}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.db.Exec(withoutOptions + "PRAGMA user_version = 4"); err != nil {
			t.Fatal(err)
		}
	})
	s := open(t, path)
	if e, err := s.Get(t.Context(), "old"); err != nil || e.Ref() != "feature" || e.Limit != 0 || len(e.Unread) != 0 {
		t.Errorf("%+v, %v", e, err)
	}
	put(t, s, Entry{ID: "new", Database: "lab"})
	if e, err := s.Get(t.Context(), "new"); err != nil || e.Ref() != "" || e.Database != "lab" {
		t.Errorf("of this version: %+v, %v", e, err)
	}
	if b, err := s.RestoreBuffers(t.Context()); err != nil || len(b) != 1 || b[0].Ref != "feature" || len(b[0].Options) != 0 {
		t.Errorf("%+v, %v", b, err)
	}
}

// What a run was asked for is kept, and nothing of an option that is a secret.
func TestOptionsAreKeptWithoutSecrets(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) {
		put(t, s, Entry{ID: "e", Limit: 7, Options: map[string]string{"database": "lab", "api_token": "s3cret", "proxy": "http://ann:s3cret@p"}})
		if err := s.SaveBuffer(t.Context(), Buffer{ID: "b", Text: "x", Options: map[string]string{"database": "lab", "api_token": "s3cret"}}); err != nil {
			t.Fatal(err)
		}
	})
	s := open(t, path)
	e, err := s.Get(t.Context(), "e")
	want := map[string]string{"database": "lab", "api_token": secrets.Mask, "proxy": "http://ann:" + secrets.Mask + "@p"}
	if err != nil || e.Limit != 7 || !maps.Equal(e.Options, want) {
		t.Errorf("%+v, %v", e, err)
	}
	b, err := s.RestoreBuffers(t.Context())
	if want = (map[string]string{"database": "lab", "api_token": secrets.Mask}); err != nil || len(b) != 1 || !maps.Equal(b[0].Options, want) {
		t.Errorf("%+v, %v", b, err)
	}
}
