package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// entries returns the history, the newest first.
func entries(t *testing.T, args ...string) []recorded {
	t.Helper()
	o := sonde(t, append([]string{"history", "--json"}, args...)...)
	if o.code != ExitOK {
		t.Fatalf("%+v", o)
	}
	var all []recorded
	for d := json.NewDecoder(strings.NewReader(o.out)); d.More(); {
		var r recorded
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func TestHistoryOfQueries(t *testing.T) {
	home(t, "")
	sonde(t, "query", "SELECT 1 AS first; SELECT 2 AS second")
	sonde(t, "query", "SELECT error('boom')")
	sonde(t, "query", "--no-history", "SELECT 3 AS third")
	sonde(t, "query", "-c", "fake://ann:open%20sesame@h", "SELECT broken")
	all := entries(t, "list")
	if len(all) != 4 {
		t.Fatalf("%+v", all)
	}
	broken, failed, second := all[0], all[1], all[2]
	if broken.Connection != "fake://h" || broken.Status != "incomplete" || broken.Rows != 1 || broken.QueryID != "q-7" || broken.Reason != "the stream was cut" {
		t.Errorf("%+v", broken)
	}
	if failed.Status != "failed" || failed.Error != "boom" || failed.ErrorClass != "query" || failed.Completeness != "" {
		t.Errorf("%+v", failed)
	}
	if second.SQL != "SELECT 2 AS second" || second.Status != "ok" || second.Completeness != "complete" || second.Source != "command line" || second.Kind != "duckdb" {
		t.Errorf("%+v", second)
	}
	if folder, _ := os.Getwd(); second.Folder != folder {
		t.Errorf("folder %q", second.Folder)
	}
	if found := entries(t, "search", "as", "FIRST"); len(found) != 1 || found[0].SQL != "SELECT 1 AS first" {
		t.Errorf("%+v", found)
	}
	if newest := entries(t, "list", "-n", "1"); len(newest) != 1 || newest[0].ID != broken.ID {
		t.Errorf("%+v", newest)
	}
	text := sonde(t, "history").out
	if lines := strings.Split(text, "\n"); len(lines) != 5 || !strings.Contains(lines[1], "failed") || !strings.HasSuffix(lines[1], "SELECT error('boom')") {
		t.Errorf("%q", text)
	}
}

func TestHistoryShow(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "fake://h", "SELECT broken")
	id := entries(t)[0].ID
	o := sonde(t, "history", "show", id)
	for _, line := range []string{"id            " + id + "\n", "\nstatus        incomplete\n", "\nconnection    fake://h (fake)\n", "\ncompleteness  incomplete: the stream was cut\n", "\n\nSELECT broken\n"} {
		if !strings.Contains(o.out, line) {
			t.Errorf("no %q in %q", line, o.out)
		}
	}
	var r recorded
	if err := json.Unmarshal([]byte(sonde(t, "history", "show", id, "--json").out), &r); err != nil || r.ID != id || r.Server["cache"] != "hit" {
		t.Errorf("%v %+v", err, r)
	}
	sonde(t, "history", "-n", "-1").fails(t, ExitUsage, "usage: -n is a number of entries, not -1\nhint: ")
	sonde(t, "history", "show", "nope").expect(t, ExitFailed, "", "error: not found: the history has no such entry: nope\n")
}

func TestHistoryReplay(t *testing.T) {
	home(t, "[connections.shop]\nkind = \"duckdb\"\npath = \"shop.db\"\n")
	sonde(t, "query", "-c", "duckdb:shop.db?create=true", "--allow-write", "CREATE TABLE goods AS SELECT 7 AS n")
	for _, connection := range []string{"shop", "duckdb:shop.db"} {
		sonde(t, "query", "-c", connection, "--param", "7", "--param", "x:y=z", "SELECT n, ? AS p FROM goods WHERE n = ?::INTEGER").fails(t, ExitFailed, "")
		sonde(t, "query", "-c", connection, "--param", "p=a b", "SELECT n, $p AS p FROM goods").expect(t, ExitOK, "n,p\n7,a b\n", "")
		sonde(t, "history", "replay", entries(t)[0].ID).expect(t, ExitOK, "n,p\n7,a b\n", "")
		sonde(t, "history", "replay", "--format", "ndjson", entries(t)[0].ID).expect(t, ExitOK, "{\"n\":7,\"p\":\"a b\"}\n", "")
	}
	sonde(t, "query", "-c", "shop", "--allow-write", "INSERT INTO goods VALUES (8)")
	id := entries(t)[0].ID
	sonde(t, "history", "replay", id).fails(t, ExitFailed, "read-only: INSERT writes, and nothing was run")
	sonde(t, "history", "replay", "--allow-write", id).expect(t, ExitOK, "", "1 row changed\n")
	sonde(t, "history", "replay", "nope").fails(t, ExitFailed, "not found: the history has no such entry")
}

func TestHistoryExportAndPrune(t *testing.T) {
	home(t, "")
	for _, sql := range []string{"SELECT 1", "SELECT 2", "SELECT 3"} {
		sonde(t, "query", sql)
	}
	o := sonde(t, "history", "export")
	if lines := strings.SplitAfter(o.out, "\n"); len(lines) != 4 || !strings.Contains(lines[0], `"sql":"SELECT 1"`) || !strings.Contains(lines[2], `"sql":"SELECT 3"`) {
		t.Errorf("%q", o.out)
	}
	sonde(t, "history", "prune").fails(t, ExitUsage, "usage: say what may go: --older-than DURATION, or --keep N")
	sonde(t, "history", "prune", "--older-than", "1h").expect(t, ExitOK, "", "0 entries deleted\n")
	sonde(t, "history", "prune", "--keep", "2").expect(t, ExitOK, "", "1 entry deleted\n")
	if left := entries(t); len(left) != 2 || left[1].SQL != "SELECT 2" {
		t.Errorf("%+v", left)
	}
}

func TestHistoryWithoutSecrets(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "fake://ann:open%20sesame@h", "--param", "open sesame", "SELECT 'open sesame', 'token=abcdef123456'")
	sonde(t, "query", "-c", "fake://ann:open%20sesame@h", "SELECT locked")
	o := sonde(t, "history", "export")
	if strings.Count(o.out, "\n") != 2 || strings.Contains(o.out, "sesame") || strings.Contains(o.out, "abcdef123456") {
		t.Errorf("%s", o.out)
	}
	files, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_STATE_HOME"), "sonde", "*"))
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %v", f, err)
		}
	}
}

