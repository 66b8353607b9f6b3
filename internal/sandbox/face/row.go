package face

import (
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// Row is one row of an answer, valid until the next one.
type Row struct {
	Batch arrow.RecordBatch
	Index int // in the batch

	columns []*value.Formatter
}

func newRow(batch arrow.RecordBatch) Row {
	r := Row{Batch: batch, columns: make([]*value.Formatter, batch.NumCols())}
	for c, f := range batch.Schema().Fields() {
		r.columns[c] = value.NewFormatter(f)
	}
	return r
}

// IsNull reports whether the value of a column is NULL.
func (r Row) IsNull(column int) bool {
	return r.columns[column].IsNull(r.Batch.Column(column), r.Index)
}

// AppendText appends the text of a value; NULL appends nothing.
func (r Row) AppendText(dst []byte, column int) []byte {
	return r.columns[column].Append(dst, r.Batch.Column(column), r.Index)
}

// AppendJSON appends a value as JSON; numbers keep all their digits.
func (r Row) AppendJSON(dst []byte, column int) []byte {
	return r.columns[column].AppendJSON(dst, r.Batch.Column(column), r.Index)
}

// Text is the text of a value; empty for NULL.
func (r Row) Text(column int) string { return string(r.AppendText(nil, column)) }
