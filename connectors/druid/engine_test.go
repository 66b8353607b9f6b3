package druid

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/pushdown/pushdowntest"
)

// engine opens the server that SONDE_TEST_DRUID names, which has the tables
// wiki (200,000 rows or more) and channels (six).
func engine(t *testing.T) *Conn {
	t.Helper()
	url := os.Getenv("SONDE_TEST_DRUID")
	if url == "" {
		t.Skip("SONDE_TEST_DRUID is not set to the address of a server; see make test-engines")
	}
	options := map[string]any{}
	for option, name := range map[string]string{"username": "SONDE_TEST_DRUID_USER", "password": "SONDE_TEST_DRUID_PASSWORD"} {
		if v := os.Getenv(name); v != "" {
			options[option] = v
		}
	}
	return connect(t, url, options)
}

// A statement that runs for minutes.
const slow = "SELECT COUNT(*) FROM wiki a CROSS JOIN (SELECT added FROM wiki LIMIT 20000) b WHERE a.added + b.added = 1"

func TestEngineFormats(t *testing.T) {
	c := engine(t)
	// Floats inside arrays stand as the server wrote them in csv, and elsewhere not.
	const sql = "SELECT __time, page, \"user\", channel, comment, tags, added, rev, delta, ratio, is_robot, geo, nums, names FROM wiki WHERE comment <> '' AND page <> '' AND tags IS NOT NULL AND \"user\" <> '' LIMIT 2000;"
	want := c.run(connectors.Statement{SQL: sql})
	if want.err != nil || want.count != 2000 {
		t.Fatalf("%d rows, %v", want.count, want.err)
	}
	for _, format := range []string{formatArray, formatObjectLines, formatObject, formatCSV} {
		for _, compress := range []string{"false", "true"} {
			got := c.run(connectors.Statement{SQL: sql, Options: map[string]string{"resultFormat": format, "compress": compress}})
			if got.err != nil {
				t.Errorf("%s: %v", format, got.err)
			}
			equal(t, format, got.text(), want.text())
			equal(t, format, columns(got.schema), columns(want.schema))
		}
	}
}

func TestEngineTypes(t *testing.T) {
	a := engine(t).run(connectors.Statement{
		SQL: "SELECT CAST('9007199254740993' AS BIGINT) l, 1.5 m, TIMESTAMP '2024-03-01 00:00:00' t, CAST(TIMESTAMP '2024-03-01 00:00:00' AS DATE) d, " +
			"1 = 1 b, NULL n, 'x' c, ARRAY[1, 2] a, ARRAY['x', NULL] s",
		TimeZone: "Asia/Kolkata",
	})
	if a.err != nil {
		t.Fatal(a.err)
	}
	equal(t, "values", a.text(), `9007199254740993|1.5|2024-03-01 00:00:00+05:30|2024-03-01|true|NULL|x|[1,2]|["x",null]`)
	equal(t, "types", columns(a.schema), "l BIGINT (LONG), m DECIMAL (DOUBLE), t TIMESTAMP (LONG), d DATE (LONG), b BOOLEAN (LONG), "+
		nullType(a)+", c CHAR (STRING), a ARRAY<LONG>, s ARRAY<STRING>")
}

// nullType is how the version of the server types NULL.
func nullType(a answer) string {
	if strings.Contains(columns(a.schema), "n NULL (STRING)") {
		return "n NULL (STRING)"
	}
	return "n NULL"
}

func TestEngineParameters(t *testing.T) {
	c := engine(t)
	for _, p := range []connectors.Param{
		{Value: "it's"}, {Type: "VARCHAR", Value: ""}, {Type: "BIGINT", Value: "9223372036854775807"}, {Type: "DOUBLE", Value: "1.5"},
		{Type: "BOOLEAN", Value: "true"}, {Type: "INTEGER", Value: "-7"},
	} {
		a := c.run(connectors.Statement{SQL: "SELECT ?", Params: []connectors.Param{p}})
		if a.err != nil {
			t.Errorf("%v: %v", p, a.err)
		}
		equal(t, p.Type, a.text(), p.Value)
	}
	for want, p := range map[string]connectors.Param{
		"2024-03-01 00:00:00+00:00": {Type: "TIMESTAMP", Value: "2024-03-01"},
		"NULL":                      {Type: "BIGINT", Null: true},
		`["a","b"]`:                 {Type: "ARRAY", Value: `["a","b"]`},
	} {
		a := c.run(connectors.Statement{SQL: "SELECT ?", Params: []connectors.Param{p}})
		if a.err != nil {
			t.Errorf("%v: %v", p, a.err)
		}
		equal(t, p.Type, a.text(), want)
	}
	a := c.run(connectors.Statement{SQL: "SELECT ?, ?", Params: []connectors.Param{{Value: "a"}}})
	if a.err == nil || a.err.Class != connectors.ClassQuery {
		t.Errorf("a missing parameter gave %v", a.err)
	}
}

