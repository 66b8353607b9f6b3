package history

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sonde/connectors"
)

func TestMain(m *testing.M) {
	if child := os.Getenv("SONDE_HISTORY_CHILD"); child != "" {
		os.Exit(runChild(child))
	}
	goleak.VerifyTestMain(m)
}

// open opens a store for the length of a test.
func open(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newPath(t testing.TB) string { return filepath.Join(t.TempDir(), "sonde", "history.db") }

// begin records the start of a statement and returns its id.
func begin(t testing.TB, s *Store, sql string) string {
	t.Helper()
	e := Entry{ID: NewID(), SQL: sql}
	if err := s.Begin(e); err != nil {
		t.Fatal(err)
	}
	return e.ID
}

// texts searches and returns the SQL of what is found.
func texts(t testing.TB, s *Store, q Query) []string {
	t.Helper()
	entries, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, e := range entries {
		found = append(found, e.SQL)
	}
	return found
}

func expect(t testing.TB, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEntryComesBackWhole(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	e := Entry{
		ID: NewID(), Source: CommandLine, Connection: "wiki", Kind: "druid", Database: "main", Folder: "/data", Host: "box",
		SQL: "SELECT ?\n-- ünïcode", Params: []connectors.Param{{Name: "n", Type: "INT", Value: "1"}, {Null: true}},
		Start: time.Date(2024, 1, 31, 13, 45, 0, 123456789, time.Local),
	}
	if err := s.Begin(e); err != nil {
		t.Fatal(err)
	}
	e.Session = s.Session()
	e.Status = Running
	if got, err := s.Get(t.Context(), e.ID); err != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("after the start %+v, %v, want %+v", got, err, e)
	}
	e.Status, e.Duration, e.FirstRow, e.Rows, e.Bytes = Incomplete, 3*time.Second, time.Millisecond, 12, -1
	e.Server = []connectors.Stat{{Name: "rows_read", Value: "12345"}}
	e.QueryID, e.ErrorClass, e.Error = "q1", connectors.ClassIncomplete, "the stream broke off"
	e.Completeness, e.Reason = "incomplete", "connection reset"
	if err := s.End(e); err != nil {
		t.Fatal(err)
	}
	other := open(t, path)
	if got, err := other.Get(t.Context(), e.ID); err != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("after the end %+v, %v, want %+v", got, err, e)
	}
	if _, err := s.Get(t.Context(), "nothing"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown id gives %v", err)
	}
}

func TestEndRecordsARunWhoseBeginWasLost(t *testing.T) {
	s := open(t, newPath(t))
	if err := s.End(Entry{ID: "a", SQL: "SELECT 1", Status: OK, Start: time.Now()}); err != nil {
		t.Fatal(err)
	}
	expect(t, texts(t, s, Query{Statuses: []Status{OK}}), "SELECT 1")
}

func TestSecretsAreNotWritten(t *testing.T) {
	path := newPath(t)
	s, err := Open(t.Context(), path, Options{Redact: func(s string) string { return strings.ReplaceAll(s, "opensesame", "•••") }})
	if err != nil {
		t.Fatal(err)
	}
	err = s.End(Entry{
		ID: "a", SQL: "CREATE SECRET s (TYPE s3, SECRET 'hunter2'); SELECT 'opensesame'", Status: Failed,
		Error: "cannot reach https://bob:hunter2@host", Params: []connectors.Param{{Value: "opensesame"}, {Name: "db_password", Value: "hunter2"}},
		Connection: "https://bob:hunter2@host",
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "opensesame"} {
		if strings.Contains(string(data), secret) {
			t.Errorf("%q stands in the file", secret)
		}
	}
	if !strings.Contains(string(data), "CREATE SECRET s (TYPE s3, SECRET '•••')") {
		t.Error("the rest of the statement is lost")
	}
}

func TestOnlyTheUserCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such rights")
	}
	path := newPath(t)
	s := open(t, path)
	begin(t, s, "SELECT 1")
	for _, name := range []string{path, path + "-wal", path + "-shm", filepath.Dir(path), s.sessionFolder()} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the rights %v", name, info.Mode())
		}
	}
}

func TestFolderWithUnusualName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b%20?c#d&e", "history.db")
	s := open(t, path)
	begin(t, s, "SELECT 1")
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestOpenFails(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), filepath.Join(file, "history.db"), Options{}); err == nil {
		t.Error("a history below a file was opened")
	}
	if os.Getuid() > 0 {
		if err := os.Chmod(folder, 0o500); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), filepath.Join(folder, "sonde", "history.db"), Options{}); err == nil {
			t.Error("a history in a read-only folder was opened")
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, newPath(t), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled opening gives %v", err)
	}
}

func TestNewerFileIsLeftAlone(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	if _, err := s.db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{}); err == nil || !strings.Contains(err.Error(), "newer sonde") {
		t.Errorf("got %v", err)
	}
}

func TestAllYieldsTheOldestFirst(t *testing.T) {
	s := open(t, newPath(t))
	for _, sql := range []string{"SELECT 1", "SELECT 2", "SELECT 1"} {
		begin(t, s, sql)
	}
	var got []string
	for e, err := range s.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.SQL)
	}
	expect(t, got, "SELECT 1", "SELECT 2", "SELECT 1")
}

func TestClosedStore(t *testing.T) {
	s := open(t, newPath(t))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Begin(Entry{ID: "a"}); err == nil {
		t.Error("a closed store takes an entry")
	}
	if _, err := s.Search(t.Context(), Query{}); err == nil {
		t.Error("a closed store is searched")
	}
}
