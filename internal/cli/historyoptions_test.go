package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// last is the newest entry: its id, and what is shown of it as JSON.
func last(t *testing.T) (id, shown string) {
	t.Helper()
	id = entries(t, "list")[0].ID
	return id, sonde(t, "history", "show", id, "--json").out
}

func TestURLIsReplayedWithItsOptions(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "fake://ann:s3cret@somewhere?mode=fast&key=s3cret", "SELECT 1").expect(t, ExitOK, "mode\nfast\n", "")
	id, shown := last(t)
	if !strings.Contains(shown, `"connection": "fake://ann@somewhere?mode=fast"`) || !strings.Contains(shown, `"database": "fast"`) || strings.Contains(shown, "s3cret") {
		t.Errorf("%s", shown)
	}
	sonde(t, "history", "replay", id).expect(t, ExitOK, "mode\nfast\n", "")
}

func TestOptionsOfARunAreReplayed(t *testing.T) {
	home(t, "[connections.f]\nkind = \"fake\"\nmode = \"slow\"\n")
	sonde(t, "query", "-c", "f", "--set", "mode=fast", "SELECT 1").expect(t, ExitOK, "mode\nfast\n", "")
	id, shown := last(t)
	if !strings.Contains(shown, `"mode": "fast"`) || !strings.Contains(sonde(t, "history", "show", id).out, "mode=fast") {
		t.Errorf("%s", shown)
	}
	sonde(t, "history", "replay", id).expect(t, ExitOK, "mode\nfast\n", "")
	sonde(t, "history", "replay", id, "--set", "mode=slow").expect(t, ExitOK, "mode\nslow\n", "")
}

// A connection that was led elsewhere since then does not take its entries along.
func TestEntryIsReplayedWhereItRan(t *testing.T) {
	home(t, "[connections.f]\nkind = \"fake\"\nmode = \"slow\"\n")
	sonde(t, "query", "-c", "f", "SELECT 1").expect(t, ExitOK, "mode\nslow\n", "")
	id, _ := last(t)
	folder, _ := os.Getwd()
	write(t, filepath.Join(folder, ".config", "sonde", "config.toml"), "[connections.f]\nkind = \"fake\"\nmode = \"fast\"\n")
	sonde(t, "query", "-c", "f", "SELECT 1").expect(t, ExitOK, "mode\nfast\n", "")
	sonde(t, "history", "replay", id).expect(t, ExitOK, "mode\nslow\n", "")
}

func TestSecretOptionIsAskedFor(t *testing.T) {
	home(t, "[connections.f]\nkind = \"fake\"\n")
	sonde(t, "query", "-c", "f", "--set", "key=s3cret", "--set", "mode=fast", "SELECT 1")
	id, shown := last(t)
	if strings.Contains(shown, "s3cret") || !strings.Contains(shown, `"key": "•••"`) {
		t.Errorf("%s", shown)
	}
	sonde(t, "history", "replay", id).fails(t, ExitUsage, "usage: the option key was a secret, which is not stored, and nothing was run\nhint: --set key=VALUE gives it.")
	sonde(t, "history", "replay", id, "--set", "key=other").expect(t, ExitOK, "mode\nfast\n", "")
}

func TestLimitOfARunIsReplayed(t *testing.T) {
	home(t, "")
	const sql, limited = "SELECT range AS n FROM range(3)", "warning: limited: the first 2 rows; more exist\n"
	sonde(t, "query", "--limit", "2", sql).expect(t, ExitOK, "n\n0\n1\n", limited)
	id, shown := last(t)
	if !strings.Contains(shown, `"limit": 2`) {
		t.Errorf("%s", shown)
	}
	sonde(t, "history", "replay", id).expect(t, ExitOK, "n\n0\n1\n", limited)
	sonde(t, "history", "replay", id, "--limit", "0").expect(t, ExitOK, "n\n0\n1\n2\n", "")
}

// What an old version exported knows no options: its database is a ref.
func TestOldExportIsImported(t *testing.T) {
	old := recorded{ID: "1", Database: "feature"}.entry()
	if old.Ref() != "feature" {
		t.Errorf("%+v", old)
	}
	if now := (recorded{ID: "1", Database: "lab", Options: map[string]string{}}).entry(); now.Ref() != "" {
		t.Errorf("%+v", now)
	}
}

// A database that was opened by a URL with options is found in the folder of the run.
func TestDatabaseWithOptionsIsReplayedElsewhere(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "duckdb:shop.db?create=true", "--allow-write", "CREATE TABLE t AS SELECT 7 AS n")
	sonde(t, "query", "-c", "duckdb:shop.db?read_only=true", "FROM t").expect(t, ExitOK, "n\n7\n", "")
	id, _ := last(t)
	t.Chdir(t.TempDir())
	sonde(t, "history", "replay", id).expect(t, ExitOK, "n\n7\n", "")
}
