package cli

import (
	"strings"
	"testing"
)

func TestFilesAsConnections(t *testing.T) {
	home(t, "[connections.\"b.csv\"]\nkind = \"fake\"\nurl = \"http://h\"\n")
	write(t, "data/a.csv", "n\n1\n")
	write(t, "data/b.csv", "n\n2\n")
	write(t, "b.csv", "n\n3\n")
	sonde(t, "query", "-c", "duckdb:shop.duckdb?create=true", "--allow-write", "CREATE TABLE goods AS SELECT 7 AS n")
	sonde(t, "query", "-c", "shop.duckdb", "FROM goods").expect(t, ExitOK, "n\n7\n", "")
	sonde(t, "query", "-c", "data/a.csv", "FROM a").expect(t, ExitOK, "n\n1\n", "")
	sonde(t, "query", "-c", "data/*.csv", "SELECT n FROM data ORDER BY n").expect(t, ExitOK, "n\n1\n2\n", "")
	sonde(t, "query", "-c", "b.csv", "SELECT 1").expect(t, ExitOK, "mode\n\"\"\n", "")
	sonde(t, "query", "-c", "./b.csv", "FROM b").expect(t, ExitOK, "n\n3\n", "")
	if o := sonde(t, "catalog", "-c", "data/a.csv"); o.code != ExitOK || !strings.Contains(o.out, " a ") {
		t.Errorf("%+v", o)
	}
	if o := sonde(t, "connections", "test", "shop.duckdb"); o.code != ExitOK || !strings.HasPrefix(o.out, "shop.duckdb: ok, ") {
		t.Errorf("%+v", o)
	}
	sonde(t, "query", "-c", "none.parquet", "SELECT 1").fails(t, ExitUsage, `config: unknown connection "none.parquet"`+"\nhint: `sonde connections` lists the configured ones; a URL and the name of a file that exists work too\n")
	sonde(t, "query", "-c", "none/*.csv", "SELECT 1").fails(t, ExitConnection, "not found: ")
	for i, want := range []string{"none/*.csv", "none.parquet", "./b.csv", "b.csv", "data/*.csv", "data/a.csv", "shop.duckdb"} {
		if got := entries(t)[i].Connection; got != want {
			t.Errorf("the history says %q, want %q", got, want)
		}
	}
}

func TestNamesOfFiles(t *testing.T) {
	for want, paths := range map[string][]string{
		"trips.parquet":    {"/data/trips.parquet"},
		"trips.parquet +2": {"/data/trips.parquet", "b.csv", "c.csv"},
		"data/*.csv":       {"data/*.csv"},
		"data":             {"data/"},
	} {
		if got := filesName(paths); got != want {
			t.Errorf("%q are named %q, want %q", paths, got, want)
		}
	}
}

// A database that is not there can be made, and the error says how.
func TestAMissingDatabaseSaysHowItIsMade(t *testing.T) {
	home(t, "")
	o := sonde(t, "query", "-c", "shop.duckdb", "SELECT 1")
	if !strings.Contains(o.errors, "shop.duckdb does not exist") || !strings.Contains(o.errors, "-c 'duckdb:shop.duckdb?create=true'") {
		t.Errorf("%+v", o)
	}
}
