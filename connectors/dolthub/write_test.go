package dolthub

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sonde/connectors"
)

// details is the answer to a poll of an operation that is done.
func done(status, message, from, to string) map[string]any {
	return map[string]any{"_id": "operations/1", "done": true, "res_details": map[string]string{
		"query_execution_status": status, "query_execution_message": message, "from_commit_id": from, "to_commit_id": to}}
}

var asWriter = map[string]any{"ref": "main", "token": testToken}

// update is a statement that writes to the branch try.
var update = connectors.Statement{SQL: "UPDATE t SET a = 1", Options: map[string]string{"from": "main", "to": "feature/try"}}

// stats are the statistics of a run by name.
func stats(p connectors.Progress) map[string]string {
	out := map[string]string{}
	for _, s := range p.Server {
		out[s.Name] = s.Value
	}
	return out
}

func TestWriteIsPolled(t *testing.T) {
	c, f := openShop(t, asWriter)
	pending := []any{
		map[string]any{"_id": "operations/1", "done": false},
		map[string]any{"_id": "operations/1", "done": false, "res_details": nil},
		map[string]any{"_id": "operations/1", "done": false, "res_details": map[string]any{}},
	}
	f.poll = func(n int) (int, any) {
		if n < len(pending) {
			return 200, pending[n]
		}
		return 200, done("Success", "Query OK, 2 rows affected. Rows matched: 2  Changed: 2  Warnings: 0.", "aaa", "bbb")
	}
	rows, err := c.Query(t.Context(), update)
	if err != nil {
		t.Fatal(err)
	}
	if p := rows.Progress(); p.Phase != connectors.PhasePolling || p.Operation == "" || p.RowsAffected != -1 {
		t.Errorf("before the end: %+v", p)
	}
	got := collect(t, rows)
	s := stats(got.progress)
	if got.err != nil || got.progress.RowsAffected != 2 || got.progress.Phase != connectors.PhaseDone || s["from_commit"] != "aaa" || s["to_commit"] != "bbb" || s["to_branch"] != "feature/try" {
		t.Errorf("%+v, %v", got.progress, got.err)
	}
	asked := f.requests()
	if asked[0] != "POST /api/v1alpha1/acme/shop/write/main/feature%2Ftry " || len(asked) != 5 || !strings.HasPrefix(asked[1], "GET /api/v1alpha1/acme/shop/write ") {
		t.Errorf("sent %q", asked)
	}
}

func TestWriteGoesToTheRefItself(t *testing.T) {
	c, f := openShop(t, asWriter)
	if got := ask(t, c, connectors.Statement{SQL: "DELETE FROM t"}); got.err != nil {
		t.Fatal(got.err)
	}
	if got := ask(t, c, connectors.Statement{SQL: "DELETE FROM t", Options: map[string]string{"to": "x"}}); got.err != nil {
		t.Fatal(got.err)
	}
	asked := strings.Join(f.requests(), ";")
	if !strings.Contains(asked, "/write/main/main ") || !strings.Contains(asked, "/write/main/x ") {
		t.Error(asked)
	}
}

func TestReadOnlyStatementNeverWrites(t *testing.T) {
	c, f := openShop(t, asWriter)
	ask(t, c, connectors.Statement{SQL: "DELETE FROM t", ReadOnly: true})
	for _, asked := range f.requests() {
		if strings.HasPrefix(asked, "POST") {
			t.Errorf("sent %s", asked)
		}
	}
}

func TestWriteWithoutToken(t *testing.T) {
	c, f := openShop(t, map[string]any{"ref": "main"})
	got := ask(t, c, update)
	if !connectors.IsClass(got.err, connectors.ClassAuth) || connectors.AsError(got.err).Hint == "" || len(f.requests()) > 0 {
		t.Error(got.err)
	}
}

// recordedWrite is a write whose polls bring one recorded answer.
func recordedWrite(t *testing.T, poll string, code int, s connectors.Statement) (got collected, posts int64) {
	t.Helper()
	var count atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := "written.json"
		switch {
		case r.Method == http.MethodPost:
			count.Add(1)
		case strings.Contains(r.FormValue("q"), "conflicts_summary"):
			name = "conflicts.json"
		case strings.Contains(r.FormValue("q"), "DOLT_HASHOF"):
			_, _ = w.Write(answer{columns: texts("h"), rows: [][]any{{"before"}}}.body("main", "", false))
			return
		case r.FormValue("operationName") != "":
			name = poll
			w.WriteHeader(code)
		}
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(text)
	}))
	t.Cleanup(server.Close)
	return ask(t, openFake(t, server.URL, asWriter), s), count.Load()
}

