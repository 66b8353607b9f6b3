package duck

import (
	"math/bits"
	"slices"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"
	bindings "github.com/duckdb/duckdb-go-bindings"
)

// column turns vectors of one DuckDB type into one Arrow array. The vectors that
// a streaming query gives are flat copies, at every level of nesting.
type column interface {
	// bind looks up where a vector has its values. It stays valid as long as
	// the vector's chunk.
	bind(vector bindings.Vector)
	// append adds n rows of the bound vector from offset on.
	append(offset, n int)
	// appendNulls adds n rows that are NULL.
	appendNulls(n int)
	// weight is the size in bytes that n rows from offset on would add, at least
	// one per value.
	weight(offset, n int) int
	// finish hands over what was added and begins anew.
	finish() arrow.ArrayData
}

// source is where the values of a vector lie.
type source struct {
	data unsafe.Pointer
	mask unsafe.Pointer // one bit per row, set where it is not NULL; nil: no NULL
}

func (s *source) bind(vector bindings.Vector) {
	s.data = bindings.VectorGetData(vector)
	s.mask = bindings.VectorGetValidity(vector)
}

func (s *source) valid(row int) bool {
	return s.mask == nil || *(*byte)(unsafe.Add(s.mask, row/8))>>(row%8)&1 != 0
}

// cells returns the values of n rows from offset on as they lie in the vector.
func cells[T any](s *source, offset, n int) []T {
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(s.data), offset+n)[offset:]
}

// cellAt is the value of one row as it lies in the vector.
func cellAt[T any](s *source, row int) *T {
	var zero T
	return (*T)(unsafe.Add(s.data, row*int(unsafe.Sizeof(zero))))
}

// runs calls yield for every stretch of rows that are all NULL or all not.
func (s *source) runs(offset, n int, yield func(start, count int, valid bool)) {
	if s.mask == nil {
		yield(offset, n, true)
		return
	}
	for start, end := offset, offset+n; start < end; {
		valid, stop := s.valid(start), start+1
		for stop < end && s.valid(stop) == valid {
			stop++
		}
		yield(start, stop-start, valid)
		start = stop
	}
}

// validity collects the validity bitmap of an array, which does not exist until
// the first NULL.
type validity struct {
	bits     []byte
	n, nulls int
}

func (v *validity) append(s *source, offset, n int) {
	valid := n
	if s.mask != nil {
		valid = bitutil.CountSetBits(maskBytes(s, offset+n), offset, n)
	}
	switch {
	case valid < n:
		v.grow(n)
		bitutil.CopyBitmap(maskBytes(s, offset+n), offset, n, v.bits, v.n)
	case v.bits != nil:
		v.grow(n)
		bitutil.SetBitsTo(v.bits, int64(v.n), int64(n), true)
	}
	v.n += n
	v.nulls += n - valid
}

func (v *validity) appendNulls(n int) {
	v.grow(n)
	v.n += n
	v.nulls += n
}

// grow makes room for n more bits, all of them zero. Where there was no bitmap,
// all that went before is valid.
func (v *validity) grow(n int) {
	need := int(bitutil.BytesForBits(int64(v.n + n)))
	if v.bits == nil {
		v.bits = make([]byte, need)
		bitutil.SetBitsTo(v.bits, 0, int64(v.n), true)
		return
	}
	v.bits = append(v.bits, make([]byte, need-len(v.bits))...)
}

// take hands over the bitmap as an Arrow buffer, nil where there is no NULL.
func (v *validity) take() (buffer *memory.Buffer, n, nulls int) {
	if v.nulls > 0 {
		buffer = memory.NewBufferBytes(trim(v.bits))
	}
	n, nulls = v.n, v.nulls
	*v = validity{}
	return buffer, n, nulls
}

func maskBytes(s *source, n int) []byte {
	return unsafe.Slice((*byte)(s.mask), (n+7)/8)
}

// trim copies a slice whose memory is much larger than its content.
func trim[T any](s []T) []T {
	if cap(s) > len(s)+len(s)/4+64 {
		return append(make([]T, 0, len(s)), s...)
	}
	return s
}

