package result

import (
	"context"
	"sort"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
)

// View is a snapshot in another order, or with rows left out. Its rows are
// numbered 0 to NumRows-1. It may be shared by goroutines.
type View struct {
	snapshot *Snapshot
	rows     []int64 // numbers of the snapshot's rows; nil is all as stored
	window   atomic.Pointer[window]
	paths    []Path        // of further columns, see Expanded
	schema   *arrow.Schema // with them; nil without
}

// window is a copy of the rows of a view that were asked for last. Neighbours
// in a sorted view lie in batches all over the result, far more of them than
// the cache holds.
type window struct {
	first   int64
	starts  []int64 // first row of each batch, counted from first
	batches []arrow.RecordBatch
	rows    int64
}

// Deviates reports whether a batch carries a column as another type than Schema
// declares. It reads no disk.
func (v *View) Deviates() bool {
	for i := range v.snapshot.NumBatches() {
		for j, f := range v.snapshot.BatchSchema(i).Fields() {
			if !arrow.TypeEqual(f.Type, v.snapshot.schema.Field(j).Type) {
				return true
			}
		}
	}
	return false
}

// AsStored reports whether the view has every row of the snapshot, in its order.
func (v *View) AsStored() bool { return v.rows == nil }

// Snapshot returns what the view is an order of.
func (v *View) Snapshot() *Snapshot { return v.snapshot }

// Order returns the numbers that the rows of the view have in the snapshot, nil
// where they are all of them as stored. The caller does not change it.
func (v *View) Order() []int64 { return v.rows }

// NumRows returns the number of rows.
func (v *View) NumRows() int64 {
	if v.rows == nil {
		return v.snapshot.rows
	}
	return int64(len(v.rows))
}

// Schema returns the declared columns; nil while they are not known.
func (v *View) Schema() *arrow.Schema {
	if v.schema != nil {
		return v.schema
	}
	return v.snapshot.schema
}

// Row returns the number that a row of the view has in the snapshot.
func (v *View) Row(row int64) int64 {
	if v.rows == nil {
		return row
	}
	return v.rows[row]
}

// Peek returns a batch that holds a row of the view, and the row's offset in
// it, if the view has that row and it is in memory. It reads no disk and takes
// no lock. After Prefetch it succeeds for the rows of the window, as long as
// they fit in memory.
func (v *View) Peek(row int64) (b arrow.RecordBatch, offset int, ok bool) {
	if row < 0 || row >= v.NumRows() {
		return nil, 0, false
	}
	if b, offset, ok = v.window.Load().peek(row); ok {
		return b, offset, true
	}
	batch, offset := v.snapshot.Locate(v.Row(row))
	b, ok = v.snapshot.Peek(batch)
	return v.expand(b), offset, ok
}

func (w *window) peek(row int64) (arrow.RecordBatch, int, bool) {
	if w == nil || row < w.first || row >= w.first+w.rows {
		return nil, 0, false
	}
	row -= w.first
	i := sort.Search(len(w.starts), func(i int) bool { return w.starts[i] > row }) - 1
	return w.batches[i], int(row - w.starts[i]), true
}

// Prefetch brings rows first to first+n-1 into memory for Peek; rows past the
// end are ignored. It may read the disk. In a view with an order of its own n
// should be some screens, not more, for those rows are copied, and the last
// window that was fetched replaces the one before.
func (v *View) Prefetch(ctx context.Context, first, n int64) error {
	first = max(0, first)
	end := min(first+n, v.NumRows())
	if first >= end {
		return nil
	}
	if v.rows == nil {
		return v.snapshot.loadRows(ctx, first, end)
	}
	if v.inMemory(first, end) {
		return nil
	}
	w, bytes := &window{first: first}, int64(0)
	for b, err := range v.Scan(ctx, first, end-first) {
		if err != nil {
			return err
		}
		w.starts = append(w.starts, w.rows)
		w.batches = append(w.batches, b)
		w.rows += b.NumRows()
		if bytes += footprint(b); bytes > v.snapshot.windowLimit() {
			break
		}
	}
	v.window.Store(w)
	return nil
}

func (v *View) inMemory(first, end int64) bool {
	for row := first; row < end; row++ {
		if _, _, ok := v.Peek(row); !ok {
			return false
		}
	}
	return true
}

// windowLimit bounds the bytes of a window to those of the cache. The snapshot
// has rows.
func (s *Snapshot) windowLimit() int64 { return s.chunks[0].store.pool.cacheLimit }

// loadRows loads the batches of rows first to end-1.
func (s *Snapshot) loadRows(ctx context.Context, first, end int64) error {
	from, _ := s.Locate(first)
	to, _ := s.Locate(end - 1)
	for i := from; i <= to; i++ {
		if _, err := s.Load(ctx, i); err != nil {
			return err
		}
	}
	return nil
}
