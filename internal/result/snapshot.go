package result

import (
	"context"
	"sort"

	"github.com/apache/arrow-go/v18/arrow"
)

// Snapshot is what a store held at one moment: rows 0 to NumRows-1 in batches 0
// to NumBatches-1. It never changes and may be shared by goroutines.
type Snapshot struct {
	schema *arrow.Schema
	chunks []*chunk
	starts []int64 // first row of each chunk
	rows   int64
	bytes  int64
}

// with returns a snapshot of one chunk more. The lists are shared with s: only
// the writer appends, past the end that s knows.
func (s *Snapshot) with(c *chunk) *Snapshot {
	next := &Snapshot{
		schema: s.schema,
		chunks: append(s.chunks, c),
		starts: append(s.starts, c.first),
		rows:   s.rows + c.rows,
		bytes:  s.bytes + c.bytes,
	}
	if next.schema == nil {
		next.schema = c.schema
	}
	return next
}

// Schema returns the declared columns; nil while they are not known. A batch
// may carry a column as utf8 where this declares another type.
func (s *Snapshot) Schema() *arrow.Schema { return s.schema }

// NumRows returns the number of rows.
func (s *Snapshot) NumRows() int64 { return s.rows }

// NumBatches returns the number of batches.
func (s *Snapshot) NumBatches() int { return len(s.chunks) }

// Bytes returns the size of the rows in memory form, wherever they are.
func (s *Snapshot) Bytes() int64 { return s.bytes }

// Batch returns the first row of a batch and its number of rows.
func (s *Snapshot) Batch(i int) (first, rows int64) { return s.chunks[i].first, s.chunks[i].rows }

// Locate finds the batch of a row, and the row's offset in it. The row must be
// one of the snapshot.
func (s *Snapshot) Locate(row int64) (batch int, offset int) {
	i := s.guess(row)
	if row < s.starts[i] || row >= s.starts[i]+s.chunks[i].rows {
		i = sort.Search(len(s.starts), func(i int) bool { return s.starts[i] > row }) - 1
	}
	return i, int(row - s.starts[i])
}

// guess is right where batches have about the same number of rows.
func (s *Snapshot) guess(row int64) int {
	return int(float64(row) / float64(s.rows) * float64(len(s.starts)))
}

// Peek returns a batch if it is in memory. It reads no disk and takes no lock,
// so the screen may call it.
func (s *Snapshot) Peek(batch int) (arrow.RecordBatch, bool) {
	if b := s.chunks[batch].peek(); b != nil {
		return b.RecordBatch, true
	}
	return nil, false
}

// Load returns a batch, from the disk if need be, and then keeps it in the
// cache. The error is the context's, ErrClosed, or that of the disk.
func (s *Snapshot) Load(ctx context.Context, batch int) (arrow.RecordBatch, error) {
	c := s.chunks[batch]
	b, fetched, err := c.fetch(ctx)
	if err != nil {
		return nil, err
	}
	if fetched {
		if b, err = c.store.pool.keep(c, b); err != nil {
			return nil, err
		}
	}
	return b.RecordBatch, nil
}

// View returns the rows with the given numbers, in that order; nil stands for
// all rows as stored. The view keeps the slice, which must not change.
func (s *Snapshot) View(rows []int64) *View { return &View{snapshot: s, rows: rows} }
