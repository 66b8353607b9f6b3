package dolthub

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

const shaq = "dolthub/SHAQ"

// The document's example of a write: submit, poll, see the change, merge.
func TestWritePollDiffMerge(t *testing.T) {
	c := sandbox(t)
	sql := "UPDATE player_season_stat_totals SET player_id=714287 WHERE player_id=15404617"
	a := c.write(shaq, "main", "update-player", sql)
	want := `{"query_execution_status":"Success","query_execution_message":"Operation created. Poll the operation endpoint to see the execution status of this query.",` +
		`"repository_owner":"dolthub","repository_name":"SHAQ","from_branch_name":"main","to_branch_name":"update-player","query":"` + sql + `","operation_name":"` + a.Operation + `"}`
	if a.Raw != want || !regexp.MustCompile(`^operations/[0-9a-f-]{36}$`).MatchString(a.Operation) {
		t.Fatalf("%s\nwant\n%s", a.Raw, want)
	}
	for range 2 {
		if p := c.poll(shaq, a.Operation); p.HTTP != 200 || p.Raw != `{"_id":"`+a.Operation+`","done":false}` {
			t.Fatal(p.Raw)
		}
	}
	p := c.poll(shaq, a.Operation)
	if !p.Done || p.ID != a.Operation || p.Details == nil || p.Details.Status != "Success" || p.Details.Owner != "dolthub" || p.Details.Name != "SHAQ" ||
		p.Details.Message != "Query OK, 2 rows affected. Rows matched: 2  Changed: 2  Warnings: 0." {
		t.Fatal(p.Raw)
	}
	from, to := p.Details.From, p.Details.To
	if !hashPattern.MatchString(from) || !hashPattern.MatchString(to) || from == to {
		t.Fatalf("commits %q and %q", from, to)
	}
	diff := c.read(shaq+"/update-player", fmt.Sprintf("SELECT from_player_id, to_player_id, diff_type FROM `dolt_commit_diff_player_season_stat_totals` WHERE from_commit=%q AND to_commit=%q", from, to))
	// The key has changed: each row was removed and another one added.
	if diff.Status != "Success" || len(diff.Rows) != 4 || strings.Count(diff.Raw, `"to_player_id":"714287","diff_type":"added"`) != 2 {
		t.Fatal(diff.Raw)
	}
	count := "SELECT count(*) FROM player_season_stat_totals WHERE player_id = 714287"
	if got := c.column(shaq+"/main", count); got != "0" {
		t.Errorf("%s changed rows on main before the merge", got)
	}
	merged := c.do(shaq, "update-player", "main", "")
	if merged.Details.To != "" || merged.Details.From != to {
		t.Error(merged.Raw)
	}
	if got := c.column(shaq+"/main", count); got != "2" {
		t.Errorf("%s changed rows on main after the merge", got)
	}
	if again := c.do(shaq, "update-player", "main", ""); again.Details.From != to {
		t.Error(again.Raw)
	}
}

func TestStatementInBody(t *testing.T) {
	c := sandbox(t)
	a := c.json("POST", shaq+"/write/main/main", `{"query": "DELETE FROM player_season_stat_totals WHERE player_id = 893"}`)
	if done := c.finish(shaq, a); done.Details == nil || done.Details.Message != "Query OK, 1 row affected." {
		t.Error(done.Raw)
	}
	if got := c.column(shaq+"/main", "SELECT count(*) FROM player_season_stat_totals"); got != "2" {
		t.Error(got)
	}
	if a := c.json("POST", shaq+"/write/main/main", `{"query": 7}`); a.HTTP != 400 || a.Message != "invalid request body" {
		t.Error(a.Raw)
	}
}