func TestRecordedWrites(t *testing.T) {
	merge := (&conn{}).MergeStatement("feature", "main")
	for _, test := range []struct {
		poll      string
		code      int
		statement connectors.Statement
		class     connectors.Class // of the error; empty where there is none
		hint      string
		commits   string
		rows      int64
	}{
		{"done.json", 200, update, "", "", "c54hqs3udn9bdnmie61nbaeo73637n4l q11nvh3lknetlnambu6l7q0brme0dqla", 1},
		{"failed.json", 400, update, connectors.ClassQuery, "", "", -1},
		{"failed_inband.json", 200, update, connectors.ClassQuery, "", "", -1},
		{"failed_flat.json", 200, update, connectors.ClassQuery, "", "", -1},
		{"nothing.json", 400, update, "", "", " ", 0},
		{"nothing.txt", 400, update, "", "", " ", 0},
		{"merged.json", 200, merge, "", "", "before q11nvh3lknetlnambu6l7q0brme0dqla", -1},
		{"conflict.json", 400, merge, connectors.ClassQuery, "In conflict: products (2 rows). Nothing was merged.", "", -1},
		{"nothing.json", 400, merge, "", "", " ", 0},
	} {
		got, posts := recordedWrite(t, test.poll, test.code, test.statement)
		s := stats(got.progress)
		switch {
		case posts != 1:
			t.Errorf("%s: sent %d times", test.poll, posts)
		case test.class != "":
			if !connectors.IsClass(got.err, test.class) || !strings.HasPrefix(connectors.AsError(got.err).Hint, test.hint) {
				t.Errorf("%s: %v, hint %q", test.poll, got.err, connectors.AsError(got.err).Hint)
			}
		case got.err != nil || s["from_commit"]+" "+s["to_commit"] != test.commits || got.progress.RowsAffected != test.rows:
			t.Errorf("%s: %+v, %v", test.poll, got.progress, got.err)
		case test.commits == " " && !strings.Contains(strings.Join(got.progress.Warnings, ""), "nothing changed"):
			t.Errorf("%s: the warnings are %q", test.poll, got.progress.Warnings)
		}
	}
}

func TestTroubleWhilePollingIsSatOut(t *testing.T) {
	c, f := openShop(t, asWriter)
	f.poll = func(n int) (int, any) {
		if n < 3 {
			return 500, "oh"
		}
		return 200, done("Success", "", "aaa", "bbb")
	}
	if got := ask(t, c, update); got.err != nil {
		t.Error(got.err)
	}
}

func TestWriteThatCannotBeWatchedIsNamed(t *testing.T) {
	c, f := openShop(t, asWriter)
	f.poll = func(int) (int, any) { return 500, "oh" }
	got := ask(t, c, update)
	e := connectors.AsError(got.err)
	if e == nil || !strings.Contains(e.Hint, "sonde write resume") || e.QueryID != "operations/1" || got.progress.Operation == "" {
		t.Errorf("%v, %+v", got.err, got.progress)
	}
	if posts := strings.Count(strings.Join(f.requests(), "\n"), "POST"); posts != 1 {
		t.Errorf("sent %d times", posts)
	}
}

func TestCancelledWriteGoesOnAndIsResumed(t *testing.T) {
	c, f := openShop(t, asWriter)
	var finished atomic.Bool
	f.poll = func(int) (int, any) {
		if finished.Load() {
			return 200, done("Success", "Query OK, 1 row affected.", "aaa", "bbb")
		}
		return 200, map[string]any{"done": false}
	}
	ctx, cancel := context.WithCancel(t.Context())
	rows, err := c.Query(ctx, update)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(20*time.Millisecond, cancel)
	got := collect(t, rows)
	if !connectors.IsClass(got.err, connectors.ClassCancelled) || !strings.Contains(connectors.AsError(got.err).Hint, "goes on") {
		t.Fatal(got.err)
	}
	finished.Store(true)
	other, _ := f, got.progress.Operation
	other.requests()
	rows, err = c.Resume(t.Context(), got.progress.Operation)
	if err != nil {
		t.Fatal(err)
	}
	resumed := collect(t, rows)
	if s := stats(resumed.progress); resumed.err != nil || resumed.progress.RowsAffected != 1 || s["from_branch"] != "main" || s["to_branch"] != "feature/try" || s["to_commit"] != "bbb" {
		t.Errorf("%+v, %v", resumed.progress, resumed.err)
	}
	for _, asked := range f.requests() {
		if strings.HasPrefix(asked, "POST") {
			t.Errorf("sent again: %s", asked)
		}
	}
}

