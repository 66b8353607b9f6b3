package local

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/result"
)

// selection is row numbers of a snapshot in ascending order; nil is all of them.
type selection []int64

// selected sorts the rows of a view. The order of a view means nothing to what
// is computed over it.
func selected(rows []int64) selection {
	if slices.IsSorted(rows) {
		return rows
	}
	sorted := slices.Clone(rows)
	slices.Sort(sorted)
	return sorted
}

// within returns the rows that lie among n from first on.
func (s selection) within(first, n int64) selection {
	from, _ := slices.BinarySearch(s, first)
	to, _ := slices.BinarySearch(s, first+n)
	return s[from:to]
}

// pick copies the wanted values of an array whose first value is that of row
// first.
func pick(a arrow.Array, first int64, wanted selection) (arrow.Array, error) {
	if wanted == nil || len(wanted) == a.Len() {
		return a, nil
	}
	at := make([]result.Place, len(wanted))
	for i, row := range wanted {
		at[i].Row = int32(row - first)
	}
	return result.Gather(a.DataType(), []arrow.Array{a}, at)
}

// fixedArray is an array without NULLs over the memory of its values.
func fixedArray(t arrow.DataType, values []byte, n int) arrow.Array {
	return array.MakeFromData(array.NewData(t, n, []*memory.Buffer{nil, memory.NewBufferBytes(values)}, nil, 0, 0))
}