func TestWritesThatFail(t *testing.T) {
	c := sandbox(t)
	for _, sql := range []string{"UPDATE player_season_stat_totals SET", "DELETE FROM a; DELETE FROM b"} {
		a := c.write(shaq, "main", "main", sql)
		if a.HTTP != 400 || a.Status != "Error" || !strings.HasPrefix(a.Message, "query error: Error parsing SQL") || a.Operation != "" || a.Query != sql || a.From != "main" {
			t.Errorf("%d %s", a.HTTP, a.Raw)
		}
	}
	submitted := c.write(shaq, "main", "broken", "DELETE FROM nope")
	want := `{"query_execution_status":"Error","query_execution_message":"query error: table not found: nope","operation_name":"` + submitted.Operation + `"}`
	if a := c.finish(shaq, submitted); a.HTTP != 400 || a.Raw != want {
		t.Errorf("%d %s", a.HTTP, a.Raw)
	}
	if a := c.with("failure-in-body").poll(shaq, submitted.Operation); a.HTTP != 200 || !a.Done || a.Details.Status != "Error" || a.Details.To != "" {
		t.Error(a.Raw)
	}
	if a := c.with("failure-flat").poll(shaq, submitted.Operation); a.HTTP != 200 || !a.Done || a.Status != "Error" || a.Details != nil {
		t.Error(a.Raw)
	}
	if a := c.read(shaq+"/broken", "SELECT 1"); a.Status != "Error" {
		t.Error("a failed write has left its branch")
	}
	nothing := c.finish(shaq, c.write(shaq, "main", "main", "UPDATE player_season_stat_totals SET points = 0 WHERE player_id = 1"))
	if nothing.HTTP != 400 || nothing.Message != "Cannot return null for non-nullable field SqlWrite.toCommitId." {
		t.Error(nothing.Raw)
	}
	if a := c.finish(shaq, c.write(shaq, "nope", "other", "DELETE FROM player_season_stat_totals")); a.Message != "query error: branch not found: nope" {
		t.Error(a.Raw)
	}
	if a := c.poll(shaq, "operations/nope"); a.HTTP != 400 || a.Message != "no such operation" {
		t.Error(a.Raw)
	}
}

func TestWordsForOperations(t *testing.T) {
	c := sandbox(t)
	stuck := c.with("stuck").write(shaq, "main", "main", "DELETE FROM player_season_stat_totals")
	for range 5 {
		if a := c.with("null-details").poll(shaq, stuck.Operation); a.Raw != `{"_id":"`+stuck.Operation+`","done":false,"res_details":null}` {
			t.Fatal(a.Raw)
		}
	}
	if a := c.finish(shaq, c.with("fail").write(shaq, "main", "main", "DELETE FROM player_season_stat_totals")); a.Message != "query error: failed by the sandbox" {
		t.Error(a.Raw)
	}
	if a := c.with("colon-keys").write(shaq, "main", "main", "DELETE FROM nope"); !strings.Contains(a.Raw, `"operation_name:":"operations/`) || !strings.Contains(a.Raw, `"query:":"DELETE`) {
		t.Error(a.Raw)
	}
}

// Cells of one row that two branches have changed go together; the same cell
// does not.
func TestMergeByCell(t *testing.T) {
	c := sandbox(t)
	row := " WHERE player_id = 893"
	c.do(shaq, "main", "left", "UPDATE player_season_stat_totals SET points = 1"+row)
	c.do(shaq, "main", "right", "INSERT INTO player_season_stat_totals VALUES (7, 7, 7)")
	c.do(shaq, "main", "clash", "UPDATE player_season_stat_totals SET points = 2"+row)
	c.do(shaq, "left", "main", "")
	c.do(shaq, "right", "main", "")
	if got := c.column(shaq+"/main", "SELECT points FROM player_season_stat_totals ORDER BY 1"); got != "1 7 2125 2344" {
		t.Error(got)
	}
	if got := c.column(shaq+"/main", "SELECT num_data_conflicts FROM DOLT_PREVIEW_MERGE_CONFLICTS_SUMMARY('main', 'clash')"); got != "1" {
		t.Errorf("%s conflicts foretold", got)
	}
	before := c.column(shaq+"/main", "SELECT DOLT_HASHOF('main')")
	a := c.finish(shaq, c.write(shaq, "clash", "main", ""))
	if a.HTTP != 400 || !strings.HasPrefix(a.Message, "query error: Merge conflict detected, @autocommit transaction rolled back.") {
		t.Error(a.Raw)
	}
	if after := c.column(shaq+"/main", "SELECT DOLT_HASHOF('main')"); after != before {
		t.Error("a merge that failed has moved the branch")
	}
}

func TestMergeOfTablesAndViews(t *testing.T) {
	c := sandbox(t)
	c.do(shaq, "main", "side", "CREATE TABLE teams (id INTEGER PRIMARY KEY, name VARCHAR)")
	c.do(shaq, "side", "side", "CREATE VIEW best AS SELECT max(points) AS points FROM player_season_stat_totals")
	c.do(shaq, "main", "main", "INSERT INTO player_season_stat_totals VALUES (7, 7, 9999)")
	c.do(shaq, "side", "main", "")
	if got := c.column(shaq+"/main", "SHOW TABLES"); got != "best player_season_stat_totals teams" {
		t.Error(got)
	}
	if got := c.column(shaq+"/main", "SELECT points FROM best"); got != "9999" {
		t.Error(got)
	}
	if got := c.column(shaq+"/main", "SELECT count(*) FROM dolt_commit_ancestors WHERE parent_index = 1"); got != "1" {
		t.Errorf("%s merge commits", got)
	}
}

