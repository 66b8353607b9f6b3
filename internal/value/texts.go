package value

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Texts is a column, whose field is given, as the texts of its values. NULL stays
// NULL.
func Texts(f arrow.Field, a arrow.Array) *array.String {
	m, out := NewFormatter(f), array.NewStringBuilder(memory.DefaultAllocator)
	out.Reserve(a.Len())
	var text []byte
	for i := range a.Len() {
		if m.IsNull(a, i) {
			out.AppendNull()
			continue
		}
		text = m.Append(text[:0], a, i)
		out.BinaryBuilder.Append(text)
	}
	return out.NewStringArray()
}
