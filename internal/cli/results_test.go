package cli

import (
	"os"
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
	o.advises(t, "The file with the first result was removed.")
	for _, name := range []string{"a.csv", "a.json", "a.parquet"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was left", name)
		}
	}
	sonde(t, "query", "--format", "json", "SELECT 1 AS a; SELECT 2 AS a").
		expect(t, ExitUsage, "", "error: usage: the script has more than one result, and a document of the format json takes one\nhint: Nothing was run.\n")
	sonde(t, "query", "--format", "csv", "SELECT 1 AS a; SELECT 2 AS a").expect(t, ExitOK, "a\n1\na\n2\n", "")
	sonde(t, "query", "-o", "c.foo", "SELECT 1").fails(t, ExitUsage, "config: c.foo: unknown extension \"foo\"\nhint: --format names the format, whatever the file is called.")
}
