package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// A script that is sure to have two results does nothing where one is taken; of one
// that turns out to have two nothing stays.
func TestAScriptWithTwoResultsLeavesNoFile(t *testing.T) {
	home(t, "")
	twice := "CREATE TABLE t AS SELECT 1 AS a; FROM t; FROM t"
	for _, name := range []string{"a.csv", "a.json", "a.parquet"} {
		sonde(t, "query", "-c", "duckdb:x.db?create=true", "--allow-write", "-o", name, twice).
			fails(t, ExitUsage, "usage: the script has more than one result, and --output takes one\nhint: Nothing was run.")
	}
	sonde(t, "query", "-c", "duckdb:x.db?create=true", "FROM duckdb_tables() SELECT count(*) AS n").expect(t, ExitOK, "n\n0\n", "")
	o := sonde(t, "query", "-o", "a.csv", "SELECT 1 AS a; PRAGMA version")
	o.fails(t, ExitUsage, "usage: the script has more than one result, and --output takes one\n")
	o.advises(t, "No file was written.")
	for _, name := range []string{"a.csv", "a.json", "a.parquet"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was left", name)
		}
	}
	if err := os.WriteFile("old.csv", []byte("earlier\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sonde(t, "query", "-o", "old.csv", "--overwrite", "SELECT 1 AS a; PRAGMA version").fails(t, ExitUsage, "")
	if text := read(t, "old.csv"); text != "earlier\n" {
		t.Errorf("the file that was to be replaced holds %q", text)
	}
	sonde(t, "query", "-o", "new.csv", "SET threads = 1; SELECT 2 AS a; SET threads = 1").expect(t, ExitOK, "", "")
	if first, second := read(t, "old.csv"), read(t, "new.csv"); first != "earlier\n" || second != "a\n2\n" {
		t.Errorf("the files hold %q and %q", first, second)
	}
	if left, err := filepath.Glob(".sonde-*"); err != nil || len(left) > 0 {
		t.Errorf("%v was left, %v", left, err)
	}
	sonde(t, "query", "--format", "json", "SELECT 1 AS a; SELECT 2 AS a").
		expect(t, ExitUsage, "", "error: usage: the script has more than one result, and a document of the format json takes one\nhint: Nothing was run.\n")
	sonde(t, "query", "--format", "csv", "SELECT 1 AS a; SELECT 2 AS a").expect(t, ExitOK, "a\n1\na\n2\n", "")
	sonde(t, "query", "-o", "c.foo", "SELECT 1").fails(t, ExitUsage, "config: c.foo: unknown extension \"foo\"\nhint: --format names the format, whatever the file is called.")
}
