package tinybird

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// engine opens the workspace that SONDE_TEST_TINYBIRD names by a connection URL
// with its token, such as tinybird+http://localhost:7181?token=p.x. It has the
// data sources events (a million rows) and types (five rows of every type), and
// the pipes top_pages (parameters country and limit), slow and metrics.
func engine(t testing.TB) *Conn {
	t.Helper()
	text := os.Getenv("SONDE_TEST_TINYBIRD")
	if text == "" {
		t.Skip("SONDE_TEST_TINYBIRD is not set to the URL of a workspace; see make test-engines")
	}
	_, values, ok, err := connectors.NewRegistry(Driver()).ParseURL(text)
	if !ok || err != nil {
		t.Fatalf("SONDE_TEST_TINYBIRD is no Tinybird URL: %v", err)
	}
	address, _ := values["url"].(string)
	delete(values, "url")
	return connect(t, address, values)
}

func TestEngineTypes(t *testing.T) {
	c := engine(t)
	rows, err := c.Query(t.Context(), connectors.Statement{SQL: "SELECT * FROM types ORDER BY row"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	batch, err := rows.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if batch.NumRows() != 5 || batch.NumCols() != 69 {
		t.Errorf("%d rows of %d columns", batch.NumRows(), batch.NumCols())
	}
	for i, f := range batch.Schema().Fields() {
		declared := rows.Schema().Field(i)
		// The largest timestamp, which stands for infinity elsewhere, stays text, and so
		// does an hour that comes twice.
		if !arrow.TypeEqual(f.Type, declared.Type) && f.Name != "dt64_9" && f.Name != "dt_ny" {
			t.Errorf("%s: a value did not fit %s", f.Name, declared.Type)
		}
	}
	w := strings.Join(rows.Progress().Warnings, "\n")
	for _, want := range []string{"agg, aggu: states of an aggregate function are damaged", "dt_ny: what has no offset lies in an hour that comes twice", "s, fs, ntup, agg, aggu: the format JSON has � in the place of bytes"} {
		if !strings.Contains(w, want) {
			t.Errorf("the warnings are %q, without %q", w, want)
		}
	}
}

func TestEngineFormats(t *testing.T) {
	c := engine(t)
	for _, format := range strings.Fields("CSV CSVWithNames JSON TSV TSVWithNames JSONEachRow Parquet") {
		for _, method := range []string{"post", "get"} {
			o := c.run(connectors.Statement{SQL: "SELECT number AS a, toString(number) AS b FROM numbers(3) FORMAT " + format, Options: map[string]string{"method": method}})
			if o.err != nil || strings.Join(o.rows, " ") != "0|0 1|1 2|2" {
				t.Errorf("%s: %q, %v", format, o.rows, o.err)
			}
		}
	}
	if o := c.run(connectors.Statement{SQL: "SELECT 42 AS a FORMAT PrettyCompact -- x"}); o.err != nil || !strings.Contains(strings.Join(o.rows, "\n"), "│ 42 │") {
		t.Errorf("PrettyCompact: %q, %v", o.rows, o.err)
	}
}

func TestEngineTemplates(t *testing.T) {
	c := engine(t)
	s := connectors.Statement{SQL: "% SELECT {{Int32(n, 3)}} AS n, {{String(s)}} AS s, {{Array(a, 'Int32')}} AS a FORMAT JSON", Params: []connectors.Param{
		{Name: "n", Value: "7"}, {Name: "s", Value: `it's "x" \ {{n}}`}, {Name: "a", Value: "1,2"},
	}}
	for _, method := range []string{"post", "get"} {
		s.Options = map[string]string{"method": method}
		if o := c.run(s); o.err != nil || strings.Join(o.rows, "") != `7|it's "x" \ {{n}}|[1,2]` {
			t.Errorf("%s: %q, %v", method, o.rows, o.err)
		}
	}
	s.Params = s.Params[:1]
	if o := c.run(s); !connectors.IsClass(o.err, connectors.ClassQuery) || !strings.Contains(o.err.Hint, "Give the parameter") {
		t.Errorf("without a parameter: %v", o.err)
	}
}

func TestEnginePipes(t *testing.T) {
	c := engine(t)
	pipes, err := c.Pipes(t.Context())
	if err != nil || len(pipes) == 0 {
		t.Fatalf("%d pipes, %v", len(pipes), err)
	}
	for _, format := range pipeFormats {
		if o := c.run(connectors.Statement{SQL: c.PipeStatement(connectors.Pipe{Name: "metrics"}, format, "")}); o.err != nil || len(o.rows) == 0 {
			t.Errorf("%s: %d rows, %v", format, len(o.rows), o.err)
		}
	}
	s := connectors.Statement{
		SQL:    c.PipeStatement(connectors.Pipe{Name: "top_pages"}, "", ""),
		Params: []connectors.Param{{Name: "country", Value: "FR"}, {Name: "limit", Value: "2"}},
	}
	asked := c.run(s)
	if asked.err != nil || len(asked.rows) != 2 {
		t.Errorf("%q, %v", asked.rows, asked.err)
	}
	nodes, err := c.Children(t.Context(), []string{groupPipes})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if n.Name != "top_pages" {
			continue
		}
		shown := c.run(connectors.Statement{SQL: n.Preview, Params: s.Params})
		if shown.err != nil || strings.Join(shown.rows, " ") != strings.Join(asked.rows, " ") {
			t.Errorf("the preview gives %q, %v; the endpoint %q", shown.rows, shown.err, asked.rows)
		}
	}
	in := c.run(connectors.Statement{SQL: "SELECT count() FROM _", Options: map[string]string{"pipeline": "top_pages"}})
	if in.err != nil || strings.Join(in.rows, "") != "10" {
		t.Errorf("through pipeline: %q, %v", in.rows, in.err)
	}
}

func TestEngineErrors(t *testing.T) {
	c := engine(t)
	for sql, want := range map[string]connectors.Class{
		"SELECT 1 FRM x":            connectors.ClassSyntax,
		"SELECT nope FROM events":   connectors.ClassQuery,
		"SELECT * FROM no_such":     connectors.ClassNotFound,
		"SHOW TABLES":               connectors.ClassUnsupported,
		"SELECT version()":          connectors.ClassUnsupported,
		"SELECT 1 FORMAT Arrow":     connectors.ClassUnsupported,
		"SELECT * FROM slow":        connectors.ClassTimeout,
		"SELECT 1; SELECT 2":        connectors.ClassSyntax,
		"% SELECT {{Int8(x, 300)}}": connectors.ClassQuery,
	} {
		if o := c.run(connectors.Statement{SQL: sql}); !connectors.IsClass(o.err, want) {
			t.Errorf("%s: %v", sql, o.err)
		}
	}
	_, values, _, _ := connectors.NewRegistry(Driver()).ParseURL(os.Getenv("SONDE_TEST_TINYBIRD"))
	address, _ := values["url"].(string)
	wrong := connect(t, address, map[string]any{"token": "p.wrong"})
	if o := wrong.run(connectors.Statement{SQL: "SELECT 1"}); !connectors.IsClass(o.err, connectors.ClassAuth) || !strings.Contains(o.err.Hint, "region") {
		t.Errorf("a wrong token: %v", o.err)
	}
}

// A cancel ends the client at once, whatever the server does.
func TestEngineCancel(t *testing.T) {
	c := engine(t)
	ctx, cancel := context.WithCancel(t.Context())
	rows, err := c.Query(ctx, connectors.Statement{SQL: "SELECT * FROM slow"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := rows.Next(ctx); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("ended with %v", err)
	}
}

func TestEngineMillionRows(t *testing.T) {
	c := engine(t)
	rows, err := c.Query(t.Context(), connectors.Statement{SQL: "SELECT id, country FROM events"})
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
	if p := rows.Progress(); n != 1_000_000 || p.RowsRead != n {
		t.Errorf("%d rows, %+v", n, p)
	}
}
