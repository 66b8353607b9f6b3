package result

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// Read returns a batch, from the disk if need be, without keeping it in the
// cache: it is for those who read a result once from end to end. The error is
// the context's, ErrClosed, or that of the disk.
func (s *Snapshot) Read(ctx context.Context, batch int) (arrow.RecordBatch, error) {
	return s.chunks[batch].read(ctx)
}

// BatchSchema returns the columns of a batch as they are, which may be utf8
// where Schema declares another type. It reads no disk.
func (s *Snapshot) BatchSchema(batch int) *arrow.Schema { return s.chunks[batch].schema }

// Gather copies the values at the given offsets of an array, in that order.
func Gather(a arrow.Array, offsets []int32) (arrow.Array, error) {
	at := make([]place, len(offsets))
	for i, offset := range offsets {
		at[i].row = offset
	}
	gathered, err := gather(a.DataType(), []arrow.ArrayData{a.Data()}, at)
	if err != nil {
		return nil, err
	}
	return array.MakeFromData(gathered), nil
}
