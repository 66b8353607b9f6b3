package duck

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

// endless never ends, and gives no row before it does; endlessRows gives rows all
// the time.
const (
	endless     = "SELECT count(*) FROM range(1000000000000) AS a(i) WHERE hash(i) % 7 = 3"
	endlessRows = "SELECT i, 'row ' || i AS s FROM range(1000000000000) AS a(i)"
)

// expectOne checks that a session is free and sound.
func expectOne(t *testing.T, c *Conn) {
	t.Helper()
	rows := query(t, c, "SELECT 42::BIGINT")
	if got := readAll(t, rows)[0].Column(0).(*array.Int64).Value(0); got != 42 {
		t.Fatalf("got %d", got)
	}
	rows.Close()
}

func expectClass(t *testing.T, err error, want connectors.Class) {
	t.Helper()
	if !connectors.IsClass(err, want) {
		t.Fatalf("%v, want an error of class %q", err, want)
	}
}

func TestSessionsRunAtTheSameTime(t *testing.T) {
	first := session(t)
	second, err := first.db.Connect()
	if err != nil {
		t.Fatal(err)
	}
	slow := query(t, first, endlessRows)
	if _, err := slow.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectOne(t, second)
	if _, err := slow.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestASessionRunsOneQueryAtATime(t *testing.T) {
	c := session(t)
	slow := query(t, c, endlessRows)
	if _, err := c.Query(t.Context(), "SELECT 1", nil); !connectors.IsClass(err, connectors.ClassInternal) {
		t.Fatalf("second query: %v", err)
	}
	slow.Close()
	expectOne(t, c)
}

func TestCancelBeforeTheStart(t *testing.T) {
	c := session(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Query(ctx, "SELECT 1", nil)
	expectClass(t, err, connectors.ClassCancelled)
	expectClass(t, c.Exec(ctx, "CREATE TABLE t (i INTEGER)"), connectors.ClassCancelled)
	expectOne(t, c)
}

func TestCancelStopsTheEngine(t *testing.T) {
	c := session(t)
	for name, sql := range map[string]string{"before the first row": endless, "between rows": endlessRows} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			rows, err := c.Query(ctx, sql, nil)
			if err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(30*time.Millisecond, cancel)
			expectClass(t, failure(t, rows), connectors.ClassCancelled)
			rows.Close()
			if p := rows.Progress(); p.Phase != connectors.PhaseDone || p.Completeness != connectors.Incomplete || p.Reason == "" {
				t.Errorf("progress after the cancel: %+v", p)
			}
			expectOne(t, c)
		})
	}
}

func TestCancelOfTheCallerOfNextAlone(t *testing.T) {
	rows := query(t, session(t), endless)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := rows.Next(ctx)
	expectClass(t, err, connectors.ClassTimeout)
}

func TestCancelAfterTheEndChangesNothing(t *testing.T) {
	c := session(t)
	ctx, cancel := context.WithCancel(t.Context())
	rows, err := c.Query(ctx, "SELECT 1", nil)
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, rows)
	cancel()
	if _, err := rows.Next(t.Context()); err != io.EOF {
		t.Fatalf("after the end: %v", err)
	}
	rows.Close()
	if p := rows.Progress(); p.Completeness != connectors.Complete || p.Phase != connectors.PhaseDone {
		t.Fatalf("progress %+v", p)
	}
	expectOne(t, c)
}

