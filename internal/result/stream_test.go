package result

import (
	"fmt"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// streamRows is the number of rows per batch of the measured streams.
const streamRows = 32_768

var streamSchema = arrow.NewSchema([]arrow.Field{
	{Name: "id", Type: arrow.PrimitiveTypes.Int64},
	{Name: "day", Type: arrow.FixedWidthTypes.Date32},
	{Name: "amount", Type: arrow.PrimitiveTypes.Float64},
	{Name: "city", Type: arrow.BinaryTypes.String},
}, nil)

// producer makes batches of four columns as fast as memory can be filled: about
// 38 bytes per row in new memory each time.
type producer struct{ text []byte }

func newProducer() *producer {
	p := &producer{}
	for i := range streamRows {
		p.text = fmt.Appendf(p.text, "city %05d", i)
	}
	return p
}

func (p *producer) next(first int64) arrow.RecordBatch {
	ids, days := make([]int64, streamRows), make([]arrow.Date32, streamRows)
	amounts, offsets := make([]float64, streamRows), make([]int32, streamRows+1)
	text := make([]byte, len(p.text))
	copy(text, p.text)
	for i := range streamRows {
		ids[i], days[i], amounts[i] = first+int64(i), arrow.Date32(i), float64(i)/4
		offsets[i+1] = int32(i+1) * int32(len(text)/streamRows)
	}
	columns := []arrow.Array{
		fixed(streamSchema, 0, arrow.Int64Traits.CastToBytes(ids)),
		fixed(streamSchema, 1, arrow.Date32Traits.CastToBytes(days)),
		fixed(streamSchema, 2, arrow.Float64Traits.CastToBytes(amounts)),
		array.MakeFromData(array.NewData(arrow.BinaryTypes.String, streamRows, []*memory.Buffer{nil,
			memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(offsets)), memory.NewBufferBytes(text)}, nil, 0, 0)),
	}
	return array.NewRecordBatch(streamSchema, columns, streamRows)
}

func fixed(schema *arrow.Schema, column int, values []byte) arrow.Array {
	buffers := []*memory.Buffer{nil, memory.NewBufferBytes(values)}
	return array.MakeFromData(array.NewData(schema.Field(column).Type, streamRows, buffers, nil, 0, 0))
}

// stream appends rows to a store of a new pool.
func stream(b testing.TB, budget, rows int64) *Store {
	b.Helper()
	s := newPool(b, budget).NewStore()
	source := newProducer()
	for first := int64(0); first < rows; first += streamRows {
		if err := s.Append(source.next(first)); err != nil {
			b.Fatal(err)
		}
	}
	return s
}
