package decode

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// column collects the values of one column of a batch.
type column interface {
	// append takes a value that is not null; false means that it does not fit,
	// and the column is of no use any more until it is finished.
	append(c cell) bool
	null()
	// finish hands over what was collected and begins anew.
	finish() arrow.ArrayData
}

// newColumn returns the column for values of a type.
func newColumn(c Column) (column, error) {
	if read := c.Literal; read != nil && !c.AsText {
		c.Literal = nil
		inner, err := newColumn(c)
		return &literalColumn{column: inner, read: read}, err
	}
	if c.AsText {
		return newTextOf(c), nil
	}
	switch t := c.Field.Type.(type) {
	case *arrow.StringType, *arrow.BinaryType:
		return &textColumn{dataType: t, verbatim: c.Verbatim, mend: c.Mend, offsets: []int32{0}}, nil
	case *arrow.BooleanType:
		return &boolColumn{}, nil
	case *arrow.TimestampType:
		return scalarOf(t, timestamps(t)), nil
	case *arrow.Time32Type:
		return scalarOf(t, clock[arrow.Time32](t.Unit)), nil
	case *arrow.Time64Type:
		return scalarOf(t, clock[arrow.Time64](t.Unit)), nil
	case *arrow.Date32Type:
		return scalarOf(t, date), nil
	case arrow.DecimalType:
		return newDecimal(t)
	case *arrow.ListType, *arrow.MapType, *arrow.FixedSizeListType, *arrow.StructType:
		return newNested(c)
	}
	if c.inferred && c.Field.Type.ID() == arrow.FLOAT64 {
		return scalarOf(c.Field.Type, inferredFloat), nil
	}
	return newNumber(c.Field.Type)
}

func newNumber(t arrow.DataType) (column, error) {
	switch t.ID() {
	case arrow.INT8:
		return scalarOf(t, signed[int8]), nil
	case arrow.INT16:
		return scalarOf(t, signed[int16]), nil
	case arrow.INT32:
		return scalarOf(t, signed[int32]), nil
	case arrow.INT64:
		return scalarOf(t, signed[int64]), nil
	case arrow.UINT8:
		return scalarOf(t, unsigned[uint8]), nil
	case arrow.UINT16:
		return scalarOf(t, unsigned[uint16]), nil
	case arrow.UINT32:
		return scalarOf(t, unsigned[uint32]), nil
	case arrow.UINT64:
		return scalarOf(t, unsigned[uint64]), nil
	case arrow.FLOAT32:
		return scalarOf(t, float[float32](32)), nil
	case arrow.FLOAT64:
		return scalarOf(t, float[float64](64)), nil
	}
	return nil, connectors.Errorf(connectors.ClassInternal, "values of type %s cannot be decoded from text", t)
}

func newDecimal(t arrow.DecimalType) (column, error) {
	p, s := int(t.GetPrecision()), int(t.GetScale())
	switch t.ID() {
	case arrow.DECIMAL32:
		return scalarOf(t, decimal(p, s, makeDecimal32)), nil
	case arrow.DECIMAL64:
		return scalarOf(t, decimal(p, s, makeDecimal64)), nil
	case arrow.DECIMAL128:
		return scalarOf(t, decimal(p, s, makeDecimal128)), nil
	}
	return scalarOf(t, decimal(p, s, makeDecimal256)), nil
}

// validity collects which values are there. It holds nothing until the first
// null.
type validity struct {
	bits  []byte
	nulls int
}

// add notes the value at index n.
func (v *validity) add(n int, valid bool) {
	if valid && v.nulls == 0 {
		return
	}
	if v.nulls == 0 {
		v.bits = v.bits[:0]
		for range n/8 + 1 {
			v.bits = append(v.bits, 0xff)
		}
	}
	if n/8 >= len(v.bits) {
		v.bits = append(v.bits, 0xff)
	}
	if !valid {
		v.nulls++
		bitutil.ClearBit(v.bits, n)
	}
}

func (v *validity) finish() (*memory.Buffer, int) {
	if v.nulls == 0 {
		return nil, 0
	}
	buffer, nulls := memory.NewBufferBytes(v.bits), v.nulls
	*v = validity{}
	return buffer, nulls
}

// handOver returns a collected slice for a batch, and room for the next one. A
// slice with more room than values is copied, so that a batch holds on to no
// more memory than it needs.
func handOver[T any](s []T) (mine, next []T) {
	if cap(s) > 2*len(s) {
		return slices.Clone(s), s[:0]
	}
	return s, make([]T, 0, cap(s))
}

// scalar collects values of a fixed width.
type scalar[T arrow.FixedWidthType] struct {
	dataType arrow.DataType
	parse    func(cell) (T, bool)
	values   []T
	validity validity
	scratch  []byte
}

func scalarOf[T arrow.FixedWidthType](t arrow.DataType, parse func(cell) (T, bool)) column {
	return &scalar[T]{dataType: t, parse: parse}
}

