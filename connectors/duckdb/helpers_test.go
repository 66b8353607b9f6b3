package duckdb

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/internal/value"
)

func TestMain(m *testing.M) {
	explainPatience = time.Minute // The machine that runs the tests may be a busy one.
	goleak.VerifyTestMain(m)
}

// openWith opens a connection with option values.
func openWith(t testing.TB, values map[string]any) *Conn {
	t.Helper()
	c, err := tryOpen(values)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func tryOpen(values map[string]any) (*Conn, error) {
	d := Driver()
	config, err := connectors.NewConfig(d, "test", values)
	if err != nil {
		return nil, err
	}
	c, err := d.Open(context.Background(), config)
	if err != nil {
		return nil, err
	}
	return c.(*Conn), nil
}

func openFiles(t testing.TB, paths ...string) *Conn {
	t.Helper()
	return openWith(t, FileValues(paths))
}

// collect runs a statement and returns its rows as text, cells separated by |
// and NULL written as such.
func collect(t testing.TB, c connectors.Conn, sql string) []string {
	t.Helper()
	out, err := try(c, connectors.Statement{SQL: sql})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return out
}

func try(c connectors.Conn, s connectors.Statement) ([]string, error) {
	ctx := context.Background()
	rows, err := c.Query(ctx, s)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for {
		batch, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		formatters := make([]*value.Formatter, batch.NumCols())
		for j := range formatters {
			formatters[j] = value.NewFormatter(batch.Schema().Field(j))
		}
		for i := range int(batch.NumRows()) {
			cells := make([]string, len(formatters))
			for j, column := range batch.Columns() {
				cells[j] = "NULL"
				if column.IsValid(i) {
					cells[j] = string(formatters[j].Append(nil, column, i))
				}
			}
			out = append(out, strings.Join(cells, "|"))
		}
	}
}

func one(t testing.TB, c connectors.Conn, sql string) string {
	t.Helper()
	return strings.Join(collect(t, c, sql), "\n")
}

func write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func expect(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

func expectClass(t testing.TB, err error, class connectors.Class, words ...string) {
	t.Helper()
	if !connectors.IsClass(err, class) {
		t.Fatalf("got %v, want an error of class %s", err, class)
	}
	for _, w := range words {
		if !strings.Contains(err.Error()+" "+connectors.AsError(err).Hint, w) {
			t.Errorf("%v (hint %q) does not mention %q", err, connectors.AsError(err).Hint, w)
		}
	}
}
