package druid

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

// connect opens a connection to a server, with further options.
func connect(t testing.TB, url string, options map[string]any) *Conn {
	t.Helper()
	values := map[string]any{"url": url}
	for k, v := range options {
		values[k] = v
	}
	config, err := connectors.NewConfig(Driver(), "test", values)
	if err != nil {
		t.Fatal(err)
	}
	c, err := open(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// answer is what came of a statement.
type answer struct {
	schema   *arrow.Schema
	rows     []string // cells as text with | between them
	count    int64
	err      *connectors.Error // nil at a proper end
	progress connectors.Progress
}

// run runs a statement to its end.
func (c *Conn) run(s connectors.Statement) answer { return c.runIn(context.Background(), s) }

func (c *Conn) runIn(ctx context.Context, s connectors.Statement) answer {
	rows, err := c.Query(ctx, s)
	if err != nil {
		return answer{err: connectors.AsError(err)}
	}
	defer rows.Close()
	var a answer
	for {
		batch, err := rows.Next(ctx)
		a.schema, a.progress = rows.Schema(), rows.Progress()
		if errors.Is(err, io.EOF) {
			return a
		}
		if err != nil {
			a.err = connectors.AsError(err)
			return a
		}
		if a.count += batch.NumRows(); a.count <= 10_000 {
			a.rows = append(a.rows, texts(batch)...)
		}
	}
}

func texts(batch arrow.RecordBatch) []string {
	lines := make([]string, batch.NumRows())
	for i := range lines {
		var cells []string
		for j, column := range batch.Columns() {
			if column.IsNull(i) {
				cells = append(cells, "NULL")
				continue
			}
			f := value.NewFormatter(batch.Schema().Field(j))
			cells = append(cells, string(f.Append(nil, column, i)))
		}
		lines[i] = strings.Join(cells, "|")
	}
	return lines
}

// columns writes a schema as names and types.
func columns(s *arrow.Schema) string {
	if s == nil {
		return ""
	}
	var list []string
	for _, f := range s.Fields() {
		list = append(list, f.Name+" "+connectors.SourceType(f))
	}
	return strings.Join(list, ", ")
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
	}
}

func (a answer) text() string { return strings.Join(a.rows, "\n") }
