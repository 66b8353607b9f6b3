package druid

import (
	"context"
	"errors"
	"io"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// plan turns the answer to EXPLAIN PLAN FOR, one row of JSON documents, into one
// row per line of a drawing. An answer of another form passes unchanged.
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
		if errors.Is(err, io.EOF) {
			p.schema.CompareAndSwap(nil, p.Rows.Schema())
		}
		return nil, err
	}
	lines := drawPlan(documents(batch))
	if lines == nil || p.schema.Load() == p.Rows.Schema() {
		p.schema.CompareAndSwap(nil, p.Rows.Schema())
		return batch, nil
	}
	p.schema.Store(planSchema)
	return batchOfLines(lines), nil
}

// documents are the cells of a plan's one row by the names of their columns.
func documents(batch arrow.RecordBatch) map[string]string {
	if batch.NumRows() != 1 {
		return nil
	}
	cells := map[string]string{}
	for i, c := range batch.Columns() {
		if text, ok := c.(*array.String); ok {
			cells[batch.ColumnName(i)] = text.Value(0)
		}
	}
	return cells
}

func batchOfLines(lines []string) arrow.RecordBatch {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	b.AppendStringValues(lines, nil)
	column := b.NewStringArray()
	return array.NewRecordBatch(planSchema, []arrow.Array{column}, int64(column.Len()))
}
