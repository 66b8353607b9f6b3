package cli

import (
	"strings"
	"testing"

	"sonde/history"
)

// A statement that sonde itself refuses is in the history with the reason, and can
// be recalled from there.
func TestRefusedStatementsAreRecorded(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "duckdb:x.db?create=true", "--allow-write", "CREATE TABLE t (i INTEGER)").expect(t, ExitOK, "", "")
	for sql, reason := range map[string]string{
		"DELETE FROM t":            "DELETE writes, and nothing was run",
		"INSERT INTO t VALUES (3)": "the connection is read-only, and INSERT writes",
	} {
		connection := "duckdb:x.db"
		if strings.HasPrefix(sql, "INSERT") {
			connection += "?read_only=true"
		}
		sonde(t, "query", "-c", connection, "SELECT 1 AS a; "+sql).fails(t, ExitFailed, "")
		e := entries(t)[0]
		if e.SQL != sql || e.Status != history.Failed || e.Error != reason || e.ErrorClass != "read-only" || e.Start.IsZero() || e.Kind != "duckdb" {
			t.Errorf("%+v", e)
		}
	}
	billed(t, "query", "-c", "billed://x", "SELECT * FROM lake.events").fails(t, ExitFailed, "")
	if e := entries(t)[0]; e.SQL != "SELECT * FROM lake.events" || e.Status != history.Failed || !strings.Contains(e.Error, "which is billed") {
		t.Errorf("%+v", e)
	}
	before := len(entries(t))
	sonde(t, "query", "--no-history", "-c", "duckdb:x.db", "DELETE FROM t").fails(t, ExitFailed, "")
	if after := len(entries(t)); after != before {
		t.Errorf("%d entries became %d though none were wanted", before, after)
	}
}

// A run is in the history also where its source could not be opened.
func TestARunWithoutItsConnectionIsRecorded(t *testing.T) {
	home(t, "[connections.gone]\nkind = \"fake\"\nurl = \"http://refuses\"\n")
	sonde(t, "query", "-c", "gone", "--param", "7", "SELECT ?; SELECT 2").fails(t, ExitConnection, "")
	all := entries(t)
	if len(all) != 1 {
		t.Fatalf("%d entries", len(all))
	}
	e := all[0]
	if e.SQL != "SELECT ?" || e.Connection != "gone" || e.Kind != "fake" || e.Status != history.Failed || !strings.Contains(e.Error, "connection refused") || len(e.Params) != 1 {
		t.Errorf("%+v", e)
	}
	sonde(t, "query", "-c", "gone", "--no-history", "SELECT 3").fails(t, ExitConnection, "")
	sonde(t, "query", "-c", "gone", "--dry-run", "SELECT 4").fails(t, ExitConnection, "")
	if n := len(entries(t)); n != 1 {
		t.Errorf("%d entries of one run", n)
	}
}

// A statement for a connection that is not there can be recalled as well.
func TestARunOnAnUnknownConnectionIsRecorded(t *testing.T) {
	home(t, "[connections.shop]\nkind = \"fake\"\nurl = \"http://h\"\n")
	sonde(t, "query", "-c", "shops", "SELECT 1; SELECT 2").fails(t, ExitUsage, `config: unknown connection "shops"; did you mean "shop"?`)
	all := entries(t)
	if len(all) != 1 || all[0].SQL != "SELECT 1" || all[0].Connection != "shops" || all[0].Kind != "" || all[0].Status != history.Failed || !strings.HasPrefix(all[0].Error, "unknown connection") {
		t.Fatalf("%+v", all)
	}
	if shown := sonde(t, "history", "show", all[0].ID).out; !strings.Contains(shown, "\nconnection  shops\n") {
		t.Errorf("shown as\n%s", shown)
	}
	sonde(t, "query", "-c", "nokind://h", "SELECT 3")
	sonde(t, "query", "-c", "shops", "--no-history", "SELECT 4")
	if all := entries(t); len(all) != 2 || all[0].Connection != "nokind://•••" || all[0].SQL != "SELECT 3" {
		t.Errorf("%+v", all)
	}
}
