package duck

import (
	"encoding/binary"
	"math/big"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/value"
)

// leaf writes single values of an Arrow type as JSON, in the form that a column
// of that type would have: an array of one row, whose bytes change.
type leaf struct {
	bytes []byte
	array arrow.Array
	form  *value.Formatter
}

func newLeaf(t arrow.DataType, size int) *leaf {
	words := make([]uint64, 1)
	buffer := asBuffer(words)
	return &leaf{
		bytes: buffer.Bytes()[:size],
		array: array.MakeFromData(array.NewData(t, 1, []*memory.Buffer{nil, buffer}, nil, 0, 0)),
		form:  value.NewFormatter(arrow.Field{Type: t}),
	}
}

func (l *leaf) append(dst, data []byte) []byte {
	copy(l.bytes, data)
	return l.form.AppendJSON(dst, l.array, 0)
}

// appendVariantDecimal writes a decimal of a VARIANT: its width, its scale, and
// a number as wide as the width needs.
func appendVariantDecimal(dst, data []byte) []byte {
	width, n := binary.Uvarint(data)
	scale, m := binary.Uvarint(data[n:])
	data = data[n+m:]
	var number hugeBits
	switch {
	case width <= 4:
		number = extended(int64(int16(binary.LittleEndian.Uint16(data))))
	case width <= 9:
		number = extended(int64(int32(binary.LittleEndian.Uint32(data))))
	case width <= 18:
		number = extended(int64(binary.LittleEndian.Uint64(data)))
	default:
		number = hugeBitsOf(data)
	}
	return appendScaled(dst, fromHugeInt(number).BigInt(), int(scale))
}

func extended(v int64) hugeBits {
	return hugeBits{lower: uint64(v), upper: signExtension(uint64(v))}
}

// appendScaled writes a number with its last scale digits behind a point.
func appendScaled(dst []byte, n *big.Int, scale int) []byte {
	if n.Sign() < 0 {
		dst = append(dst, '-')
	}
	start := len(dst)
	dst = n.Abs(n).Append(dst, 10)
	if scale == 0 {
		return dst
	}
	for len(dst)-start <= scale {
		dst = slices.Insert(dst, start, '0')
	}
	return slices.Insert(dst, len(dst)-scale, '.')
}
