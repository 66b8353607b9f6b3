package result

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
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

// Place is one value of one of several arrays; a negative source is NULL.
type Place struct{ Source, Row int32 }

// Gather copies the values at the given places of arrays of type t into one
// array, in that order.
func Gather(t arrow.DataType, sources []arrow.Array, at []Place) (arrow.Array, error) {
	data := make([]arrow.ArrayData, len(sources), len(sources)+1)
	for i, s := range sources {
		data[i] = s.Data()
	}
	places := make([]place, len(at))
	for i, p := range at {
		places[i] = place{p.Source, p.Row}
		if p.Source < 0 {
			places[i] = place{int32(len(sources)), 0}
			if len(data) == len(sources) {
				data = append(data, array.MakeArrayOfNull(memory.DefaultAllocator, t, 1).Data())
			}
		}
	}
	gathered, err := gather(t, data, places)
	if err != nil {
		return nil, err
	}
	return array.MakeFromData(gathered), nil
}
