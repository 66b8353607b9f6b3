package duck

import (
	"math"
	"runtime"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

const (
	// batchRows and batchBytes are the size from which a batch is handed over.
	batchRows  = 32 << 10
	batchBytes = 4 << 20
	// pieceBytes bounds what is taken from one chunk at a time, save for a
	// single row that is larger. Together with batchBytes it keeps a batch far
	// below the 2 GB that Arrow's 32-bit offsets can reach.
	pieceBytes = 32 << 20
)

// assembly turns a group of chunks into batches. It owns the chunks that it was
// given until all of their rows are converted.
type assembly struct {
	answer       *answer
	chunks       []bindings.DataChunk
	offset, size int // rows of the first chunk: converted, and in all
	rows, bytes  int // in the batch so far
	group        int // chunks that would have made the last batch a whole one
}

// take accepts a group; there must be no chunk left.
func (a *assembly) take(group []bindings.DataChunk) {
	a.chunks = group
	a.bind()
}

func (a *assembly) pending() bool { return len(a.chunks) > 0 }

// bind turns to the first chunk.
func (a *assembly) bind() {
	if !a.pending() {
		return
	}
	a.offset, a.size = 0, int(bindings.DataChunkGetSize(a.chunks[0]))
	for i, c := range a.answer.columns {
		c.bind(bindings.DataChunkGetVector(a.chunks[0], bindings.IdxT(i)))
	}
}

// next makes a batch of what is pending, or of as much as fits into one.
func (a *assembly) next() (arrow.RecordBatch, error) {
	for a.pending() && a.rows < batchRows && a.bytes < batchBytes {
		if err := a.convert(); err != nil {
			return nil, err
		}
		runtime.Gosched() // A screen that waits for its turn has it before the next chunk.
	}
	return a.finish(), nil
}

// convert appends as many rows of the first chunk as fit.
func (a *assembly) convert() error {
	n, weight := a.fitting()
	if weight > math.MaxInt32 {
		return connectors.Errorf(connectors.ClassCapacity, "a row of %s bytes is more than a result can hold", connectors.Count(int64(weight)))
	}
	for _, c := range a.answer.columns {
		c.append(a.offset, n)
	}
	a.offset += n
	a.rows += n
	a.bytes += weight
	if a.offset >= a.size {
		bindings.DestroyDataChunk(&a.chunks[0])
		a.chunks = a.chunks[1:]
		a.bind()
	}
	return nil
}

// fitting is how many of the chunk's rows to take at once, one at least, and
// their weight.
func (a *assembly) fitting() (n, weight int) {
	n = a.size - a.offset
	weight = a.weight(n)
	for weight > pieceBytes && n > 1 {
		n /= 2
		weight = a.weight(n)
	}
	return n, weight
}

// weight is the size of the next n rows in bytes.
func (a *assembly) weight(n int) int {
	bytes := 0
	for _, c := range a.answer.columns {
		bytes += c.weight(a.offset, n)
	}
	return bytes
}

// finish hands over what was collected and begins anew.
func (a *assembly) finish() arrow.RecordBatch {
	arrays := make([]arrow.Array, len(a.answer.columns))
	for i, c := range a.answer.columns {
		arrays[i] = array.MakeFromData(c.finish())
	}
	batch := array.NewRecordBatch(a.answer.schema, arrays, int64(a.rows))
	a.group = wholeGroup(a.rows, a.bytes)
	a.rows, a.bytes = 0, 0
	return batch
}

// wholeGroup is how many chunks like those of a batch make a whole one.
func wholeGroup(rows, bytes int) int {
	const chunkRows = 2048
	chunks := (rows + chunkRows - 1) / chunkRows
	return batchBytes * chunks / max(bytes, 1)
}

// drop lets go of the chunks.
func (a *assembly) drop() {
	destroyAll(a.chunks)
	a.chunks = nil
}
