package duckdb

import (
	"context"
	"strings"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// Explain returns the statement that shows the plan of sql.
func (c *Conn) Explain(sql string, analyze bool) (string, bool) {
	switch first := words(sql, 1); {
	case len(first) == 0 || first[0] == "EXPLAIN":
		return "", false
	case analyze:
		return "EXPLAIN ANALYZE " + sql, true
	}
	return "EXPLAIN " + sql, true
}

// plan turns the engine's answer to EXPLAIN, one cell that holds a drawing, into
// one row per line of the drawing. An answer of another form passes unchanged.
type plan struct {
	connectors.Rows
	schema atomic.Pointer[arrow.Schema]
}

var planSchema = arrow.NewSchema([]arrow.Field{
	connectors.Field("plan", arrow.BinaryTypes.String, "VARCHAR", connectors.KindText),
}, nil)

// Schema is nil until the first batch has shown which form the answer has.
func (p *plan) Schema() *arrow.Schema { return p.schema.Load() }

func (p *plan) Next(ctx context.Context) (arrow.RecordBatch, error) {
	batch, err := p.Rows.Next(ctx)
	if err != nil {
		p.schema.CompareAndSwap(nil, p.Rows.Schema())
		return nil, err
	}
	text, ok := drawing(batch)
	if !ok || p.schema.Load() == p.Rows.Schema() {
		p.schema.CompareAndSwap(nil, p.Rows.Schema())
		return batch, nil
	}
	p.schema.Store(planSchema)
	return lines(text), nil
}

// drawing returns the plans of a batch where they are drawn with box lines.
func drawing(batch arrow.RecordBatch) (string, bool) {
	if batch.NumCols() != 2 || batch.ColumnName(1) != "explain_value" {
		return "", false
	}
	values, ok := batch.Column(1).(*array.String)
	if !ok {
		return "", false
	}
	var all strings.Builder
	for i := range values.Len() {
		all.WriteString(values.Value(i))
	}
	return all.String(), strings.Contains(all.String(), "┌")
}

func lines(text string) arrow.RecordBatch {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for line := range strings.Lines(text) {
		b.Append(strings.TrimRight(line, " \n"))
	}
	column := b.NewStringArray()
	return array.NewRecordBatch(planSchema, []arrow.Array{column}, int64(column.Len()))
}
