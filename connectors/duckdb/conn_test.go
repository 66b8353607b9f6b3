package duckdb

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sonde/connectors"
)

// endless is a statement that no test waits for.
const endless = "SELECT count(*) FROM range(100000000000) a(i), range(1000) b(j) WHERE hash(i, j) = 1"

// begin starts a statement and reads its first batch.
func begin(t *testing.T, c connectors.Conn, s connectors.Statement) connectors.Rows {
	t.Helper()
	rows, err := c.Query(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rows.Close() })
	if _, err := rows.Next(context.Background()); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestSettingsReachOverlappingStatements(t *testing.T) {
	c := openWith(t, nil)
	collect(t, c, "CREATE SCHEMA other")
	collect(t, c, "SET TimeZone = 'Asia/Tokyo'")
	collect(t, c, "/* go there */ USE other")
	begin(t, c, connectors.Statement{SQL: "FROM range(10000000)"})
	expect(t, "beside a running statement", one(t, c, "SELECT current_setting('TimeZone'), current_schema()"), "Asia/Tokyo|other")
}

func TestStatementsOverlap(t *testing.T) {
	c := openWith(t, nil)
	var open []connectors.Rows
	for range 6 {
		open = append(open, begin(t, c, connectors.Statement{SQL: "FROM range(10000000)"}))
	}
	expect(t, "a seventh", one(t, c, "SELECT 42"), "42")
	for _, rows := range open {
		rows.Close()
	}
	if n := len(c.idle); n > maxIdle {
		t.Errorf("%d idle connections are kept", n)
	}
}

