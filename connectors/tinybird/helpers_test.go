package tinybird

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

// outcome is what came of a statement.
type outcome struct {
	schema   *arrow.Schema
	rows     []string // cells as text with | between them
	err      *connectors.Error
	progress connectors.Progress
}

// run runs a statement to its end.
func (c *Conn) run(s connectors.Statement) outcome {
	ctx := context.Background()
	rows, err := c.Query(ctx, s)
	if err != nil {
		return outcome{err: connectors.AsError(err)}
	}
	defer rows.Close()
	var o outcome
	for {
		batch, err := rows.Next(ctx)
		o.schema, o.progress = rows.Schema(), rows.Progress()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				o.err = connectors.AsError(err)
			}
			return o
		}
		for i := range int(batch.NumRows()) {
			o.rows = append(o.rows, rowText(batch, i))
		}
	}
}

func rowText(batch arrow.RecordBatch, i int) string {
	var cells []string
	for c, column := range batch.Columns() {
		f := value.NewFormatter(batch.Schema().Field(c))
		text := "NULL"
		if !f.IsNull(column, i) {
			text = string(f.Append(nil, column, i))
		}
		cells = append(cells, text)
	}
	return strings.Join(cells, "|")
}

// stat returns a statistic of the server; empty where it told none.
func (o outcome) stat(name string) string {
	for _, s := range o.progress.Server {
		if s.Name == name {
			return s.Value
		}
	}
	return ""
}
