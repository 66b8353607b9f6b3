package result

import (
	"context"
	"errors"
	"iter"
	"math/bits"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// fewRows is how many rows of a view are read one by one sooner than by batches.
const fewRows = 10_000

// ScanUnordered reads columns of rows first to first+n-1 in whatever order is
// quickest: a batch has those columns alone, in the given order, as [View.Scan]
// would yield them. Every stored batch is read once at most, while a scan of a
// sorted view reads rows that lie all over the result. The memory that it takes is
// one bit for each row and one batch.
func (v *View) ScanUnordered(ctx context.Context, first, n int64, columns []int) iter.Seq2[arrow.RecordBatch, error] {
	first = min(max(0, first), v.NumRows())
	n = min(max(0, n), v.NumRows()-first)
	if v.rows != nil && n >= fewRows {
		if marks, unique := markRows(v.rows[first:first+n], v.snapshot.rows); unique {
			return v.scanMarked(ctx, marks, columns)
		}
	}
	return func(yield func(arrow.RecordBatch, error) bool) {
		for b, err := range v.Scan(ctx, first, n) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(project(b, columns), nil) {
				return
			}
		}
	}
}

// markRows sets a bit for each row; unique is false where one comes twice.
func markRows(rows []int64, of int64) (marks []uint64, unique bool) {
	marks = make([]uint64, of/64+1)
	for _, row := range rows {
		word, bit := &marks[row/64], uint64(1)<<(row%64)
		if *word&bit != 0 {
			return nil, false
		}
		*word |= bit
	}
	return marks, true
}

func (v *View) scanMarked(ctx context.Context, marks []uint64, columns []int) iter.Seq2[arrow.RecordBatch, error] {
	return func(yield func(arrow.RecordBatch, error) bool) {
		for _, c := range v.snapshot.chunks {
			places := placesIn(marks, c.first, c.rows)
			if len(places) == 0 {
				continue
			}
			b, err := c.read(ctx)
			if err != nil {
				yield(nil, err)
				return
			}
			if !pick(project(v.expand(b), columns), places, yield) {
				return
			}
		}
	}
}

// placesIn lists the marked rows among n from first on.
func placesIn(marks []uint64, first, n int64) []place {
	places := make([]place, 0, n)
	for word := first / 64; word*64 < first+n; word++ {
		for left := marks[word]; left != 0; left &= left - 1 {
			row := word*64 + int64(bits.TrailingZeros64(left)) - first
			if row >= 0 && row < n {
				places = append(places, place{0, int32(row)})
			}
		}
	}
	return places
}

// pick yields the rows at some places of a batch, in parts where they are too large
// for one; false where no more are wanted.
func pick(b arrow.RecordBatch, places []place, yield func(arrow.RecordBatch, error) bool) bool {
	switch {
	case int64(len(places)) == b.NumRows():
		return yield(b, nil)
	case len(places) == 1:
		row := int64(places[0].row)
		return yield(b.NewSlice(row, row+1), nil)
	}
	part, err := gatherBatch([]arrow.RecordBatch{b}, places)
	if errors.Is(err, errTooLarge) {
		half := len(places) / 2
		return pick(b, places[:half], yield) && pick(b, places[half:], yield)
	}
	return yield(part, err) && err == nil
}

func project(b arrow.RecordBatch, columns []int) arrow.RecordBatch {
	fields, arrays := make([]arrow.Field, len(columns)), make([]arrow.Array, len(columns))
	for i, c := range columns {
		fields[i], arrays[i] = b.Schema().Field(c), b.Column(c)
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), arrays, b.NumRows())
}
