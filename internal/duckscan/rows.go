package duckscan

import (
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"
)

// rows says which values of an array go into a vector: n of them from the first
// on, or, where index is set, those at its positions; -1 is NULL.
type rows struct {
	from, n int
	index   []int
}

func (r rows) at(i int) int {
	if r.index != nil {
		return r.index[i]
	}
	return r.from + i
}

// isNull reports whether the i-th of the rows is NULL in a.
func (r rows) isNull(a arrow.Array, i int) bool {
	at := r.at(i)
	return at < 0 || a.IsNull(at)
}

// hasNulls reports whether some of the rows may be NULL.
func (r rows) hasNulls(a arrow.Array) bool { return r.index != nil || a.NullN() > 0 }

// of returns rows that are NULL wherever a is, for the parts of a.
func (r rows) of(a arrow.Array) rows {
	if !r.hasNulls(a) {
		return r
	}
	index := make([]int, r.n)
	for i := range index {
		index[i] = r.at(i)
		if r.isNull(a, i) {
			index[i] = -1
		}
	}
	return rows{n: r.n, index: index}
}

// setValidity marks the rows that are NULL.
func setValidity(v bindings.Vector, a arrow.Array, r rows) {
	if !r.hasNulls(a) || r.n == 0 {
		return
	}
	bindings.VectorEnsureValidityWritable(v)
	mask := unsafe.Slice((*uint64)(bindings.VectorGetValidity(v)), (r.n+63)/64)
	for i := range r.n {
		if r.isNull(a, i) {
			mask[i/64] &^= 1 << (i % 64)
		}
	}
}

// cells is the memory of a vector's values.
func cells[T any](v bindings.Vector, n int) []T {
	return unsafe.Slice((*T)(bindings.VectorGetData(v)), n)
}

// values is the memory of an array's values of fixed width.
func values[T any](a arrow.Array) []T {
	buffer := a.Data().Buffers()[1]
	if buffer == nil || a.Len() == 0 {
		return make([]T, a.Len())
	}
	first := (*T)(unsafe.Pointer(unsafe.SliceData(buffer.Bytes())))
	return unsafe.Slice(first, a.Data().Offset()+a.Len())[a.Data().Offset():]
}
