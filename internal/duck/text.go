package duck

import (
	"slices"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// stringCell is a VARCHAR or BLOB value as it lies in a vector: up to 12 bytes
// in place, longer ones behind a pointer after a prefix of 4 bytes.
type stringCell struct {
	length uint32
	inline [4]byte
	rest   [8]byte
}

const inlineLength = 12

// start is where the bytes of the value lie.
func (c *stringCell) start() unsafe.Pointer {
	if c.length <= inlineLength {
		return unsafe.Pointer(&c.inline)
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&c.rest))
}

// bytes are the value itself; they live as long as the vector.
func (c *stringCell) bytes() []byte { return unsafe.Slice((*byte)(c.start()), c.length) }

// offsetSize is what Arrow needs for the offset of a value.
const offsetSize = 4

// heap collects values of varying length, with their offsets.
type heap struct {
	validity
	typ     arrow.DataType
	offsets []int32 // one more than values, the first is 0
	out     []byte
	// lastRows and lastSize are the values and bytes of the last batch.
	lastRows, lastSize int
}

// reserve makes room for n values of size bytes together, and at the begin of a
// batch for as much as the last one held.
func (h *heap) reserve(n, size int) {
	if h.offsets == nil {
		h.offsets = append(make([]int32, 0, max(n, h.lastRows)+1), 0)
		h.out = make([]byte, 0, max(size, h.lastSize))
	}
	h.offsets = slices.Grow(h.offsets, n)
	h.out = slices.Grow(h.out, size)
}

func (h *heap) appendNulls(n int) {
	h.validity.appendNulls(n)
	h.reserve(n, 0)
	for range n {
		h.offsets = append(h.offsets, int32(len(h.out)))
	}
}

func (h *heap) finish() arrow.ArrayData {
	h.reserve(0, 0)
	valid, n, nulls := h.validity.take()
	offsets, data := trim(h.offsets), trim(h.out)
	h.lastRows, h.lastSize = n, len(data)+inlineLength
	h.offsets, h.out = nil, nil
	return array.NewData(h.typ, n, []*memory.Buffer{valid, asBuffer(offsets), asBuffer(data)}, nil, nulls, 0)
}

// texts is a column of VARCHAR or BLOB.
type texts struct {
	source
	heap
}

func newTexts(t arrow.DataType) column { return &texts{heap: heap{typ: t}} }

func (t *texts) weight(offset, n int) int {
	return t.total(offset, n) + offsetSize*n
}

// total is the length of all values together.
func (t *texts) total(offset, n int) int {
	total := 0
	if t.mask == nil {
		for i, values := 0, cells[stringCell](&t.source, offset, n); i < len(values); i++ {
			total += int(values[i].length)
		}
		return total
	}
	for i, values := 0, cells[stringCell](&t.source, offset, n); i < len(values); i++ {
		if t.valid(offset + i) {
			total += int(values[i].length)
		}
	}
	return total
}

func (t *texts) append(offset, n int) {
	size := t.total(offset, n)
	t.validity.append(&t.source, offset, n)
	t.reserve(n, size+inlineLength)
	values := cells[stringCell](&t.source, offset, n)
	at, out := len(t.out), t.out[:cap(t.out)]
	for i := range values {
		if t.mask == nil || t.valid(offset+i) {
			at = values[i].copyTo(out, at)
		}
		t.offsets = append(t.offsets, int32(at))
	}
	t.out = out[:at]
}

// copyTo puts the value at out[at:] and returns where it ends. A short value is
// copied with all of its 12 bytes, for which there must be room: that is faster
// than to copy only those that count.
func (c *stringCell) copyTo(out []byte, at int) int {
	if c.length <= inlineLength {
		*(*[inlineLength]byte)(out[at:]) = *(*[inlineLength]byte)(unsafe.Pointer(&c.inline))
	} else {
		copy(out[at:], c.bytes())
	}
	return at + int(c.length)
}

// rendered is a column whose values are written as text here, because Arrow has
// no type for them.
type rendered[T any] struct {
	source
	heap
	render func(dst []byte, cell *T) []byte
	extra  func(cell *T) int // bytes beyond the size of the cell that weigh
}

// newRendered is a column of values of a fixed size, none of which gives a text
// of more than 64 bytes.
func newRendered[T any](render func(dst []byte, cell *T) []byte) column {
	return &rendered[T]{heap: heap{typ: arrow.BinaryTypes.String}, render: render}
}

// newRenderedBytes is a column of values that lie in DuckDB as blobs. A text may
// be longest times the length of its blob.
func newRenderedBytes(longest int, render func(dst, blob []byte) []byte) column {
	return &rendered[stringCell]{
		heap:   heap{typ: arrow.BinaryTypes.String},
		render: func(dst []byte, cell *stringCell) []byte { return render(dst, cell.bytes()) },
		extra:  func(cell *stringCell) int { return longest * int(cell.length) },
	}
}

// renderedSize is what a rendered value of fixed size weighs.
const renderedSize = 64

func (r *rendered[T]) weight(offset, n int) int {
	total := n * renderedSize
	if r.extra == nil {
		return total
	}
	values := cells[T](&r.source, offset, n)
	for i := range values {
		if r.valid(offset + i) {
			total += r.extra(&values[i])
		}
	}
	return total
}

func (r *rendered[T]) append(offset, n int) {
	r.validity.append(&r.source, offset, n)
	r.reserve(n, 0)
	values := cells[T](&r.source, offset, n)
	for i := range values {
		if r.valid(offset + i) {
			r.out = r.render(r.out, &values[i])
		}
		r.offsets = append(r.offsets, int32(len(r.out)))
	}
}