func TestTimeLimit(t *testing.T) {
	c := session(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	rows, err := c.Query(ctx, endless, nil)
	if err == nil { // Else it ended before the first row was asked for.
		err = failure(t, rows)
		rows.Close()
	}
	expectClass(t, err, connectors.ClassTimeout)
	expectOne(t, c)
}

func TestCloseWhileNextWaits(t *testing.T) {
	c := session(t)
	for _, sql := range []string{endless, endlessRows} {
		rows := query(t, c, sql)
		ended := make(chan error)
		go func() {
			for {
				if _, err := rows.Next(context.Background()); err != nil {
					ended <- err
					return
				}
			}
		}()
		time.Sleep(20 * time.Millisecond)
		rows.Close()
		expectClass(t, <-ended, connectors.ClassCancelled)
		rows.Close()
		_, err := rows.Next(t.Context())
		expectClass(t, err, connectors.ClassCancelled)
		expectOne(t, c)
	}
}

func TestCloseUnread(t *testing.T) {
	c := session(t)
	for range 50 {
		query(t, c, "SELECT * FROM range(100000)").Close()
	}
	expectOne(t, c)
}

func TestInterrupt(t *testing.T) {
	c := session(t)
	c.Interrupt()
	expectOne(t, c)
	rows := query(t, c, endless)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				c.Interrupt()
			}
		}
	}()
	err := failure(t, rows)
	close(stop)
	expectClass(t, err, connectors.ClassCancelled)
}

func TestCloseOfTheSessionEndsItsQuery(t *testing.T) {
	c := session(t)
	rows := query(t, c, endlessRows)
	c.Close()
	c.Close()
	expectClass(t, failure(t, rows), connectors.ClassCancelled)
	_, err := c.Query(t.Context(), "SELECT 1", nil)
	expectClass(t, err, connectors.ClassUnavailable)
}

func TestCloseOfTheDatabase(t *testing.T) {
	c := session(t)
	spill := c.db.spill.Path()
	rows := query(t, c, endless)
	if err := c.db.Close(); err != nil {
		t.Fatal(err)
	}
	expectClass(t, failure(t, rows), connectors.ClassCancelled)
	_, err := c.db.Connect()
	expectClass(t, err, connectors.ClassUnavailable)
	if _, err := os.Stat(spill); !os.IsNotExist(err) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
}

func TestExec(t *testing.T) {
	c := session(t)
	err := c.Exec(t.Context(), "CREATE TABLE t (i INTEGER); INSERT INTO t VALUES (1), (2); SELECT * FROM t; -- done")
	if err != nil {
		t.Fatal(err)
	}
	err = c.Exec(t.Context(), "INSERT INTO t VALUES (3); INSERT INTO t VALUES ('x'); INSERT INTO t VALUES (4)")
	expectClass(t, err, connectors.ClassQuery)
	rows := query(t, c, "SELECT sum(i)::BIGINT FROM t")
	if got := readAll(t, rows)[0].Column(0).(*array.Int64).Value(0); got != 6 {
		t.Errorf("the sum is %d; the script did not stop where it failed", got)
	}
}

