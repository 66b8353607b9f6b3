package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// That a file cannot be made is known before anything is sent.
func TestNothingIsRunWithoutPlaceForItsRows(t *testing.T) {
	home(t, "")
	write(t, "taken.csv", "mine\n")
	sonde(t, "query", "-c", "duckdb:x.db?create=true", "--allow-write", "CREATE TABLE t (i INTEGER)").expect(t, ExitOK, "", "")
	before := len(entries(t))
	for path, reason := range map[string]string{
		"taken.csv": "config: taken.csv exists already\nhint: Choose another name; --overwrite replaces it. Nothing was run.\n",
		"no/x.csv":  "not found: the folder no does not exist\nhint: Nothing was run.\n",
	} {
		sonde(t, "query", "-c", "duckdb:x.db", "--allow-write", "-o", path, "INSERT INTO t VALUES (1) RETURNING *").expect(t, ExitUsage, "", "error: "+reason)
		sonde(t, "history", "replay", "-o", path, entries(t)[0].ID).expect(t, ExitUsage, "", "error: "+reason)
	}
	if err := os.Mkdir("dir.csv", 0o700); err != nil {
		t.Fatal(err)
	}
	sonde(t, "query", "--overwrite", "-o", "dir.csv", "SELECT 1").fails(t, ExitUsage, "unavailable: dir.csv: is a folder")
	if after := len(entries(t)); after != before {
		t.Errorf("%d runs are recorded, though none was begun", after-before)
	}
	sonde(t, "query", "-c", "duckdb:x.db", "SELECT count(*) AS n FROM t").expect(t, ExitOK, "n\n0\n", "")
	if text := read(t, "taken.csv"); text != "mine\n" {
		t.Errorf("the file holds %q", text)
	}
}

// Pipes and comparisons ask their source before they know what to run; the file is
// looked at before that.
func TestNothingIsAskedWithoutPlaceForTheRows(t *testing.T) {
	home(t, "[connections.p]\nkind = \"fake\"\nurl = \"http://refuses\"\n")
	write(t, "taken.csv", "mine\n")
	for _, args := range [][]string{
		{"pipes", "run", "top", "-c", "p", "-o", "taken.csv"},
		{"diff", "-c", "p", "a", "b", "t", "-o", "taken.csv"},
	} {
		sonde(t, args...).fails(t, ExitUsage, "config: taken.csv exists already")
	}
}

// A script that fails after its result leaves what was there.
func TestAFailedScriptLeavesTheFileAsItWas(t *testing.T) {
	home(t, "")
	write(t, "old.csv", "earlier\n")
	for _, name := range []string{"old.csv", "new.csv"} {
		for _, failing := range []string{"SELEC", "DROP TABLE none"} {
			o := sonde(t, "query", "-o", name, "--overwrite", "--allow-write", "SELECT 1 AS a; "+failing)
			if o.code != ExitFailed || !strings.Contains(o.errors, "no file was written") {
				t.Errorf("%s, %s: %+v", name, failing, o)
			}
		}
	}
	if text := read(t, "old.csv"); text != "earlier\n" {
		t.Errorf("the file that was to be replaced holds %q", text)
	}
	if files, err := filepath.Glob("*.csv"); err != nil || len(files) != 1 {
		t.Errorf("there are %q, %v", files, err)
	}
	if left, err := filepath.Glob(".sonde-*"); err != nil || len(left) > 0 {
		t.Errorf("%v was left, %v", left, err)
	}
}

// Stdout has names, too; it takes what is printed.
func TestOutputToStdout(t *testing.T) {
	home(t, "")
	for _, name := range []string{"-", "/dev/stdout"} {
		sonde(t, "query", "-o", name, "SELECT 1 AS a").expect(t, ExitOK, "a\n1\n", "")
		sonde(t, "query", "-o", name, "--format", "ndjson", "SELECT 1 AS a; SELECT 2 AS a").expect(t, ExitOK, "{\"a\":1}\n{\"a\":2}\n", "")
	}
	if _, err := os.Stat("-"); err == nil {
		t.Error("there is a file called -")
	}
	sonde(t, "query", "-o", os.DevNull, "SELECT 1 AS a").expect(t, ExitOK, "", "")
	sonde(t, "query", "-o", os.DevNull, "--format", "parquet", "SELECT 1 AS a").expect(t, ExitOK, "", "")
}
