package result

import (
	"errors"
	"os"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
)

// Store keeps the batches of one result. Append and SetSchema belong to one
// goroutine, the writer; the other methods may be called from any.
type Store struct {
	pool    *Pool
	current atomic.Pointer[Snapshot]
	closed  atomic.Bool

	tail *chunk // the last chunk; guarded by Pool.mu

	// Guarded by Pool.spilling.
	file spillFile // nil until the first spill
	path string
	end  int64 // length of the file in bytes
}

// SetSchema tells the columns before the first row, so that a result of no rows
// has columns too, and one whose first batch carries a column as text keeps the
// declared type.
func (s *Store) SetSchema(schema *arrow.Schema) {
	next := *s.current.Load()
	next.schema = schema
	s.current.Store(&next)
}

// Append adds a batch. Readers see it in the snapshots that they take from now
// on. If the pool is full, Append first writes other batches to the disk, which
// slows the writer down to the speed of the disk. Where that fails the error is
// of class capacity, the batch is not added, and all earlier rows stay
// readable. After Close the error is ErrClosed.
func (s *Store) Append(b arrow.RecordBatch) error {
	now := s.current.Load()
	c := &chunk{store: s, schema: now.schema, first: now.rows, rows: b.NumRows(), bytes: footprint(b)}
	if !b.Schema().Equal(now.schema) {
		c.schema = b.Schema()
	}
	c.batch.Store(&box{b})
	if err := s.pool.admit(c); err != nil {
		return err
	}
	s.current.Store(now.with(c))
	return nil
}

// Snapshot returns what the store holds now. It never waits.
func (s *Store) Snapshot() *Snapshot { return s.current.Load() }

// Bytes returns the size of the rows in memory form, wherever they are.
func (s *Store) Bytes() int64 { return s.current.Load().bytes }

// Close frees the memory and removes the file of the store. Snapshots keep
// their row counts and answer Load with ErrClosed. It waits for a batch that is
// being written, so it is not for the screen's own goroutine. It may be called
// twice.
func (s *Store) Close() error {
	p := s.pool
	p.spilling.Lock()
	defer p.spilling.Unlock()
	if s.closed.Load() {
		return nil
	}
	p.mu.Lock()
	p.release(s)
	held := p.resident.bytes + p.cached.bytes
	p.mu.Unlock()
	relaxCollector(held)
	return s.removeFile()
}

// removeFile closes and removes the spill file. Reads that are under way end
// with an error. The caller holds Pool.spilling.
func (s *Store) removeFile() error {
	if s.file == nil {
		return nil
	}
	return errors.Join(s.file.Close(), os.Remove(s.path))
}
