package grid

import (
	"bytes"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// sameValue reports whether two arrays of one type have the same value at their
// places. It is asked for every cell in sight: the plain types cost no memory.
func sameValue(a arrow.Array, i int, b arrow.Array, j int) bool {
	if a.IsNull(i) || b.IsNull(j) {
		return a.IsNull(i) == b.IsNull(j)
	}
	switch a := a.(type) {
	case *array.String:
		return a.Value(i) == b.(*array.String).Value(j)
	case *array.LargeString:
		return a.Value(i) == b.(*array.LargeString).Value(j)
	case *array.StringView:
		return a.Value(i) == b.(*array.StringView).Value(j)
	case *array.Boolean:
		return a.Value(i) == b.(*array.Boolean).Value(j)
	}
	if id := a.DataType().ID(); arrow.IsPrimitive(id) || arrow.IsDecimal(id) {
		width := a.DataType().(arrow.FixedWidthDataType).Bytes()
		return bytes.Equal(bytesOf(a, i, width), bytesOf(b, j, width))
	}
	return array.SliceEqual(a, int64(i), int64(i)+1, b, int64(j), int64(j)+1)
}

// bytesOf is the memory of a value of fixed width.
func bytesOf(a arrow.Array, i, width int) []byte {
	at := (a.Data().Offset() + i) * width
	return a.Data().Buffers()[1].Bytes()[at : at+width]
}