func (s *scalar[T]) append(c cell) bool {
	if c.kind > plain && c.isText() {
		c = cell{c.bare(&s.scratch), plain}
	}
	v, ok := s.parse(c)
	s.validity.add(len(s.values), true)
	s.values = append(s.values, v)
	return ok
}

func (s *scalar[T]) null() {
	var zero T
	s.validity.add(len(s.values), false)
	s.values = append(s.values, zero)
}

func (s *scalar[T]) finish() arrow.ArrayData {
	var values []T
	values, s.values = handOver(s.values)
	valid, nulls := s.validity.finish()
	return array.NewData(s.dataType, len(values), []*memory.Buffer{valid, bytesOf(values)}, nil, nulls, 0)
}

// textColumn collects utf8 and binary values.
type textColumn struct {
	dataType arrow.DataType
	verbatim bool
	mend     func(json []byte, start int) []byte // of verbatim values; may be nil
	rewrite  func(dst, text []byte) []byte       // where it is not nil
	parts    *partText                           // of nested values; else nil
	literal  func(dst, text []byte) ([]byte, bool)
	data     []byte
	offsets  []int32
	validity validity
}

func newText() *textColumn {
	return &textColumn{dataType: arrow.BinaryTypes.String, offsets: []int32{0}}
}

// newTextOf collects the text of a column that is declared as another type.
func newTextOf(declared Column) *textColumn {
	t := newText()
	switch stamp, ok := declared.Field.Type.(*arrow.TimestampType); {
	case ok:
		t.rewrite = timestampText(stamp)
	case arrow.IsNested(declared.Field.Type.ID()):
		t.parts, t.literal = newPartText(declared), declared.Literal
	}
	return t
}

// document returns the JSON of a nested value that stands as a literal.
func (t *textColumn) document(c cell) cell {
	if t.literal == nil || !c.isText() {
		return c
	}
	text, ok := t.literal(nil, c.appendText(nil))
	if !ok {
		return c
	}
	document, n, s := scanValue(text, 0, 0)
	if s != whole || n != len(text) {
		return c
	}
	return document
}

func (t *textColumn) append(c cell) bool {
	if t.parts != nil {
		c = t.document(c)
	}
	switch {
	case t.parts != nil && (c.kind == jsonArray || c.kind == jsonObject):
		t.data = t.parts.append(t.data, c)
	case t.verbatim:
		start := len(t.data)
		if t.data = c.appendVerbatim(t.data); t.mend != nil {
			t.data = t.mend(t.data, start)
		}
	case c.kind == plain && t.rewrite != nil:
		t.data = t.rewrite(t.data, c.text)
	case c.kind == plain && t.mend == nil:
		t.data = append(t.data, c.text...)
	case c.kind == plain:
		start := len(t.data)
		t.data = t.mend(append(t.data, c.text...), start)
	default:
		t.data = c.appendText(t.data)
	}
	t.validity.add(len(t.offsets)-1, true)
	t.offsets = append(t.offsets, int32(len(t.data)))
	return t.dataType.ID() == arrow.STRING || c.isText()
}

func (t *textColumn) null() {
	t.validity.add(len(t.offsets)-1, false)
	t.offsets = append(t.offsets, int32(len(t.data)))
}

func (t *textColumn) finish() arrow.ArrayData {
	n := len(t.offsets) - 1
	var data []byte
	var offsets []int32
	data, t.data = handOver(t.data)
	offsets, t.offsets = handOver(t.offsets)
	t.offsets = append(t.offsets, 0)
	valid, nulls := t.validity.finish()
	buffers := []*memory.Buffer{valid, bytesOf(offsets), memory.NewBufferBytes(data)}
	return array.NewData(t.dataType, n, buffers, nil, nulls, 0)
}

// boolColumn collects booleans: true and false, 1 and 0, bare or as text.
type boolColumn struct {
	bits     []byte
	n        int
	validity validity
}

func (b *boolColumn) append(c cell) bool {
	value, ok := c.kind == boolTrue, c.kind == boolTrue || c.kind == boolFalse
	if !ok && (c.kind == number || c.kind == plain) {
		switch string(c.text) {
		case "true", "1":
			value, ok = true, true
		case "false", "0":
			ok = true
		}
	}
	b.push(value)
	b.validity.add(b.n-1, true)
	return ok
}

func (b *boolColumn) null() {
	b.push(false)
	b.validity.add(b.n-1, false)
}

func (b *boolColumn) push(value bool) {
	if b.n%8 == 0 {
		b.bits = append(b.bits, 0)
	}
	if value {
		b.bits[b.n/8] |= 1 << (b.n % 8)
	}
	b.n++
}

func (b *boolColumn) finish() arrow.ArrayData {
	var bits []byte
	n := b.n
	bits, b.bits = handOver(b.bits)
	b.n = 0
	valid, nulls := b.validity.finish()
	return array.NewData(arrow.FixedWidthTypes.Boolean, n, []*memory.Buffer{valid, memory.NewBufferBytes(bits)}, nil, nulls, 0)
}

func bytesOf[T arrow.FixedWidthType](values []T) *memory.Buffer {
	return memory.NewBufferBytes(arrow.GetBytes(values))
}
