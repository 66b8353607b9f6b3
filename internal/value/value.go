// Package value gives the text of values: the one rendering that the grid, the
// clipboard and every text export share. Nothing is rounded or shortened; what
// is printed reads back as the value that it was.
package value

import (
	"math"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Class is what sort of value a column holds, for colour and alignment.
type Class uint8

// Classes of values.
const (
	Other Class = iota
	Null
	Number
	Text
	Temporal
	Bool
	Binary
	Nested
)

// ClassOf returns the class of a column's values.
func ClassOf(f arrow.Field) Class { return NewFormatter(f).class }

// RightAligned reports whether a column is aligned to the right, as numbers are.
func RightAligned(f arrow.Field) bool { return ClassOf(f) == Number }

// Formatter writes the values of one column as text. It is immutable, so many
// goroutines may share it, and it allocates nothing per value.
type Formatter struct {
	class Class
	// text and json write a value that is not NULL.
	text, json appendFunc
	// null is set where the validity bitmap does not tell the whole truth.
	null func(a arrow.Array, i int) bool
}

// appendFunc appends the value at row i of a. It may stop once dst is longer
// than limit bytes.
type appendFunc func(dst []byte, a arrow.Array, i, limit int) []byte

// noLimit leaves room to add to it without overflow.
const noLimit = math.MaxInt / 2

// NewFormatter builds the formatter of a column. The field is that of the
// batch: a batch may carry a column as utf8 where its result declares another
// type.
func NewFormatter(f arrow.Field) *Formatter {
	m := formatterOf(f.Type, connectors.FieldKind(f))
	return &m
}

// Class returns the class of the column's values.
func (m *Formatter) Class() Class { return m.class }

// IsNull reports whether the value at row i is NULL. Unlike the array's own
// method it looks through dictionaries, unions and run ends.
func (m *Formatter) IsNull(a arrow.Array, i int) bool {
	if m.null != nil {
		return m.null(a, i)
	}
	return a.IsNull(i)
}

// Append appends the text of the value at row i. NULL appends nothing; [Formatter.IsNull]
// tells it from the empty string.
func (m *Formatter) Append(dst []byte, a arrow.Array, i int) []byte {
	if m.IsNull(a, i) {
		return dst
	}
	return m.text(dst, a, i, noLimit)
}

// AppendClipped is Append that adds at most maxBytes bytes, cut where a rune
// starts. Its cost depends on maxBytes, not on the size of the value.
func (m *Formatter) AppendClipped(dst []byte, a arrow.Array, i, maxBytes int) []byte {
	if m.IsNull(a, i) {
		return dst
	}
	limit := len(dst) + maxBytes
	out := m.text(dst, a, i, limit)
	if len(out) <= limit {
		return out
	}
	for limit > len(dst) && !utf8.RuneStart(out[limit]) {
		limit--
	}
	return out[:limit]
}

// AppendJSON appends the JSON form of the value at row i; NULL is null. The
// result is always one valid JSON value on one line.
func (m *Formatter) AppendJSON(dst []byte, a arrow.Array, i int) []byte {
	return m.appendJSON(dst, a, i, noLimit)
}

func (m *Formatter) appendJSON(dst []byte, a arrow.Array, i, limit int) []byte {
	if m.IsNull(a, i) {
		return append(dst, "null"...)
	}
	return m.json(dst, a, i, limit)
}
