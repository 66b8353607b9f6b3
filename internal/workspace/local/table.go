package local

import (
	"context"
	"io"
	"strconv"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/duck"
	"sonde/internal/duckscan"
	"sonde/internal/result"
)

// rowName is the column of row numbers that every table has last.
const rowName = "row"

// table is a snapshot as the engine reads it: the readings of some columns,
// named k0, k1 …, and the number of each row.
type table struct {
	ctx      context.Context
	snapshot *result.Snapshot
	rows     selection
	readings []reading
	scanned  atomic.Int64 // rows read so far, by all readers
	answer   atomic.Pointer[duck.Rows]
}

func newTable(ctx context.Context, s *result.Snapshot, rows selection, readings []reading) *table {
	return &table{ctx: ctx, snapshot: s, rows: rows, readings: readings}
}

// Schema is the readings and the row's number.
func (t *table) Schema() *arrow.Schema {
	fields := make([]arrow.Field, 0, len(t.readings)+1)
	for i, r := range t.readings {
		field := r.as
		field.Name = keyName(i)
		fields = append(fields, field)
	}
	fields = append(fields, arrow.Field{Name: rowName, Type: arrow.PrimitiveTypes.Int64})
	return arrow.NewSchema(fields, nil)
}

func keyName(i int) string { return "k" + strconv.Itoa(i) }

// NumRows is the number of rows that are read.
func (t *table) NumRows() int64 {
	if t.rows != nil {
		return int64(len(t.rows))
	}
	return t.snapshot.NumRows()
}

// Open starts reading.
func (t *table) Open(columns []int) (duckscan.Reader, error) {
	return &tableReader{table: t, columns: columns}, nil
}

// fraction is the part of the rows that has been read.
func (t *table) fraction() float64 {
	return min(1, float64(t.scanned.Load())/float64(max(1, t.NumRows())))
}

// arranged is the part of the work that is done where the answer is what a table
// is read for: where it is sorted, the engine's own account of that comes second.
func (t *table) arranged(sorted bool) float64 {
	read := t.fraction()
	if !sorted {
		return read
	}
	answer := t.answer.Load()
	if answer == nil {
		return loadShare * read
	}
	return loadShare + (1-loadShare)*max(0, answer.Progress().Fraction)
}

// tableReader reads batch after batch. Several threads may share it.
type tableReader struct {
	*table
	columns []int
	next    atomic.Int64
}

// Threads lets every thread of the engine read.
func (r *tableReader) Threads() int { return r.snapshot.NumBatches() }

// Next converts the next batch that has rows to read.
func (r *tableReader) Next() (arrow.RecordBatch, error) {
	for {
		i := int(r.next.Add(1) - 1)
		if i >= r.snapshot.NumBatches() {
			return nil, io.EOF
		}
		first, n := r.snapshot.Batch(i)
		wanted := r.rows.within(first, n)
		if r.rows != nil && len(wanted) == 0 {
			continue
		}
		batch, err := r.snapshot.Read(r.ctx, i)
		if err != nil {
			return nil, err
		}
		return r.convert(batch, first, wanted)
	}
}

// convert makes the columns that were asked for of a batch that starts at row
// first of the snapshot.
func (r *tableReader) convert(b arrow.RecordBatch, first int64, wanted selection) (arrow.RecordBatch, error) {
	n := b.NumRows()
	if r.rows != nil {
		n = int64(len(wanted))
	}
	fields, columns := make([]arrow.Field, len(r.columns)), make([]arrow.Array, len(r.columns))
	for i, c := range r.columns {
		if c == len(r.readings) {
			columns[i] = numbers(first, n, wanted)
			fields[i] = arrow.Field{Name: rowName, Type: columns[i].DataType()}
			continue
		}
		var err error
		if columns[i], err = r.readings[c].read(b, first, wanted); err != nil {
			return nil, err
		}
		fields[i] = arrow.Field{Name: keyName(c), Type: columns[i].DataType(), Nullable: true, Metadata: r.readings[c].as.Metadata}
	}
	r.scanned.Add(n)
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, n), nil
}

// Close has nothing to release.
func (r *tableReader) Close() error { return nil }

// numbers are the numbers of rows: n from first on, or those that are wanted.
func numbers(first, n int64, wanted selection) arrow.Array {
	values := []int64(wanted)
	if wanted == nil {
		values = make([]int64, n)
		for i := range values {
			values[i] = first + int64(i)
		}
	}
	return fixedArray(arrow.PrimitiveTypes.Int64, arrow.Int64Traits.CastToBytes(values), len(values))
}
