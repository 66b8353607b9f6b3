package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/run"
)

// explorer is a session as the screen has it, on files that were named.
func explorer(t *testing.T, files ...string) (s *session, open string) {
	t.Helper()
	s = &session{Program: program()}
	if err := s.load(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	o, err := s.explorerOptions("", files, false)
	if err != nil {
		t.Fatal(err)
	}
	_ = o.Pool.Close()
	return s, o.Open
}

// optionOf is an option of a known connection.
func optionOf(t *testing.T, s *session, name, option string) string {
	t.Helper()
	known, err := s.connections.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := known.Values[option].(string)
	return text
}

// The explorer opens the file of an entry by the rules of a replay: that of its
// folder, though another of its name is open.
func TestTheExplorerFindsTheFileOfAnEntry(t *testing.T) {
	home(t, "")
	here, there := t.TempDir(), t.TempDir()
	write(t, filepath.Join(here, "s.csv"), "a\n1\n")
	write(t, filepath.Join(there, "s.csv"), "a\n2\n")
	t.Chdir(here)
	s, open := explorer(t, "s.csv")
	e := history.Entry{Connection: "s.csv", Kind: "duckdb", Folder: here}
	if name, err := s.locate(e); err != nil || name != open {
		t.Errorf("of this folder: %q, %v", name, err)
	}
	e.Folder = there
	name, err := s.locate(e)
	if err != nil || optionOf(t, s, name, "files") != filepath.Join(there, "s.csv") {
		t.Errorf("of another folder: %q, %v", name, err)
	}
	if again, err := s.locate(e); err != nil || again != name {
		t.Errorf("once more: %q, %v", again, err)
	}
	if err := os.Remove(filepath.Join(there, "s.csv")); err != nil {
		t.Fatal(err)
	}
	if name, err := s.locate(e); err == nil || !strings.Contains(err.Error(), "s.csv is not in "+there) {
		t.Errorf("of a file that is gone: %q, %v", name, err)
	}
	if name, err := s.locate(history.Entry{Connection: "deleted", Kind: "fake", Folder: there}); err == nil || !strings.Contains(err.Error(), `unknown connection "deleted"`) {
		t.Errorf("of a connection that is gone: %q, %v", name, err)
	}
}

// A name such as "s.csv +1" does not say which files there were; the explorer has
// noted it.
func TestFilesOfTheExplorerAreReplayed(t *testing.T) {
	home(t, "")
	start, _ := os.Getwd()
	there := t.TempDir()
	write(t, filepath.Join(there, "s.csv"), "a\n1\n")
	write(t, filepath.Join(there, "u.csv"), "b\n2\n")
	s, open := explorer(t, filepath.Join(there, "s.csv"), filepath.Join(there, "u.csv"))
	known, err := s.connections.Find(open)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(config.Connection{Name: open, Kind: known.Kind, Values: known.Values})
	if err != nil {
		t.Fatal(err)
	}
	store, err := s.history()
	if err != nil {
		t.Fatal(err)
	}
	e := history.Entry{ID: history.NewID(), Connection: open, Kind: "duckdb", Folder: start, SQL: "SELECT * FROM s, u", Status: history.OK}
	if err := store.End(e); err != nil {
		t.Fatal(err)
	}
	if err := store.Remember(context.Background(), run.SourceKey(start, open), string(text)); err != nil {
		t.Fatal(err)
	}
	sonde(t, "history", "replay", e.ID).expect(t, ExitOK, "a,b\n1,2\n", "")
	t.Chdir(t.TempDir())
	sonde(t, "history", "replay", e.ID).expect(t, ExitOK, "a,b\n1,2\n", "")
	// The entry of that replay is of this folder.
	sonde(t, "history", "replay", entries(t, "list")[0].ID).expect(t, ExitOK, "a,b\n1,2\n", "")
}

// Explorers that were started in one folder on different files of one name are told
// apart: an entry is replayed on the file that it ran on.
func TestFilesOfOneNameAreToldApart(t *testing.T) {
	home(t, "")
	here, _ := os.Getwd()
	var ids []string
	for _, value := range []string{"1", "2"} {
		there := t.TempDir()
		write(t, filepath.Join(there, "s.csv"), "a\n"+value+"\n")
		s, open := explorer(t, filepath.Join(there, "s.csv"))
		known, err := s.connections.Find(open)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(config.Connection{Name: open, Kind: known.Kind, Values: known.Values})
		if err != nil {
			t.Fatal(err)
		}
		store, err := s.history()
		if err != nil {
			t.Fatal(err)
		}
		if err := run.RememberSource(t.Context(), store, here, open, string(text)); err != nil {
			t.Fatal(err)
		}
		e := history.Entry{ID: history.NewID(), Connection: open, Kind: "duckdb", Folder: here, SQL: "SELECT * FROM s", Status: history.OK}
		if err := store.End(e); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, e.ID)
	}
	for i, want := range []string{"a\n1\n", "a\n2\n"} {
		sonde(t, "history", "replay", ids[i]).expect(t, ExitOK, want, "")
		// And so is the entry of that replay.
		sonde(t, "history", "replay", entries(t)[0].ID).expect(t, ExitOK, want, "")
	}
}
