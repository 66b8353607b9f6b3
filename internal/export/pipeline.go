package export

import (
	"io"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
)

// encoder is a text format. Its methods append to dst and may be called from
// many goroutines at once.
type encoder interface {
	// head is what stands before the first row.
	head(dst []byte) []byte
	// rows appends rows from to to-1 of the columns; first is the number of the
	// row at from in the whole result, counted from 0.
	rows(dst []byte, columns []column, from, to int, first int64) []byte
	// tail is what stands after all of the given number of rows.
	tail(dst []byte, rows int64) []byte
}

const (
	cellsPerChunk = 1 << 16
	maxChunkRows  = 1 << 13
	// keptBuffer is the largest buffer that is kept for another chunk.
	keptBuffer = 8 << 20
)

// chunk is a piece of a document.
type chunk struct {
	text []byte
	rows int64
}

// pipeline writes a text format. Chunks of rows are formatted at the same time.
type pipeline struct {
	encoder encoder
	formats formatters
	// declared is set where values that fit the declared type of a column are
	// written as such, also where their batch carries the column as text.
	declared *arrow.Schema
	rows     int64
	written  atomic.Int64 // rows that the writer below has taken
	chunks   *inOrder[chunk]
	buffers  sync.Pool
	closed   bool
}

func newPipeline(w io.Writer, e encoder) *pipeline {
	p := &pipeline{encoder: e}
	p.chunks = newInOrder(func(c chunk) error {
		defer p.keep(c.text)
		if len(c.text) > 0 {
			if _, err := w.Write(c.text); err != nil {
				return err
			}
		}
		p.written.Add(c.rows)
		return nil
	})
	p.submit(0, e.head)
	return p
}

func (p *pipeline) keep(buffer []byte) {
	if cap(buffer) <= keptBuffer {
		p.buffers.Put(&buffer)
	}
}

// submit lets f append a number of rows to a buffer on a goroutine of its own.
func (p *pipeline) submit(rows int, f func(dst []byte) []byte) {
	p.chunks.submit(func() (chunk, error) {
		var buffer []byte
		if kept, ok := p.buffers.Get().(*[]byte); ok {
			buffer = (*kept)[:0]
		}
		return chunk{f(buffer), int64(rows)}, nil
	})
}

// Write formats the rows of a batch.
func (p *pipeline) Write(b arrow.RecordBatch) error {
	columns, total := p.formats.columns(b), int(b.NumRows())
	if p.declared != nil {
		readColumns(columns, p.declared)
	}
	size := chunkRows(len(columns))
	for from := 0; from < total; from += size {
		if err := p.chunks.failed(); err != nil {
			return err
		}
		to, first := min(from+size, total), p.rows+int64(from)
		p.submit(to-from, func(dst []byte) []byte { return p.encoder.rows(dst, columns, from, to, first) })
	}
	p.rows += int64(total)
	return p.chunks.failed()
}

func chunkRows(columns int) int {
	return min(max(cellsPerChunk/max(columns, 1), 1), maxChunkRows)
}

// Close writes the end of the document and waits until all is written.
func (p *pipeline) Close() error {
	if !p.closed {
		p.closed = true
		p.submit(0, func(dst []byte) []byte { return p.encoder.tail(dst, p.rows) })
	}
	return p.chunks.close()
}