func TestHistoryThatCannotBeOpened(t *testing.T) {
	home(t, "")
	write(t, "file", "")
	folder, _ := os.Getwd()
	t.Setenv("XDG_STATE_HOME", filepath.Join(folder, "file"))
	o := sonde(t, "query", "SELECT 1 AS a")
	if o.code != ExitOK || o.out != "a\n1\n" || !strings.HasPrefix(o.errors, "warning: this run is not in the history: ") || strings.Count(o.errors, "\n") != 1 {
		t.Errorf("%+v", o)
	}
	sonde(t, "history").fails(t, ExitConnection, "unavailable: the history ")
}

func TestHistorySwitchedOff(t *testing.T) {
	home(t, "[history]\nenabled = false\n")
	sonde(t, "query", "SELECT 1 AS a").expect(t, ExitOK, "a\n1\n", "")
	if all := entries(t); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

func TestHistoryHasTheParameters(t *testing.T) {
	home(t, "")
	sonde(t, "query", "--param", "n:INTEGER=4", "--param", "s=x", "SELECT $n, $s")
	o := sonde(t, "history", "--json")
	if want := `"params":[{"name":"n","type":"INTEGER","value":"4","null":false},{"name":"s","type":"","value":"x","null":false}]`; !strings.Contains(o.out, want) {
		t.Errorf("%s", o.out)
	}
	if o := sonde(t, "history", "show", entries(t)[0].ID); !strings.Contains(o.out, "\nparam         n:INTEGER=4\nparam         s=x\n") {
		t.Errorf("%s", o.out)
	}
}
