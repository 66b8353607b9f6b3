package clickhouse

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/pushdown/pushdowntest"
)

// engine opens the server that SONDE_TEST_CLICKHOUSE names by a connection URL,
// such as clickhouse://localhost:8123/lab, with the tables events (a million
// rows) and types (five rows of every type) in its database.
func engine(t testing.TB) *Conn { return engineAs(t, "SONDE_TEST_CLICKHOUSE") }

func engineAs(t testing.TB, variable string) *Conn {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		t.Skip(variable + " is not set to the URL of a server; see make test-engines")
	}
	_, values, ok, err := connectors.NewRegistry(Driver()).ParseURL(text)
	if !ok || err != nil {
		t.Fatalf("%s is no ClickHouse URL: %v", variable, err)
	}
	address, _ := values["url"].(string)
	delete(values, "url")
	return connect(t, address, values)
}

func TestEngineTypes(t *testing.T) {
	c := engine(t)
	want := c.run(connectors.Statement{SQL: "SELECT * FROM types ORDER BY row"})
	if want.err != nil || len(want.rows) != 5 || want.schema.NumFields() != 69 {
		t.Fatalf("%d rows, %v", len(want.rows), want.err)
	}
	compressed := c.run(connectors.Statement{SQL: "SELECT * FROM types ORDER BY row", Options: map[string]string{"compress": "true"}})
	if !slices.Equal(compressed.rows, want.rows) {
		t.Errorf("compressed: %v, %v", compressed.rows, compressed.err)
	}
	for i, f := range want.schema.Fields() {
		if catalog := connectors.SourceType(f); catalog == "" {
			t.Errorf("column %d has no type", i)
		}
	}
}

func TestEngineFormats(t *testing.T) {
	c := engine(t)
	for _, format := range strings.Fields(`CSV CSVWithNames CSVWithNamesAndTypes JSON JSONCompact JSONEachRow JSONCompactEachRow
		JSONCompactEachRowWithNames JSONCompactEachRowWithNamesAndTypes JSONEachRowWithProgress JSONCompactEachRowWithProgress
		JSONStrings JSONCompactStrings TSV TSVWithNames TabSeparatedWithNamesAndTypes Parquet Arrow ArrowStream`) {
		o := c.run(connectors.Statement{SQL: "SELECT number AS a, toString(number) AS b FROM numbers(3) FORMAT " + format})
		if o.err != nil || strings.Join(o.rows, " ") != "0|0 1|1 2|2" {
			t.Errorf("%s: %q, %v", format, o.rows, o.err)
		}
	}
	for _, format := range strings.Fields("PrettyCompact Vertical XML Markdown Values JSONColumns") {
		if o := c.run(connectors.Statement{SQL: "SELECT 42 AS a FORMAT " + format}); o.err != nil || !strings.Contains(strings.Join(o.rows, "\n"), "42") {
			t.Errorf("%s: %q, %v", format, o.rows, o.err)
		}
	}
}

func TestEngineErrors(t *testing.T) {
	c := engine(t)
	for sql, want := range map[string]connectors.Class{
		"SELECT 1 FRM x":              connectors.ClassSyntax,
		"SELECT nope":                 connectors.ClassQuery,
		"SELECT * FROM no_such_table": connectors.ClassNotFound,
		"SELECT throwIf(1)":           connectors.ClassQuery,
		"SELECT sum(number) FROM numbers(1e12) SETTINGS max_execution_time=1": connectors.ClassTimeout,
	} {
		o := c.run(connectors.Statement{ID: "id-" + sql, SQL: sql})
		if !connectors.IsClass(o.err, want) || o.err.QueryID == "" || len(o.rows) > 0 {
			t.Errorf("%s: %v", sql, o.err)
		}
	}
	late := c.run(connectors.Statement{SQL: "SELECT throwIf(number = 300) FROM numbers(1000) SETTINGS max_block_size = 100, output_format_parallel_formatting = 0"})
	if !connectors.IsClass(late.err, connectors.ClassIncomplete) || len(late.rows) != 300 || !strings.Contains(late.err.Message, "Code: 395") {
		t.Errorf("behind rows: %d rows, %v", len(late.rows), late.err)
	}
}

func TestEngineReadOnlyAndLimit(t *testing.T) {
	c := engine(t)
	if o := c.run(connectors.Statement{SQL: "CREATE TABLE never (a UInt8) ENGINE = Memory", ReadOnly: true}); !connectors.IsClass(o.err, connectors.ClassReadOnly) {
		t.Errorf("a write ended with %v", o.err)
	}
	if o := c.run(connectors.Statement{SQL: "SELECT * FROM events", Limit: 10, ReadOnly: true}); o.err != nil || len(o.rows) != 11 {
		t.Errorf("%d rows, %v", len(o.rows), o.err)
	}
}

