package export

import (
	"encoding/binary"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// writeGroup writes batches of one schema, of which there is at least one, as a row
// group.
func writeGroup(w *pqarrow.FileWriter, batches []arrow.RecordBatch) error {
	if err := w.NewRowGroupChecked(); err != nil {
		return err
	}
	for i := range int(batches[0].NumCols()) {
		chunks := make([]arrow.Array, len(batches))
		for j, b := range batches {
			chunks[j] = encoded(b.Column(i))
		}
		column := arrow.NewChunked(chunks[0].DataType(), chunks)
		if err := w.WriteColumnChunked(column, 0, int64(column.Len())); err != nil {
			return err
		}
	}
	return nil
}

// narrowDecimal is how many digits a decimal has at most that Parquet holds as an
// integer.
const narrowDecimal = 18

// encoded turns decimals into the bytes that Parquet has of them. The writer takes
// bytes as they are, and eight times the room for decimals.
func encoded(a arrow.Array) arrow.Array {
	decimals, ok := a.(*array.Decimal128)
	if !ok {
		return a
	}
	precision := a.DataType().(*arrow.Decimal128Type).Precision
	if precision <= narrowDecimal {
		return a
	}
	width := int(pqarrow.DecimalSize(precision))
	out := make([]byte, 0, width*a.Len())
	var number [16]byte
	for i := range a.Len() {
		n := decimals.Value(i)
		binary.BigEndian.PutUint64(number[:], uint64(n.HighBits()))
		binary.BigEndian.PutUint64(number[8:], n.LowBits())
		out = append(out, number[len(number)-width:]...)
	}
	return fixedBytes(a, width, out)
}

// fixedBytes is a column of values of one width in bytes, with the NULLs of another.
func fixedBytes(of arrow.Array, width int, values []byte) arrow.Array {
	buffers := []*memory.Buffer{validity(of), memory.NewBufferBytes(values)}
	return array.MakeFromData(array.NewData(&arrow.FixedSizeBinaryType{ByteWidth: width}, of.Len(), buffers, nil, of.NullN(), 0))
}

// validity is a bitmap of the values of a column that are not NULL, from its first
// row on; nil where all are.
func validity(a arrow.Array) *memory.Buffer {
	if a.NullN() == 0 {
		return nil
	}
	bits := make([]byte, bitutil.BytesForBits(int64(a.Len())))
	bitutil.CopyBitmap(a.NullBitmapBytes(), a.Data().Offset(), a.Len(), bits, 0)
	return memory.NewBufferBytes(bits)
}
