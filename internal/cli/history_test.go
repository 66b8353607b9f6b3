package cli

import (
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
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
	if broken.Connection != "fake://ann@h" || broken.Status != "incomplete" || figure(broken.Rows) != 1 || broken.QueryID != "q-7" || broken.Reason != "the stream was cut" {
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

func TestHistoryTellsPartsFromWholeResults(t *testing.T) {
	home(t, "")
	sonde(t, "query", "FROM range(2)")
	sonde(t, "query", "--limit", "1", "FROM range(2)")
	sonde(t, "query", "-c", "fake://h", "SELECT silent")
	lines := strings.Split(sonde(t, "history", "list").out, "\n")
	for i, want := range []string{"incomplete  fake://h", "limited     ", "ok          "} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("no %q in %q", want, lines[i])
		}
	}
	shown := sonde(t, "history", "show", entries(t)[1].ID).out
	if !strings.Contains(shown, "\ncompleteness  limited: the first row; more exist\n") || !strings.Contains(shown, "\nbytes         ") {
		t.Error(shown)
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

func TestHistoryIsSearchedByFilters(t *testing.T) {
	home(t, "")
	sonde(t, "query", "SELECT 1 AS a")
	sonde(t, "query", "SELECT error('boom')")
	if found := entries(t, "search", "status:failed"); len(found) != 1 || found[0].Error != "boom" {
		t.Errorf("%+v", found)
	}
	if found := entries(t, "search", "kind:duckdb", "select"); len(found) != 2 {
		t.Errorf("%+v", found)
	}
	sonde(t, "history", "search", "since:x").fails(t, ExitUsage, "usage: since: a date or a time ago")
}

func TestHistoryHasTheRows(t *testing.T) {
	home(t, "[connections.quiet]\nkind = \"duckdb\"\nkeep_results = false\n")
	sonde(t, "query", "SELECT 7 AS n, NULL AS nothing")
	id := entries(t)[0].ID
	if n := entries(t)[0].StoredRows; n == nil || *n != 1 {
		t.Errorf("%v rows are stored", n)
	}
	o := sonde(t, "history", "result", id)
	if o.code != ExitOK || o.out != "n,nothing\n7,\n" || strings.Count(o.errors, "complete; the source was not asked") != 1 {
		t.Errorf("%+v", o)
	}
	if o := sonde(t, "history", "result", id, "--json"); o.out != "[\n{\"n\":7,\"nothing\":null}\n]\n" {
		t.Errorf("%+v", o)
	}
	sonde(t, "query", "--limit", "2", "FROM range(5)")
	o = sonde(t, "history", "result", entries(t)[0].ID)
	if !strings.Contains(o.out, "0\n1\n") || !strings.Contains(o.errors, "the first 2 rows; more exist") {
		t.Errorf("%+v", o)
	}
	broken := entries(t)[0].ID
	file := filepath.Join(os.Getenv("XDG_STATE_HOME"), "sonde", "history.db.results", broken+".rows")
	write(t, file, "damaged")
	if o := sonde(t, "history", "result", broken); o.code != ExitFailed || !strings.Contains(o.errors, "damaged") || strings.Contains(o.errors, "stored result of") {
		t.Errorf("%+v", o)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if o := sonde(t, "history", "show", broken); o.code != ExitOK || strings.Contains(o.out, "stored") {
		t.Errorf("%+v", o)
	}
	sonde(t, "query", "-c", "quiet", "SELECT 1")
	sonde(t, "history", "result", entries(t)[0].ID).fails(t, ExitFailed, "not found: the rows of this run are not stored")
	sonde(t, "history", "clear-results", "-c", "quiet").expect(t, ExitOK, "", "0 stored results removed (0 bytes)\n")
	if o := sonde(t, "history", "clear-results", "--json"); !strings.Contains(o.out, `"removed": 2`) {
		t.Errorf("%+v", o)
	}
	sonde(t, "history", "result", id).fails(t, ExitFailed, "not found: the rows of this run are not stored")
	if files, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_STATE_HOME"), "sonde", "history.db.results", "*")); len(files) != 0 {
		t.Errorf("%v", files)
	}
}

func TestHistoryIsDeleted(t *testing.T) {
	home(t, "")
	for _, sql := range []string{"SELECT 1", "SELECT 2", "SELECT error('boom')"} {
		sonde(t, "query", sql)
	}
	sonde(t, "history", "delete").fails(t, ExitUsage, "usage: say what may go")
	sonde(t, "history", "delete", entries(t)[2].ID).expect(t, ExitOK, "", "1 entry deleted\n")
	if o := sonde(t, "history", "delete", "--matching", "status:failed", "--json"); !strings.Contains(o.out, `"deleted": 1`) {
		t.Errorf("%+v", o)
	}
	if left := entries(t); len(left) != 1 || left[0].SQL != "SELECT 2" {
		t.Errorf("%+v", left)
	}
}

func TestHistoryMovesToAnotherMachine(t *testing.T) {
	home(t, "")
	sonde(t, "query", "--param", "n=4", "SELECT $n AS n")
	sonde(t, "query", "SELECT error('boom')")
	exported := sonde(t, "history", "export").out
	home(t, "")
	path := file(t, "history.jsonl", exported)
	sonde(t, "query", "SELECT 'own'")
	sonde(t, "history", "import", path).expect(t, ExitOK, "", "2 entries added, 0 were there already\n")
	if o := sonde(t, "history", "import", "--json", path); !strings.Contains(o.out, `"added": 0`) || !strings.Contains(o.out, `"known": 2`) {
		t.Errorf("%+v", o)
	}
	all := entries(t)
	if len(all) != 3 || all[0].SQL != "SELECT 'own'" || all[1].Error != "boom" || len(all[2].Params) != 1 {
		t.Errorf("%+v", all)
	}
	sonde(t, "history", "import", file(t, "notes.txt", "hello")).fails(t, ExitUsage, "usage: it is not known what wrote notes.txt")
	sonde(t, "history", "import", "--from", "sonde", file(t, "notes.txt", "hello")).fails(t, ExitUsage, "usage: line 1 is no entry of a history")
}

func TestHistoryOfOtherPrograms(t *testing.T) {
	home(t, "")
	const timeless = "the file holds no times: its statements are in their order, before its last change\n"
	psql := file(t, ".psql_history", "\\d orders\nSELECT 1;\nSELECT a,\x01  b\x01FROM t;\n\\q\n")
	duck := file(t, ".duckdb_history", ".tables\nFROM 'x.csv'\nLIMIT 3;\nSELECT 1;\n")
	sonde(t, "history", "import", "-c", "shop", psql).expect(t, ExitOK, "", "2 entries added, 0 were there already\n"+timeless)
	sonde(t, "history", "import", duck).expect(t, ExitOK, "", "2 entries added, 0 were there already\n"+timeless)
	sonde(t, "history", "import", duck).expect(t, ExitOK, "", "0 entries added, 2 were there already\n")
	var got []string
	for _, e := range entries(t) {
		got = append(got, e.Connection+" "+string(e.Status)+" "+e.SQL)
	}
	want := []string{"shop imported SELECT a,\n  b\nFROM t", "shop imported SELECT 1", "duckdb imported SELECT 1", "duckdb imported FROM 'x.csv'\nLIMIT 3"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestHistoryOfHarlequin(t *testing.T) {
	home(t, "")
	sonde(t, "history", "import", file(t, "catalog-cache-2.pickle", "\x80\x05")).fails(t, ExitUsage, "usage: catalog-cache-2.pickle is not a query log of Harlequin")
	db, err := sql.Open("sqlite", "history.db")
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("CREATE TABLE queries (id, run_at, program, connection, profile, adapter, sql, status, rows, truncated, elapsed_ms, error);" +
		"INSERT INTO queries VALUES (1, '2026-03-01T10:00:00+00:00', 'hsql', NULL, NULL, 'duckdb', 'SELECT 42', 'ok', 1, 0, 2.0, NULL)")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	sonde(t, "history", "import", "-c", "shop", "history.db").expect(t, ExitOK, "", "1 entry added, 0 were there already\n")
	if all := entries(t); len(all) != 1 || all[0].SQL != "SELECT 42" || all[0].Connection != "shop" || all[0].Status != "ok" || figure(all[0].Rows) != 1 {
		t.Errorf("%+v", all)
	}
	own := filepath.Join(os.Getenv("XDG_STATE_HOME"), "sonde", "history.db")
	sonde(t, "history", "import", own).fails(t, ExitUsage, "usage: history.db cannot be read as a query log of Harlequin")
}

// file writes a file into the folder of the test and returns its name.
func file(t *testing.T, name, text string) string {
	t.Helper()
	write(t, name, text)
	return name
}

// Statements come in the order in which they were typed, each once; a line of psql
// that marks its breaks is whole, and what sends a statement is no part of it.
func TestLinesOfPsql(t *testing.T) {
	home(t, "")
	write(t, ".psql_history", "SELECT 1;\nSELECT a,\x01  b\x01FROM t\\gx\nnot sent\nselect ';' || $$\x01;$$ ; select 3\n\\timing\nSELECT 1;\n")
	if o := sonde(t, "history", "import", ".psql_history"); o.code != ExitOK || o.errors != "5 entries added, 0 were there already\nthe file holds no times: its statements are in their order, before its last change\n" {
		t.Errorf("%+v", o)
	}
	var got []string
	for _, e := range entries(t) {
		got = append(got, e.SQL)
	}
	want := []string{"SELECT 1", "select 3", "select ';' || $$\n;$$", "not sent", "SELECT a,\n  b\nFROM t"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A file is replayed from the folder in which it was read, not from that of today.
func TestReplayOfAFileReadsTheFolderOfItsRun(t *testing.T) {
	home(t, "")
	there, elsewhere := t.TempDir(), t.TempDir()
	t.Chdir(there)
	write(t, "s.csv", "a\n1\n")
	sonde(t, "query", "-c", "s.csv", "FROM s").expect(t, ExitOK, "a\n1\n", "")
	id := entries(t, "list")[0].ID
	t.Chdir(elsewhere)
	write(t, "s.csv", "a\n2\n")
	sonde(t, "history", "replay", id).expect(t, ExitOK, "a\n1\n", "")
	if err := os.Remove(filepath.Join(there, "s.csv")); err != nil {
		t.Fatal(err)
	}
	sonde(t, "history", "replay", id).fails(t, ExitConnection, "not found: s.csv is not in "+there)
}

// What an import cannot read of an export is named, and the rest is taken in.
func TestImportOfACutExport(t *testing.T) {
	home(t, "")
	sonde(t, "query", "SELECT 1 AS a").expect(t, ExitOK, "a\n1\n", "")
	whole := sonde(t, "history", "export").out
	for _, ms := range []float64{1.001, 8.229, 16.411, 1032.027} {
		if got := milliseconds(duration(ms)); got != ms {
			t.Errorf("%v ms become %v", ms, got)
		}
	}
	cut := file(t, "cut.ndjson", strings.ReplaceAll(whole, `{"id":"`, `{"id":"f`)+whole[:20])
	sonde(t, "history", "import", cut).expect(t, ExitIncomplete, "", "1 entry added, 0 were there already\nerror: incomplete: line 2 is no entry of a history: it was left out\n")
	if n := strings.Count(sonde(t, "history", "list").out, "SELECT 1"); n != 2 {
		t.Errorf("%d entries after the import", n)
	}
}

func TestDeleteAndPruneSayWhatTheyCannot(t *testing.T) {
	home(t, "")
	sonde(t, "query", "SELECT 1 AS a").expect(t, ExitOK, "a\n1\n", "")
	sonde(t, "history", "delete", "nosuch").expect(t, ExitFailed, "", "0 entries deleted\nerror: not found: the history has no such entry that has ended: nosuch\n")
	sonde(t, "history", "prune", "--older-than", "30d").expect(t, ExitOK, "", "0 entries deleted\n")
	sonde(t, "history", "prune", "--older-than", "30x").fails(t, ExitUsage, "usage: --older-than: a span of time")
	sonde(t, "history", "prune", "--keep", "0").fails(t, ExitUsage, "usage: --keep takes a number from 1, not 0")
}
