package duckscan

import (
	"sync"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"
)

// shortString and longString are the two forms in which DuckDB keeps text: up to
// 12 bytes beside the length, or the first four bytes and where all of them are.
type (
	shortString struct {
		length uint32
		bytes  [12]byte
	}
	longString struct {
		length uint32
		prefix [4]byte
		at     uintptr // in the engine's memory
	}
)

// blockSize bounds, in bytes, how much text is handed to the engine in one piece,
// unless a single value is longer.
const blockSize = 8 << 20

// blob writes bytes. Long values go to the vector's own memory many at a time,
// because a call for each of them would take longer than the copying.
func blob(get func(a arrow.Array, i int) []byte) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		out := cells[shortString](v, r.n)
		b := blocks.Get().(*block)
		defer blocks.Put(b)
		b.vector, b.out = v, cells[longString](v, r.n)
		for i := range r.n {
			if r.isNull(a, i) {
				continue
			}
			s := get(a, r.at(i))
			if len(s) > len(out[i].bytes) {
				b.add(i, s)
				continue
			}
			out[i] = shortString{length: uint32(len(s))}
			copy(out[i].bytes[:], s)
		}
		b.flush()
		return nil
	}
}

// block is long values on their way into a vector.
type block struct {
	vector bindings.Vector
	out    []longString
	rows   []int // the rows of the values in bytes
	bytes  []byte
}

// blocks keeps the memory of blocks from one chunk to the next.
var blocks = sync.Pool{New: func() any { return new(block) }}

func (b *block) add(row int, s []byte) {
	if len(b.bytes) > 0 && len(b.bytes)+len(s) > blockSize {
		b.flush()
	}
	b.out[row] = longString{length: uint32(len(s)), prefix: [4]byte(s)}
	b.rows = append(b.rows, row)
	b.bytes = append(b.bytes, s...)
}

// flush copies the values into the vector's memory as one long text, and lets
// each row point at its part.
func (b *block) flush() {
	if len(b.rows) == 0 {
		return
	}
	first := b.rows[0]
	saved := b.out[first]
	bindings.UnsafeVectorAssignStringElementLen(b.vector, bindings.IdxT(first), b.bytes)
	at := b.out[first].at
	b.out[first] = saved
	for _, row := range b.rows {
		b.out[row].at = at
		at += uintptr(b.out[row].length)
	}
	b.rows, b.bytes = b.rows[:0], b.bytes[:0]
}

// text writes text, which DuckDB wants to be valid UTF-8.
func text(get func(a arrow.Array, i int) []byte) writer {
	return blob(func(a arrow.Array, i int) []byte {
		s := get(a, i)
		if !utf8.Valid(s) {
			return []byte(string([]rune(string(s))))
		}
		return s
	})
}
