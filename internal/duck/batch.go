package duck

import (
	"math"
	"time"

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

// assembly collects rows until they are a batch.
type assembly struct {
	answer       *answer
	offset, size int // rows of the bound chunk: converted, and in all
	rows, bytes  int // in the batch so far
	began        time.Time
}

func newAssembly(a *answer) *assembly { return &assembly{answer: a} }

// bind turns to a chunk, which must live until all of its rows are converted.
func (a *assembly) bind(chunk bindings.DataChunk) {
	a.offset, a.size = 0, int(bindings.DataChunkGetSize(chunk))
	for i, c := range a.answer.columns {
		c.bind(bindings.DataChunkGetVector(chunk, bindings.IdxT(i)))
	}
}

func (a *assembly) empty() bool        { return a.rows == 0 }
func (a *assembly) full() bool         { return a.rows >= batchRows || a.bytes >= batchBytes }
func (a *assembly) age() time.Duration { return time.Since(a.began) }

// convert appends as many rows of the bound chunk as fit, and reports whether
// some are left.
func (a *assembly) convert() (more bool, err error) {
	n, weight := a.fitting()
	if weight > math.MaxInt32 {
		return false, connectors.Errorf(connectors.ClassCapacity, "a row of %d bytes is more than a result can hold", weight)
	}
	if a.rows == 0 {
		a.began = time.Now()
	}
	for _, c := range a.answer.columns {
		c.append(a.offset, n)
	}
	a.offset += n
	a.rows += n
	a.bytes += weight
	return a.offset < a.size, nil
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
	a.rows, a.bytes = 0, 0
	return batch
}