func TestTransactionsHoldTogether(t *testing.T) {
	c := openWith(t, nil)
	collect(t, c, "CREATE TABLE t (n INTEGER)")
	collect(t, c, "BEGIN")
	rows := begin(t, c, connectors.Statement{SQL: "FROM range(10000000)"})
	inserted := make(chan error, 1)
	go func() {
		_, err := try(c, connectors.Statement{SQL: "INSERT INTO t VALUES (1)"})
		inserted <- err
	}()
	select {
	case err := <-inserted:
		t.Fatalf("the insert did not wait for the transaction's statement: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	rows.Close()
	if err := <-inserted; err != nil {
		t.Fatal(err)
	}
	collect(t, c, "ROLLBACK")
	expect(t, "after the rollback", one(t, c, "SELECT count(*) FROM t"), "0")
}

func TestTemporaryTablesAndPreparedStatementsAreFound(t *testing.T) {
	c := openWith(t, nil)
	collect(t, c, "CREATE OR REPLACE TEMP TABLE scratch AS SELECT 7 AS n")
	for sql, want := range map[string]string{"SELECT :a, :day": "parameter day has no value", "SELECT ?, ?": "parameter 1 has no value"} {
		if _, err := try(c, connectors.Statement{SQL: sql, Params: []connectors.Param{{Name: "a"}}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", sql, err)
		}
	}
	collect(t, c, "PREPARE p AS SELECT n + $1 FROM scratch")
	expect(t, "execute", one(t, c, "EXECUTE p(1)"), "8")
	expect(t, "table", one(t, c, "FROM scratch"), "7")
	nodes, err := c.Children(context.Background(), []string{"temp", "main"})
	if err != nil || len(nodes) != 1 || nodes[0].Qualified != "scratch" {
		t.Errorf("%v, %v", nodes, err)
	}
}

func TestCancelStopsTheEngine(t *testing.T) {
	c := openWith(t, nil)
	rows, err := c.Query(context.Background(), connectors.Statement{ID: "q1", SQL: endless})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	failed := make(chan error, 1)
	go func() {
		_, err := rows.Next(context.Background())
		failed <- err
	}()
	state, err := c.Cancel(context.Background(), "q1")
	if state != connectors.CancelHere || err != nil {
		t.Errorf("%s, %v", state, err)
	}
	expectClass(t, <-failed, connectors.ClassCancelled)
	if state, _ := c.Cancel(context.Background(), "q1"); state != connectors.CancelHere {
		t.Errorf("a second time: %s", state)
	}
	expect(t, "the next statement", one(t, c, "SELECT 1"), "1")
}

func TestCancelOfAWaitingStatement(t *testing.T) {
	c := openWith(t, nil)
	begin(t, c, connectors.Statement{SQL: "FROM range(10000000)"})
	failed := make(chan error, 1)
	go func() {
		_, err := c.Query(context.Background(), connectors.Statement{ID: "q2", SQL: "BEGIN"})
		failed <- err
	}()
	for !running(c, "q2") {
		time.Sleep(time.Millisecond)
	}
	if state, _ := c.Cancel(context.Background(), "q2"); state != connectors.CancelHere {
		t.Error(state)
	}
	expectClass(t, <-failed, connectors.ClassCancelled)
}

func TestTheContextEndsTheRows(t *testing.T) {
	c := openWith(t, nil)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	rows, err := c.Query(ctx, connectors.Statement{SQL: endless})
	if err == nil { // Else it ended before the first row was asked for.
		_, err = rows.Next(context.Background())
	}
	expectClass(t, err, connectors.ClassTimeout)
	expect(t, "the next statement", one(t, c, "SELECT 1"), "1")
}

func TestCloseEndsEverything(t *testing.T) {
	c := openWith(t, nil)
	var wait sync.WaitGroup
	for range 3 {
		rows, err := c.Query(context.Background(), connectors.Statement{SQL: endless})
		if err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			if _, err := rows.Next(context.Background()); !connectors.IsClass(err, connectors.ClassCancelled) {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := errors.Join(c.Close(), c.Close()); err != nil {
		t.Fatal(err)
	}
	wait.Wait()
	_, err := c.Query(context.Background(), connectors.Statement{SQL: "SELECT 1"})
	expectClass(t, err, connectors.ClassUnavailable)
}

func TestTimeZoneOfOneStatement(t *testing.T) {
	c := openWith(t, map[string]any{"settings": map[string]any{"TimeZone": "UTC"}})
	const sql = "SELECT TIMESTAMPTZ '2024-06-01 12:00:00+00'"
	in := func(zone string) string {
		out, err := try(c, connectors.Statement{SQL: sql, TimeZone: zone})
		if err != nil {
			t.Fatal(err)
		}
		return out[0]
	}
	expect(t, "Berlin", in("Europe/Berlin"), "2024-06-01 14:00:00+02:00")
	expect(t, "the source's own", in(""), "2024-06-01 12:00:00+00:00")
	collect(t, c, "SET TimeZone = 'Asia/Kolkata'")
	expect(t, "the user's choice", in("Europe/Berlin"), "2024-06-01 17:30:00+05:30")
	_, err := try(openWith(t, nil), connectors.Statement{SQL: sql, TimeZone: "Moon/Tycho"})
	if err == nil || !strings.Contains(err.Error(), "Moon/Tycho") {
		t.Errorf("got %v", err)
	}
}

func TestParameters(t *testing.T) {
	c := openWith(t, nil)
	out, err := try(c, connectors.Statement{SQL: "SELECT $1::INTEGER + 1, $2 IS NULL", Params: []connectors.Param{{Value: "41"}, {Null: true}}})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "row", out[0], "42|true")
}

func TestNamesBehindColons(t *testing.T) {
	c := openWith(t, nil)
	sql := "SELECT x: :a::INT + 1, {b: 'c'}, [1, 2, 3][:2], [n FOR n IN [1, 2] IF n > :größe::INT], ':a', s: :A, $a /* :z */"
	out, err := try(c, connectors.Statement{SQL: sql, Params: []connectors.Param{{Name: "a", Value: "41"}, {Name: "größe", Value: "1"}}})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "row", out[0], `42|{"b":"c"}|[1,2]|[2]|:a|41|41`)
	_, err = try(c, connectors.Statement{SQL: "SELECT :a, nonsense", Params: []connectors.Param{{Name: "a"}}})
	if e := connectors.AsError(err); err == nil || e.Position != 11 {
		t.Errorf("%+v", e)
	}
	collect(t, c, "PREPARE p AS SELECT :n::INT + 1")
	expect(t, "row", collect(t, c, "EXECUTE p(n := 1)")[0], "2")
}

func TestReadOnlyStatements(t *testing.T) {
	c := openWith(t, nil)
	collect(t, c, "CREATE TABLE t (n INTEGER)")
	file := filepath.Join(t.TempDir(), "out.csv")
	for _, sql := range []string{
		"INSERT INTO t VALUES (1)", "WITH x AS (SELECT 1) INSERT INTO t FROM x", "DROP TABLE t", "CREATE TABLE u (n INTEGER)",
		"COPY t TO " + literal(file), "/* x */ EXPLAIN ANALYZE COPY t TO " + literal(file), "PREPARE p AS COPY t TO " + literal(file),
		"EXPLAIN ANALYZE INSERT INTO t VALUES (1)", "ATTACH " + literal(file), "EXPORT DATABASE " + literal(file), "INSTALL httpfs", "LOAD httpfs", "CHECKPOINT",
	} {
		_, err := try(c, connectors.Statement{SQL: sql, ReadOnly: true})
		if !connectors.IsClass(err, connectors.ClassReadOnly) {
			t.Errorf("%s: got %v", sql, err)
		}
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file was written")
	}
	read := func(sql string) string {
		out, err := try(c, connectors.Statement{SQL: sql, ReadOnly: true})
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return strings.Join(out, "\n")
	}
	expect(t, "select", read("SELECT count(*) FROM t"), "0")
	expect(t, "a string", read("SELECT 'COPY; it''s' AS \"ATTACH\""), "COPY; it's")
	read("SET TimeZone = 'UTC'")
	read("CREATE TEMP TABLE mine AS SELECT 3 AS n")
	expect(t, "temporary table", read("FROM mine"), "3")
	read("BEGIN")
	_, err := try(c, connectors.Statement{SQL: "INSERT INTO t VALUES (1)", ReadOnly: true})
	expectClass(t, err, connectors.ClassReadOnly)
	read("ROLLBACK")
	expect(t, "writes where they are allowed", one(t, c, "INSERT INTO t VALUES (1) RETURNING n"), "1")
}

func TestReadOnlyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.duckdb")
	c := openWith(t, map[string]any{"path": path, "create": true})
	collect(t, c, "CREATE TABLE t AS SELECT 1 AS n")
	c.Close()
	c = openWith(t, map[string]any{"path": path, "read_only": true})
	expect(t, "read", one(t, c, "FROM t"), "1")
	_, err := try(c, connectors.Statement{SQL: "INSERT INTO t VALUES (1)"})
	expectClass(t, err, connectors.ClassReadOnly)
}

func TestExplainIsReadable(t *testing.T) {
	c := openWith(t, map[string]any{"sample": true})
	for _, analyze := range []bool{false, true} {
		sql, ok := c.Explain("SELECT count(*) FROM orders", analyze)
		if !ok {
			t.Fatal(sql)
		}
		lines := collect(t, c, sql)
		if len(lines) < 5 || !strings.Contains(strings.Join(lines, "\n"), "orders") {
			t.Errorf("%s: %q", sql, lines)
		}
		for _, line := range lines {
			if strings.Contains(line, "\n") {
				t.Errorf("a row holds several lines: %q", line)
			}
		}
	}
	if _, ok := c.Explain("EXPLAIN SELECT 1", false); ok {
		t.Error("an EXPLAIN was explained")
	}
	expect(t, "JSON stays whole", collect(t, c, "EXPLAIN (FORMAT json) SELECT 1")[0][:14], "physical_plan|")
}

func TestSchemaOfExplain(t *testing.T) {
	c := openWith(t, nil)
	rows, err := c.Query(context.Background(), connectors.Statement{SQL: "EXPLAIN SELECT 1"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for err == nil {
		_, err = rows.Next(context.Background())
	}
	if err != io.EOF || rows.Schema().NumFields() != 1 || rows.Schema().Field(0).Name != "plan" {
		t.Errorf("%v, %v", err, rows.Schema())
	}
}

func TestVocabulary(t *testing.T) {
	c := openWith(t, nil)
	functions, err := c.Functions(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]connectors.Function{}
	for _, f := range functions {
		found[f.Name+f.Signature] = f
	}
	if f := found["substring(string VARCHAR, start BIGINT, length BIGINT)"]; f.Kind != "scalar" || f.Returns != "VARCHAR" || f.Comment == "" {
		t.Errorf("%+v", f)
	}
	if f := found["sum(arg DOUBLE)"]; f.Kind != "aggregate" {
		t.Errorf("%+v", f)
	}
	if f := found["date_trunc(part VARCHAR, timestamp INTERVAL)"]; f.Returns != "INTERVAL" {
		t.Errorf("%+v", f)
	}
	if f := found["read_csv(VARCHAR, …)"]; f.Kind != "table" {
		t.Errorf("%+v", f)
	}
	if _, err := c.ask(context.Background(), "CREATE MACRO add_tax(price, rate) AS price * rate"); err != nil {
		t.Fatal(err)
	}
	functions, err = c.Functions(context.Background())
	if is := func(f connectors.Function) bool { return f.Name == "add_tax" && f.Signature == "(price, rate)" }; err != nil || !slices.ContainsFunc(functions, is) {
		t.Errorf("a macro is not among the functions: %v", err)
	}
	keywords, err := c.Keywords(context.Background())
	if err != nil || !strings.Contains(strings.Join(keywords, " "), "select") {
		t.Errorf("%v, %v", keywords, err)
	}
	info, err := c.Ping(context.Background())
	if err != nil || info.Product != "DuckDB" || !strings.HasPrefix(info.Version, "v") {
		t.Errorf("%+v, %v", info, err)
	}
}

func running(c *Conn, id string) bool {
	r, _ := c.find(id)
	return r != nil
}