// A million rows, once read by a plain client and once into batches.
func TestEngineMillion(t *testing.T) {
	c := engine(t)
	const sql = `SELECT a.__time, a.page, a."user", a.channel, a.comment, a.tags, a.added, a.rev, a.delta, a.ratio, a.is_robot, a.nums
		FROM wiki a CROSS JOIN (SELECT channel FROM channels LIMIT 5) b LIMIT 1000000`
	size, plain := discard(t, c, sql)
	began := time.Now()
	a := c.run(connectors.Statement{SQL: sql})
	took := time.Since(began)
	if a.err != nil || a.count != 1_000_000 {
		t.Fatalf("%d rows, %v", a.count, a.err)
	}
	if a.progress.BytesRead != size {
		t.Errorf("%d bytes read, a plain client had %d", a.progress.BytesRead, size)
	}
	rate := func(d time.Duration) float64 { return float64(size) / 1e6 / d.Seconds() }
	t.Logf("%d rows, %d MB: plain client %.0f MB/s, sonde %.0f MB/s, ratio %.2f", a.count, size/1e6, rate(plain), rate(took), took.Seconds()/plain.Seconds())
}

// discard sends the same request with net/http alone and throws the body away.
func discard(t *testing.T, c *Conn, sql string) (int64, time.Duration) {
	t.Helper()
	r, err := c.newRequest(connectors.Statement{SQL: sql, ID: "sonde-test-floor"})
	if err != nil {
		t.Fatal(err)
	}
	body, _ := json.Marshal(r)
	began := time.Now()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, c.config.String("url")+sqlPath, bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Encoding", "identity")
	if user := c.config.String("username"); user != "" {
		req.SetBasicAuth(user, c.config.String("password"))
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return n, time.Since(began)
}

func TestEngineCancel(t *testing.T) {
	c := engine(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	// The rows of the first part come at once, those of the second after minutes.
	sql := "SELECT * FROM (SELECT page, comment, rev FROM wiki LIMIT 2000) UNION ALL " +
		"SELECT a.page, '', COUNT(*) FROM wiki a CROSS JOIN (SELECT added FROM wiki LIMIT 20000) b WHERE a.added + b.added = 1 GROUP BY 1"
	rows, err := c.Query(ctx, connectors.Statement{ID: "sonde-test-cancel", SQL: sql})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if _, err := rows.Next(ctx); err != nil {
		t.Fatal(err)
	}
	cancel()
	if state, err := c.Cancel(t.Context(), "sonde-test-cancel"); err != nil || state != connectors.CancelAccepted {
		t.Errorf("the server said %q, %v", state, err)
	}
	for err == nil {
		_, err = rows.Next(ctx)
	}
	if !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("the rows ended with %v", err)
	}
}

// A cancel right behind the statement comes before the server knows its id.
func TestEngineCancelAtOnce(t *testing.T) {
	c := engine(t)
	rows, err := c.Query(t.Context(), connectors.Statement{ID: "sonde-test-at-once", SQL: slow, Options: map[string]string{"timeout": "15000"}})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if state, err := c.Cancel(t.Context(), "sonde-test-at-once"); err != nil || state != connectors.CancelAccepted {
		t.Fatalf("the server said %q, %v", state, err)
	}
	switch _, err := rows.Next(t.Context()); {
	case connectors.IsClass(err, connectors.ClassTimeout):
		t.Log("the server accepted the cancel and went on: it came before the query was under way")
	case !connectors.IsClass(err, connectors.ClassCancelled):
		t.Errorf("the rows ended with %v", err)
	}
	if state, err := c.Cancel(t.Context(), "sonde-test-at-once"); err != nil || state != connectors.CancelEnded {
		t.Errorf("a second cancel said %q, %v", state, err)
	}
}

func TestEngineTruncation(t *testing.T) {
	c := engine(t)
	const sql = "SELECT * FROM (SELECT page, comment, rev FROM wiki LIMIT 900) UNION ALL SELECT page, comment, 1/(added - 4999) FROM wiki"
	for _, format := range []string{formatArrayLines, formatArray, formatObjectLines, formatObject, formatCSV} {
		for _, compress := range []string{"false", "true"} {
			a := c.run(connectors.Statement{SQL: sql, Options: map[string]string{"resultFormat": format, "compress": compress}})
			if a.err == nil || a.err.Class != connectors.ClassIncomplete || a.count != 900 {
				t.Errorf("%s, compress %s: %d rows, then %v", format, compress, a.count, a.err)
			}
		}
	}
}

func TestEngineTimeout(t *testing.T) {
	a := engine(t).run(connectors.Statement{SQL: slow, Timeout: 1500 * time.Millisecond})
	if a.err == nil || a.err.Class != connectors.ClassTimeout {
		t.Errorf("ended with %v", a.err)
	}
}

// The server has a lane called one, in which a single query may run.
func TestEngineCapacity(t *testing.T) {
	c := engine(t)
	first, err := c.Query(t.Context(), connectors.Statement{ID: "sonde-test-lane", SQL: slow, Options: map[string]string{"lane": "one", "timeout": "20000"}})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	defer func() { _, _ = c.Cancel(context.Background(), "sonde-test-lane") }()
	time.Sleep(time.Second) // until the server has let it in
	a := c.run(connectors.Statement{SQL: "SELECT COUNT(*) FROM channels", Options: map[string]string{"lane": "one", "timeout": "20000"}})
	if a.err == nil || a.err.Class != connectors.ClassCapacity {
		t.Errorf("a full lane gave %v", a.err)
	}
}

func TestEngineLimit(t *testing.T) {
	a := engine(t).run(connectors.Statement{SQL: "SELECT page FROM wiki", Limit: 10})
	if a.err != nil || a.count != 11 {
		t.Errorf("%d rows for a limit of 10, %v", a.count, a.err)
	}
}

func TestEngineCatalog(t *testing.T) {
	c := engine(t)
	var all []string
	for _, path := range [][]string{nil, {"druid"}, {"druid", "channels"}, {"sys"}} {
		nodes, err := c.Children(t.Context(), path)
		if err != nil || len(nodes) == 0 {
			t.Errorf("%v: %d nodes, %v", path, len(nodes), err)
		}
		for _, n := range nodes {
			all = append(all, n.Name)
			if n.Name == "wiki" && (n.Rows < 200_000 || n.Bytes <= 0) {
				t.Errorf("wiki has %d rows in %d bytes", n.Rows, n.Bytes)
			}
			if n.Preview != "" && n.Name != "wiki" {
				if a := c.run(connectors.Statement{SQL: n.Preview}); a.err != nil && a.err.Class != connectors.ClassPermission {
					t.Errorf("%s: %v", n.Preview, a.err)
				}
			}
		}
	}
	for _, name := range []string{"druid", "sys", "INFORMATION_SCHEMA", "lookup", "wiki", "channels", "__time", "segments"} {
		if !strings.Contains(strings.Join(all, " ")+" ", name+" ") {
			t.Errorf("%s is missing among %q", name, all)
		}
	}
	if tables, err := c.Tables(t.Context()); err != nil || len(tables) < 8 {
		t.Errorf("%d tables, %v", len(tables), err)
	}
	if functions, err := c.Functions(t.Context()); err != nil || len(functions) < 50 {
		t.Errorf("%d functions, %v", len(functions), err)
	}
	if info, err := c.Ping(t.Context()); err != nil || info.Version == "" {
		t.Errorf("%v, %v", info, err)
	}
}

func TestEngineExplain(t *testing.T) {
	c := engine(t)
	sql, ok := c.Explain("SELECT channel, COUNT(*) FROM wiki GROUP BY 1;", false)
	a := c.run(connectors.Statement{SQL: sql, Limit: 100})
	if !ok || a.err != nil || !strings.HasPrefix(a.text(), "groupBy\n├─ dataSource: {table, name wiki}") {
		t.Errorf("%v\n%s", a.err, a.text())
	}
}

func TestEngineAuth(t *testing.T) {
	c := engine(t)
	if c.config.String("username") == "" {
		t.Skip("SONDE_TEST_DRUID_USER is not set: the server asks for no credentials")
	}
	for _, options := range []map[string]any{
		{}, {"username": c.config.String("username"), "password": "wrong"}, {"token": "nonsense"},
	} {
		a := connect(t, c.config.String("url"), options).run(connectors.Statement{SQL: "SELECT 1"})
		if a.err == nil || a.err.Class != connectors.ClassAuth {
			t.Errorf("%v gave %v", options, a.err)
		}
	}
}

// Tasks need the multi-stage engine. This writes the table sonde_copy.
func TestEngineTasks(t *testing.T) {
	c := engine(t)
	async := map[string]string{"async": "true"}
	a := c.run(connectors.Statement{SQL: "SELECT channel, MAX(__time) AS t, CAST(TIMESTAMP '2024-03-01 00:00:00' AS DATE) AS d FROM wiki GROUP BY 1 ORDER BY 1 LIMIT 2", Options: async})
	if a.err != nil && a.err.Class == connectors.ClassUnsupported {
		t.Skip("the server has no multi-stage engine: ", a.err)
	}
	if a.err != nil || a.count != 2 || !strings.HasSuffix(a.text(), "|2024-03-01") {
		t.Fatalf("%v\n%s", a.err, a.text())
	}
	again, err := c.Resume(t.Context(), a.progress.Operation)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if batch, err := again.Next(t.Context()); err != nil || strings.Join(texts(batch), "\n") != a.text() {
		t.Errorf("the operation taken up again gave %v, %v", batch, err)
	}
	a = c.run(connectors.Statement{SQL: "REPLACE INTO sonde_copy OVERWRITE ALL SELECT __time, channel, label FROM (SELECT MAX(__time) AS __time, channel, 'x' AS label FROM wiki GROUP BY 2) PARTITIONED BY ALL"})
	if a.err != nil || a.progress.RowsAffected != 6 || a.schema.NumFields() != 0 {
		t.Errorf("%v, %d rows changed", a.err, a.progress.RowsAffected)
	}
	if a = c.run(connectors.Statement{SQL: "SELECT page, 1/(added - 4999) FROM wiki", Options: async}); a.err == nil || a.err.Class != connectors.ClassQuery {
		t.Errorf("a task that fails gave %v", a.err)
	}
}

func TestEngineTaskCancel(t *testing.T) {
	c := engine(t)
	rows, err := c.Query(t.Context(), connectors.Statement{ID: "sonde-test-task-cancel-" + time.Now().Format("150405"), SQL: slow, Options: map[string]string{"async": "true"}})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Progress().Operation == "" {
		if _, err := rows.Next(briefly(t)); connectors.IsClass(err, connectors.ClassUnsupported) {
			t.Skip("the server has no multi-stage engine: ", err)
		}
	}
	op, err := parseOperation(rows.Progress().Operation)
	if err != nil {
		t.Fatal(err)
	}
	if state, err := c.Cancel(t.Context(), op.statement); err != nil || state != connectors.CancelAccepted {
		t.Errorf("the server said %q, %v", state, err)
	}
	if _, err := rows.Next(t.Context()); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("the task ended with %v", err)
	}
}

func briefly(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func TestEnginePushDown(t *testing.T) {
	c := engine(t)
	const columns = "SELECT page, channel, comment, added, delta, ratio, is_robot FROM wiki WHERE page <> ''"
	pushdowntest.PushDown(t, c, "druid", columns+" LIMIT 20;")
	pushdowntest.PushDown(t, c, "druid", "SELECT __time, page, comment FROM wiki WHERE page <> '' AND __time < TIMESTAMP '2024-03-01 00:01:00'")
	pushdowntest.PushDown(t, c, "druid", "SELECT channel, COUNT(*) FROM wiki GROUP BY channel -- by channel")
}