func TestOperationsAsText(t *testing.T) {
	c := &conn{service: &service{owner: "acme", database: "shop"}}
	whole := operation{"operations/72abb56b", "o w", "d&b", "feature/x", "main", "abc"}
	for text, want := range map[string]operation{
		whole.String():        whole,
		"operations/72abb56b": {name: "operations/72abb56b", owner: "acme", database: "shop"},
		"72abb56b":            {name: "operations/72abb56b", owner: "acme", database: "shop"},
	} {
		if got, err := c.parseOperation(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "?from=x", "operations/1?%zz"} {
		if got, err := c.parseOperation(text); err == nil {
			t.Errorf("%q is taken as %+v", text, got)
		}
	}
}

func TestMergeIsRecognised(t *testing.T) {
	for sql, want := range map[string]bool{
		"CALL DOLT_MERGE('feature/x')":            true,
		"call dolt_merge ( 'feature/x' ) ;":       true,
		"CALL DOLT_MERGE('other')":                false,
		"CALL DOLT_MERGE('feature/x', '--no-ff')": false,
		"CALL DOLT_BRANCH('feature/x')":           false,
		"DELETE FROM t":                           false,
		"CALL DOLT_MERGE('feature/x'); SELECT 1":  false,
	} {
		if got := isMerge(sql, "feature/x", "main"); got != want {
			t.Errorf("%s: %v", sql, got)
		}
	}
	if isMerge("CALL DOLT_MERGE('main')", "main", "main") {
		t.Error("a merge of a branch into itself")
	}
}

func TestMergeIsTheRequestOfTheAPI(t *testing.T) {
	c, f := openShop(t, asWriter)
	f.answers[headSQL] = answer{columns: texts("h"), rows: [][]any{{"before"}}}
	f.poll = func(int) (int, any) { return 200, done("Success", "", "before", "") }
	got := ask(t, c, c.MergeStatement("feature/x", "main"))
	if got.err != nil || !strings.Contains(strings.Join(got.progress.Warnings, ""), "nothing changed") {
		t.Errorf("%+v, %v", got.progress, got.err)
	}
	if asked := f.requests(); !strings.Contains(strings.Join(asked, ";"), "POST /api/v1alpha1/acme/shop/write/feature%2Fx/main ") {
		t.Errorf("sent %v", asked)
	}
	command, err := c.Curl(t.Context(), c.MergeStatement("feature/x", "main"))
	if err != nil || !strings.Contains(command, "write/feature%2Fx/main") || !strings.Contains(command, "'{}'") {
		t.Errorf("%s, %v", command, err)
	}
}

func TestRecordedChanges(t *testing.T) {
	const from, to = "4t467r382kbqum5f1kobimep75a0m5u3", "v6ebc8efn6naqcrcos1rlda2sl4045tj"
	c := recorded(t, map[string]string{
		"SELECT DOLT_HASHOF('v1.0')": "hash.json",
		"SELECT from_table_name, to_table_name, diff_type, data_change, schema_change FROM dolt_diff_summary('" + from + "', '" + to + "') ORDER BY to_table_name, from_table_name LIMIT 1000 OFFSET 0": "changes.json",
	}, nil)
	changes, err := c.Changes(t.Context(), "v1.0", to)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, ch := range changes {
		got = append(got, fmt.Sprint(ch.Table, " ", ch.Kind, " ", ch.Data, " ", ch.Schema, " ", ch.Statement.SQL, " at ", ch.Statement.Options["ref"]))
	}
	for _, want := range []string{
		"clicks added true true SELECT * FROM dolt_diff('" + from + "', '" + to + "', 'clicks') at " + to,
		"products modified true true SELECT * FROM dolt_diff('" + from + "', '" + to + "', 'products') at " + to,
	} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%s is not among\n%s", want, strings.Join(got, "\n"))
		}
	}
	plain := change([]string{"o'x", "o'x", "modified", "1", "0"}, "a", "b", "b")
	if plain.Statement.SQL != "SELECT * FROM `dolt_commit_diff_o'x` WHERE from_commit = 'a' AND to_commit = 'b'" {
		t.Error(plain.Statement.SQL)
	}
	if gone := change([]string{"old", "", "dropped", "1", "1"}, "a", "b", "b"); gone.Table != "old" || gone.Kind != "removed" {
		t.Errorf("%+v", gone)
	}
}
