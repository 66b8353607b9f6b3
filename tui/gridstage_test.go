package tui

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// tableOf is a source that answers every statement with the same rows, of JSON.
// Where gate is given, the batches after the first wait for it.
func tableOf(t testing.TB, gate chan struct{}, schema *arrow.Schema, batches ...string) *connectors.Driver {
	t.Helper()
	var all []arrow.RecordBatch
	for _, rows := range batches {
		b, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(rows))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return &connectors.Driver{
		Kind: "fixed", Title: "Fixed rows", Dialect: "duckdb",
		Schemes: []connectors.Scheme{{Name: "fixed", Transport: "http"}},
		Options: []connectors.Option{{Name: "url", Type: connectors.TypeString}},
		Open: func(context.Context, connectors.Config) (connectors.Conn, error) {
			return &fixed{all, gate}, nil
		},
	}
}

type fixed struct {
	batches []arrow.RecordBatch
	gate    chan struct{}
}

func (f *fixed) Close() error { return nil }

func (f *fixed) Query(context.Context, connectors.Statement) (connectors.Rows, error) {
	return &fixedRows{fixed: f}, nil
}

type fixedRows struct {
	*fixed
	next int
}

func (r *fixedRows) Schema() *arrow.Schema { return r.batches[0].Schema() }

func (r *fixedRows) Progress() connectors.Progress {
	return connectors.NoProgress(connectors.PhaseRunning)
}

func (r *fixedRows) Close() error { return nil }

func (r *fixedRows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if r.next > 0 && r.gate != nil {
		select {
		case <-r.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if r.next == len(r.batches) {
		return nil, io.EOF
	}
	r.next++
	return r.batches[r.next-1], nil
}

// people is a table of four rows with two numbers and a name.
var peopleSchema = arrow.NewSchema([]arrow.Field{
	{Name: "id", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "score", Type: &arrow.Decimal128Type{Precision: 10, Scale: 2}, Nullable: true},
}, nil)

const people = `[{"id": 1, "name": "Ada", "score": "0.10"}, {"id": 2, "name": "O'Neil", "score": "0.20"},
	{"id": 3, "name": null, "score": "7.00"}, {"id": 4, "name": "Ada", "score": null}]`

// numbered are rows from first on, as JSON.
func numbered(first, n int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"id": %d, "name": "row %d", "score": "%d.25"}`, first+i, first+i, (first+i)%7)
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// results runs a statement and goes to its rows.
func (s *stage) results(see ...string) {
	s.run("SELECT * FROM people")
	s.WaitText(append([]string{"✓ done"}, see...)...)
	s.Press("alt+3")
}