func TestDiffs(t *testing.T) {
	c := sandbox(t)
	c.do(shaq, "main", "work", "UPDATE player_season_stat_totals SET points = 1 WHERE player_id = 893")
	c.do(shaq, "work", "work", "ALTER TABLE player_season_stat_totals ADD COLUMN team VARCHAR")
	c.do(shaq, "work", "work", "CREATE TABLE teams (id INTEGER)")
	for sql, want := range map[string]string{
		"SELECT diff_type FROM DOLT_DIFF('main', 'work', 'player_season_stat_totals')":                                         "modified",
		"SELECT from_points FROM dolt_commit_diff_player_season_stat_totals WHERE from_commit = 'main' AND to_commit = 'work'": "2491",
		"SELECT to_table_name FROM DOLT_DIFF_SUMMARY('main', 'work') ORDER BY 1":                                               "player_season_stat_totals teams",
		"SELECT rows_modified FROM DOLT_DIFF_STAT('main', 'work', 'player_season_stat_totals')":                                "1",
		"SELECT table_name FROM dolt_diff WHERE schema_change AND data_change = 0 ORDER BY 1":                                  "player_season_stat_totals teams",
		"SELECT diff_type FROM dolt_diff_player_season_stat_totals ORDER BY 1":                                                 "added added added modified",
		"SELECT points FROM dolt_history_player_season_stat_totals WHERE player_id = 893 ORDER BY 1":                           "1 1 1 2491",
		"SELECT b.message FROM dolt_blame_player_season_stat_totals AS b WHERE player_id = 893":                                "Run SQL query: UPDATE player_season_stat_totals SET points = 1 WHERE player_id = 893",
		"SELECT committer FROM DOLT_LOG('work') LIMIT 1":                                                                       "sandbox",
		"SELECT l.message FROM dolt_log l JOIN dolt_diff d ON l.commit_hash = d.commit_hash WHERE d.table_name = 'teams'":      "Run SQL query: CREATE TABLE teams (id INTEGER)",
	} {
		if got := c.column(shaq+"/work", sql); got != want {
			t.Errorf("%s: %s", sql, got)
		}
	}
	for sql, want := range map[string]string{
		"SELECT * FROM dolt_commit_diff_teams":                        "query error: error querying table dolt_commit_diff_teams: dolt_commit_diff_* tables must be filtered to a single 'to_commit'",
		"SELECT * FROM dolt_commit_diff_teams WHERE to_commit='work'": "query error: commit_diff_<table> requires one 'to_commit' and one 'from_commit'",
		"SELECT * FROM dolt_blame_teams":                              "query error: unable to generate blame view for table without primary key",
		"SELECT * FROM DOLT_LOG('nope')":                              "query error: branch not found: nope",
		"SELECT * FROM teams AS OF 'nope'":                            "query error: branch not found: nope",
	} {
		if a := c.read(shaq+"/work", sql); a.HTTP != 200 || a.Message != want {
			t.Errorf("%s: %s", sql, a.Raw)
		}
	}
}

func TestProcedures(t *testing.T) {
	c := sandbox(t)
	c.do(shaq, "main", "side", "DELETE FROM player_season_stat_totals")
	slash := url.PathEscape("a/b")
	for _, sql := range []string{"CALL DOLT_BRANCH('a/b', 'side')", "CALL DOLT_TAG('v1', 'side')"} {
		if a := c.finish(shaq, c.write(shaq, "main", "main", sql)); a.Message != nothingChanged {
			t.Error(a.Raw)
		}
	}
	if got := c.column(shaq+"/"+slash, "SELECT count(*) FROM player_season_stat_totals"); got != "0" {
		t.Error(got)
	}
	c.do(shaq, "main", "main", "CALL DOLT_MERGE('a/b')")
	if got := c.column(shaq+"/main", "SELECT count(*) FROM player_season_stat_totals"); got != "0" {
		t.Error(got)
	}
	c.finish(shaq, c.write(shaq, "main", "main", "CALL dolt_branch('-D', 'a/b')"))
	if a := c.read(shaq+"/"+slash, "SELECT 1"); a.Status != "Error" {
		t.Error("the branch is still there")
	}
}

// What nobody polls is carried out all the same, when its time has come.
func TestOperationWithoutPolls(t *testing.T) {
	r := newRepository(recipes[len(recipes)-1])
	o := &operation{repo: r, polls: pollsBefore}
	if o.isDue(o.due.Add(-1)) || !o.isDue(o.due) {
		t.Error("the operation is not due at its time")
	}
	o.stuck = true
	if o.isDue(o.due) {
		t.Error("a stuck operation is due")
	}
}