func TestExecIsCancelled(t *testing.T) {
	c := session(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	expectClass(t, c.Exec(ctx, "SELECT 1;"+endless), connectors.ClassTimeout)
	expectOne(t, c)
}

func TestWritesTellHowManyRows(t *testing.T) {
	c := session(t)
	for _, step := range []struct {
		sql     string
		returns bool
		rows    int64
	}{
		{"CREATE TABLE t (i INTEGER)", false, -1},
		{"INSERT INTO t SELECT * FROM range(5000)", false, 5000},
		{"UPDATE t SET i = 0 WHERE i < 10", false, 10},
		{"INSERT INTO t VALUES (1), (2) RETURNING i", true, -1},
		{"CREATE TABLE u AS FROM t", false, 5002},
		{"DELETE FROM t", false, 5002},
		{"SET threads = 2", false, -1},
		{"BEGIN", false, -1},
		{"COMMIT", false, -1},
		{"EXPLAIN SELECT 1", true, -1},
	} {
		rows := query(t, c, step.sql)
		batches := readAll(t, rows)
		if rows.ReturnsRows() != step.returns || rows.Progress().RowsAffected != step.rows {
			t.Errorf("%s: returns %v, %d rows affected", step.sql, rows.ReturnsRows(), rows.Progress().RowsAffected)
		}
		if !step.returns && (rows.Schema().NumFields() != 0 || len(batches) != 0) {
			t.Errorf("%s has an answer", step.sql)
		}
		rows.Close()
	}
}

func TestNoRowsHaveColumns(t *testing.T) {
	rows := query(t, session(t), "SELECT 1 AS a, 'x' AS b WHERE false")
	if len(readAll(t, rows)) != 0 || rows.Schema().NumFields() != 2 {
		t.Fatal("an empty answer must have its columns and no batch")
	}
}

func TestStatementsThatBecomeSeveral(t *testing.T) {
	c := session(t)
	if err := c.Exec(t.Context(), "CREATE TABLE t AS SELECT range % 3 AS k, range AS v FROM range(9)"); err != nil {
		t.Fatal(err)
	}
	rows := query(t, c, "PIVOT t ON k USING sum(v);")
	if batch := readAll(t, rows)[0]; batch.NumCols() != 3 || batch.ColumnName(2) != "2" {
		t.Errorf("columns of the pivot: %v", batch.Schema())
	}
}

func TestParameters(t *testing.T) {
	c := session(t)
	for _, test := range []struct {
		sql    string
		params []connectors.Param
		want   string
	}{
		{"SELECT ?", []connectors.Param{{Value: "a'b; --"}}, "a'b; --"},
		{"SELECT $2 || $1", []connectors.Param{{Value: "a"}, {Value: "b"}}, "ba"},
		{"SELECT $x + $y", []connectors.Param{{Name: "y", Type: "INTEGER", Value: "2"}, {Name: "x", Type: "HUGEINT", Value: "40"}}, "42"},
		{"SELECT range FROM range(5) WHERE range = $1", []connectors.Param{{Value: "3"}}, "3"},
		{"SELECT $1 IS NULL", []connectors.Param{{Null: true}}, "true"},
		{"SELECT $1::VARCHAR", []connectors.Param{{Type: "DECIMAL(5,2)", Value: "1.5"}}, "1.50"},
		{"SELECT $1::VARCHAR", []connectors.Param{{Type: "DECIMAL(38,2)", Value: "-1.5"}}, "-1.50"},
		{"SELECT $1 - INTERVAL 1 DAY", []connectors.Param{{Type: "DATE", Value: "2024-03-01"}}, "2024-02-29 00:00:00"},
		{"SELECT typeof($1)", []connectors.Param{{Type: "TIMESTAMPTZ", Value: "2024-03-01"}}, "TIMESTAMP WITH TIME ZONE"},
		{"SELECT $1", []connectors.Param{{Type: "UUID", Value: "764d4124-dd03-4039-b25c-f9bd3c5791be"}}, "764d4124-dd03-4039-b25c-f9bd3c5791be"},
		{"SELECT $1", []connectors.Param{{Type: "JSON", Value: "{}"}}, "{}"},
		{"SELECT hex($1)", []connectors.Param{{Type: "BLOB", Value: `\x00\xFF`}}, "00FF"},
		{"SELECT $1::VARCHAR", []connectors.Param{{Type: "INTERVAL", Value: "1 day"}}, "1 day"},
	} {
		rows := query(t, c, test.sql, test.params...)
		if got := string(format(readAll(t, rows)[0], 0)); got != test.want {
			t.Errorf("%s %v: %s, want %s", test.sql, test.params, got, test.want)
		}
		rows.Close()
	}
}

func TestParametersThatDoNotFit(t *testing.T) {
	c := session(t)
	for _, test := range []struct {
		sql    string
		params []connectors.Param
		class  connectors.Class
		says   string
	}{
		{"SELECT ?", nil, connectors.ClassQuery, "the parameter 1 has no value"},
		{"SELECT 1", []connectors.Param{{Value: "1"}}, connectors.ClassQuery, "0 parameters, 1 values"},
		{"SELECT $a", []connectors.Param{{Name: "b", Value: "1"}}, connectors.ClassQuery, `no parameter "b"`},
		{"SELECT $a", []connectors.Param{{Name: "a", Type: "INTEGER", Value: "x"}}, connectors.ClassQuery, "parameter a: Could not convert"},
		{"SELECT ?", []connectors.Param{{Type: "INTEGER[]", Value: "[1]"}}, connectors.ClassUnsupported, "parameter 1"},
		{"SELECT ?", []connectors.Param{{Type: "INTEGER); SELECT (1", Value: "1"}}, connectors.ClassSyntax, "parameter 1"},
	} {
		rows := query(t, c, test.sql, test.params...)
		err := failure(t, rows)
		if err.Class != test.class || !strings.Contains(err.Message, test.says) || err.Position >= 0 {
			t.Errorf("%s: %v at %d", test.sql, err, err.Position)
		}
		rows.Close()
	}
	expectOne(t, c)
}

// Rows of this machine's engine are not downloaded.
func TestPhaseIsRunningWhileRowsCome(t *testing.T) {
	c := session(t)
	rows := query(t, c, endlessRows)
	if _, err := rows.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := rows.Progress(); p.Phase != connectors.PhaseRunning {
		t.Errorf("the phase is %s", p.Phase)
	}
}

func TestProgressGrowsWhileTheEngineWorks(t *testing.T) {
	c := session(t)
	if err := c.Exec(t.Context(), "CREATE TABLE big AS SELECT range AS i FROM range(500000)"); err != nil {
		t.Fatal(err)
	}
	rows := query(t, c, "SELECT count(DISTINCT md5(i::VARCHAR)) FROM big")
	if p := rows.Progress(); p.Phase != connectors.PhaseRunning {
		t.Errorf("phase %s at the start", p.Phase)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := rows.Next(context.Background())
		ended <- err
	}()
	seen := false
	for running := true; running; {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
			running = false
		case <-time.After(time.Millisecond):
			p := rows.Progress()
			seen = seen || p.Fraction > 0 && p.Fraction < 1 && p.RowsRead > 0
		}
	}
	if !seen {
		t.Error("the engine's progress was never seen")
	}
	readAll(t, rows)
	if p := rows.Progress(); p.Phase != connectors.PhaseDone || p.Fraction != 1 {
		t.Errorf("at the end: %+v", p)
	}
}

func TestFilesAndSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.duckdb")
	db, err := Open(t.Context(), path, Options{Settings: map[string]string{"threads": "1", "TimeZone": "Asia/Tokyo", "null_order": "nulls_first"}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.Connect()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Exec(t.Context(), "CREATE TABLE t (i INTEGER)"); err != nil {
		t.Fatal(err)
	}
	rows := query(t, c, "SELECT current_setting('threads') || current_setting('TimeZone') || current_setting('autoload_known_extensions')")
	if got := string(format(readAll(t, rows)[0], 0)); got != "1Asia/Tokyofalse" {
		t.Errorf("settings %s", got)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	readOnly(t, path)
}

func readOnly(t *testing.T, path string) {
	t.Helper()
	db, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Connect()
	if err != nil {
		t.Fatal(err)
	}
	expectClass(t, c.Exec(t.Context(), "INSERT INTO t VALUES (1)"), connectors.ClassReadOnly)
}

func TestOpenThatFails(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.duckdb")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path     string
		settings map[string]string
		class    connectors.Class
		says     string
	}{
		{text, nil, connectors.ClassUnavailable, "not a valid DuckDB database file"},
		{filepath.Join(dir, "missing", "a.duckdb"), nil, connectors.ClassNotFound, "No such file"},
		{dir, nil, connectors.ClassUnavailable, "Is a directory"},
		{"", map[string]string{"threads": "many"}, connectors.ClassConfig, `setting "threads"`},
		{"", map[string]string{"thread": "1"}, connectors.ClassConfig, `setting "thread"`},
	} {
		db, err := Open(t.Context(), test.path, Options{Settings: test.settings})
		if err == nil {
			db.Close()
		}
		expectClass(t, err, test.class)
		if !strings.Contains(err.Error(), test.says) {
			t.Errorf("%v does not say %s", err, test.says)
		}
	}
}
