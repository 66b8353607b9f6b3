package result

import (
	"container/list"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
)

// chunk is one batch of a store, wherever it is.
type chunk struct {
	store  *Store
	schema *arrow.Schema
	first  int64 // number of the first row
	rows   int64
	bytes  int64 // in memory

	// batch is nil while the batch is on the disk only, and after the store was
	// closed. offset, length and checksum in the file are set before batch
	// becomes nil and never change, so whoever has seen nil may read them.
	batch          atomic.Pointer[box]
	offset, length int64
	sum            uint32

	used    atomic.Bool   // since the queue last looked
	queue   *queue        // guarded by Pool.mu, as is element
	element *list.Element // nil while in no queue
}

// box lets an interface value be replaced atomically.
type box struct{ arrow.RecordBatch }

// peek returns the batch if it is in memory, and notes the use.
func (c *chunk) peek() *box {
	b := c.batch.Load()
	if b != nil && !c.used.Load() {
		c.used.Store(true)
	}
	return b
}

// atEdge says whether c is the first or the last chunk of its store. The
// caller holds Pool.mu.
func (c *chunk) atEdge() bool { return c.first == 0 || c == c.store.tail }