// A killed query is told from one that had ended by itself.
func TestEngineKill(t *testing.T) {
	c := engine(t)
	id := "sonde-test-" + time.Now().Format("150405.000000000")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rows, err := c.Query(ctx, connectors.Statement{ID: id, SQL: "SELECT sum(number) FROM numbers(1e13)"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Progress().RowsRead <= 0 {
		time.Sleep(10 * time.Millisecond)
	}
	if f := rows.Progress().Fraction; f <= 0 || f >= 1 {
		t.Errorf("the fraction is %v", f)
	}
	if state, err := c.Cancel(t.Context(), id); state != connectors.CancelStopped || err != nil {
		t.Errorf("%s, %v", state, err)
	}
	if _, err := rows.Next(t.Context()); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("the query ended with %v", err)
	}
	if state, err := c.Cancel(t.Context(), id); state != connectors.CancelEnded || err != nil {
		t.Errorf("once more: %s, %v", state, err)
	}
}

func TestEngineCatalogAndWords(t *testing.T) {
	c := engine(t)
	info, err := c.Ping(t.Context())
	if err != nil || info.Version == "" {
		t.Errorf("%+v, %v", info, err)
	}
	columns, err := c.Children(t.Context(), []string{c.database, "events"})
	if err != nil || len(columns) == 0 {
		t.Errorf("%d columns, %v", len(columns), err)
	}
	tables, err := c.Tables(t.Context())
	found := slices.ContainsFunc(tables, func(table connectors.Table) bool { return table.Node.Name == "types" && len(table.Columns) == 69 })
	if err != nil || !found {
		t.Errorf("%d tables, %v", len(tables), err)
	}
	functions, err := c.Functions(t.Context())
	if err != nil || len(functions) < 1000 {
		t.Errorf("%d functions, %v", len(functions), err)
	}
	keywords, err := c.Keywords(t.Context())
	if err != nil || !slices.Contains(keywords, "LowCardinality") || !slices.Contains(keywords, "SELECT") {
		t.Errorf("%d keywords, %v", len(keywords), err)
	}
	settings, err := c.Settings(t.Context())
	has := func(name string, ofTable bool) bool {
		return slices.ContainsFunc(settings, func(s connectors.Setting) bool { return s.Name == name && s.Table == ofTable })
	}
	if err != nil || !has("max_threads", false) || !has("index_granularity", true) || has("index_granularity", false) {
		t.Errorf("%d settings, %v", len(settings), err)
	}
	for _, analyze := range []bool{false, true} {
		sql, _ := c.Explain("SELECT count() FROM events WHERE user_id = 1 FORMAT CSV", analyze)
		if o := c.run(connectors.Statement{SQL: sql}); o.err != nil || len(o.rows) == 0 {
			t.Errorf("%s: %v", sql, o.err)
		}
	}
}

// A user who may change no setting can read all the same.
func TestEngineFixedUser(t *testing.T) {
	c := engineAs(t, "SONDE_TEST_CLICKHOUSE_FIXED")
	o := c.run(connectors.Statement{SQL: "SELECT toUInt64(18446744073709551615) u, toFloat64('nan') f", Limit: 1, ReadOnly: true})
	if o.err != nil || len(o.rows) != 1 || o.rows[0] != "18446744073709551615|NaN" || len(o.progress.Warnings) != 0 {
		t.Errorf("%v, %v, %q", o.rows, o.err, o.progress.Warnings)
	}
	const all = "SELECT * FROM types ORDER BY row"
	fixed, free := c.run(connectors.Statement{SQL: all}), engine(t).run(connectors.Statement{SQL: all})
	if fixed.err != nil || len(free.rows) != 5 || !slices.Equal(fixed.rows, free.rows) {
		t.Errorf("%q, %v\nis not what others see: %q", fixed.rows, fixed.err, free.rows)
	}
}

func TestEngineMillionRows(t *testing.T) {
	c := engine(t)
	rows, err := c.Query(t.Context(), connectors.Statement{SQL: "SELECT * FROM events"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := int64(0)
	for {
		batch, err := rows.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		n += batch.NumRows()
	}
	if p := rows.Progress(); n != 1_000_000 || p.Phase != connectors.PhaseDone || p.RowsRead != n {
		t.Errorf("%d rows, %+v", n, p)
	}
}

// Two columns have bytes that are no text, which the formats of JSON lose.
func TestEnginePushDown(t *testing.T) {
	c := engine(t)
	pushdowntest.PushDown(t, c, "clickhouse", "SELECT * FROM types ORDER BY row LIMIT 5 -- all of them\nFORMAT JSONCompact;", "s", "fs")
}
