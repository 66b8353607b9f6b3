package history

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
)

// A stored result is a file of Arrow IPC streams, each after its length: one
// without a batch for the declared schema, then one for every batch, compressed
// with zstd. A checksum comes last: a damaged stream could give wrong values, and
// makes the Arrow library ask for any amount of memory.

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const checksumSize = 4

var errResultDamaged = errors.New("the stored result is damaged")

// firstRows is how many rows the first batch of a stored result has at most, so
// that the beginning can be shown without the rest.
const firstRows = 1000

func packResult(schema *arrow.Schema, batches []arrow.RecordBatch) ([]byte, error) {
	data, err := appendStream(nil, schema, nil)
	for _, b := range inParts(batches) {
		if err == nil {
			data, err = appendStream(data, b.Schema(), b)
		}
	}
	return binary.LittleEndian.AppendUint32(data, crc32.Checksum(data, castagnoli)), err
}

// appendStream appends a stream of one batch, or of none.
func appendStream(data []byte, schema *arrow.Schema, b arrow.RecordBatch) ([]byte, error) {
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(schema), ipc.WithZstd())
	var err error
	if b != nil {
		err = w.Write(b)
	}
	err = errors.Join(err, w.Close())
	data = binary.LittleEndian.AppendUint32(data, uint32(out.Len()))
	return append(data, out.Bytes()...), err
}

// inParts cuts a small batch off the first one.
func inParts(batches []arrow.RecordBatch) []arrow.RecordBatch {
	if len(batches) == 0 || batches[0].NumRows() <= firstRows {
		return batches
	}
	first := batches[0]
	return append([]arrow.RecordBatch{first.NewSlice(0, firstRows), first.NewSlice(firstRows, first.NumRows())}, batches[1:]...)
}

// Result is the stored rows of a run, to be read by one goroutine.
type Result struct {
	schema *arrow.Schema
	rest   []byte
}

func openResult(data []byte) (*Result, error) {
	n := len(data) - checksumSize
	if n < 0 || crc32.Checksum(data[:n], castagnoli) != binary.LittleEndian.Uint32(data[n:]) {
		return nil, errResultDamaged
	}
	r := &Result{rest: data[:n]}
	stream, err := r.stream()
	if err != nil {
		return nil, err
	}
	r.schema = stream.Schema()
	return r, nil
}

// stream takes the next stream off the rest.
func (r *Result) stream() (*ipc.Reader, error) {
	if len(r.rest) < 4 {
		return nil, errResultDamaged
	}
	n := uint64(binary.LittleEndian.Uint32(r.rest))
	if r.rest = r.rest[4:]; n > uint64(len(r.rest)) {
		return nil, errResultDamaged
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	stream, err := ipc.NewReader(bytes.NewReader(part))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errResultDamaged, err)
	}
	return stream, nil
}

// Schema is the declared schema of the rows.
func (r *Result) Schema() *arrow.Schema { return r.schema }

// Next returns the next batch, or io.EOF after the last one.
func (r *Result) Next() (arrow.RecordBatch, error) {
	if len(r.rest) == 0 {
		return nil, io.EOF
	}
	stream, err := r.stream()
	if err != nil {
		return nil, err
	}
	if !stream.Next() {
		return nil, fmt.Errorf("%w: %w", errResultDamaged, cmp.Or(stream.Err(), io.ErrUnexpectedEOF))
	}
	return r.declared(stream.RecordBatch()), nil
}

// declared gives a batch of the declared types the declared schema, so that
// readers may compare schemas by address.
func (r *Result) declared(b arrow.RecordBatch) arrow.RecordBatch {
	if b.Schema().NumFields() != r.schema.NumFields() {
		return b
	}
	for i, f := range r.schema.Fields() {
		if !arrow.TypeEqual(f.Type, b.Schema().Field(i).Type) {
			return b
		}
	}
	return array.NewRecordBatch(r.schema, b.Columns(), b.NumRows())
}