// asBuffer views numbers as an Arrow buffer.
func asBuffer[T any](s []T) *memory.Buffer {
	var zero T
	if len(s) == 0 {
		return memory.NewBufferBytes([]byte{})
	}
	return memory.NewBufferBytes(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(zero))))
}

// fixed is a column whose values lie in DuckDB as they lie in Arrow.
type fixed[T any] struct {
	source
	validity
	typ    arrow.DataType
	values []T
	hint   int // values in the last batch
}

func newFixed[T any](t arrow.DataType) column { return &fixed[T]{typ: t} }

func (f *fixed[T]) append(offset, n int) {
	f.validity.append(&f.source, offset, n)
	f.reserve(n)
	f.values = append(f.values, cells[T](&f.source, offset, n)...)
}

func (f *fixed[T]) appendNulls(n int) {
	f.validity.appendNulls(n)
	f.values = append(f.values, make([]T, n)...)
}

// reserve makes room at the begin of a batch for as much as the last one held.
func (f *fixed[T]) reserve(n int) {
	if f.values == nil {
		f.values = make([]T, 0, max(n, f.hint))
	}
}

func (f *fixed[T]) weight(_, n int) int {
	var zero T
	return n * int(unsafe.Sizeof(zero))
}

func (f *fixed[T]) finish() arrow.ArrayData {
	valid, n, nulls := f.validity.take()
	values := trim(f.values)
	f.values, f.hint = nil, n
	return array.NewData(f.typ, n, []*memory.Buffer{valid, asBuffer(values)}, nil, nulls, 0)
}

// converted is a column of numbers that Arrow holds in another width.
type converted[From, To any] struct {
	fixed[To]
	convert func(From) To
}

func newConverted[From, To any](t arrow.DataType, convert func(From) To) column {
	return &converted[From, To]{fixed: fixed[To]{typ: t}, convert: convert}
}

func (c *converted[From, To]) append(offset, n int) {
	c.validity.append(&c.source, offset, n)
	c.reserve(n)
	c.values = slices.Grow(c.values, n)
	for _, cell := range cells[From](&c.source, offset, n) {
		c.values = append(c.values, c.convert(cell))
	}
}

// booleans is a column of bytes that Arrow holds as bits.
type booleans struct {
	source
	validity
	bits []byte
}

func (b *booleans) append(offset, n int) {
	start := b.validity.n
	b.validity.append(&b.source, offset, n)
	b.grow(n, start)
	for i, cell := range cells[byte](&b.source, offset, n) {
		b.bits[(start+i)/8] |= cell & 1 << ((start + i) % 8)
	}
}

func (b *booleans) appendNulls(n int) {
	b.grow(n, b.validity.n)
	b.validity.appendNulls(n)
}

func (b *booleans) grow(n, start int) {
	need := int(bitutil.BytesForBits(int64(start + n)))
	b.bits = append(b.bits, make([]byte, need-len(b.bits))...)
}

func (b *booleans) weight(_, n int) int { return n }

func (b *booleans) finish() arrow.ArrayData {
	valid, n, nulls := b.validity.take()
	values := trim(b.bits)
	b.bits = nil
	return array.NewData(arrow.FixedWidthTypes.Boolean, n, []*memory.Buffer{valid, asBuffer(values)}, nil, nulls, 0)
}

// nothing is the column of the type that has no value but NULL.
type nothing struct{ n int }

func (c *nothing) bind(bindings.Vector) {}
func (c *nothing) append(_, n int)      { c.n += n }
func (c *nothing) appendNulls(n int)    { c.n += n }
func (c *nothing) weight(_, n int) int  { return n }
func (c *nothing) finish() arrow.ArrayData {
	n := c.n
	c.n = 0
	return array.NewData(arrow.Null, n, []*memory.Buffer{nil}, nil, n, 0)
}

// hugeBits is 128 bits as DuckDB lays them out: a HUGEINT, UHUGEINT or UUID.
type hugeBits struct{ lower, upper uint64 }

// signExtension is the word above a two's complement number's highest one.
func signExtension(word uint64) uint64 { return -(word >> (bits.UintSize - 1)) }
