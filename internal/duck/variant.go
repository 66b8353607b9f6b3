package duck

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/internal/value"
)

// variants is a column of VARIANT, written as JSON. DuckDB stores a variant as a
// struct of four: the names of all keys in the row, the children of its objects
// and arrays, its values, and the bytes of those.
type variants struct {
	source
	heap
	keys, children, values         source // of lists
	key, childKey, childValue      source // of their elements
	valueType, valueOffset, binary source
	leaves                         leaves
}

func newVariants(zone string) column {
	return &variants{heap: heap{typ: text}, leaves: newLeaves(zone)}
}

func (v *variants) bind(vector bindings.Vector) {
	v.source.bind(vector)
	part := func(i bindings.IdxT) bindings.Vector { return bindings.StructVectorGetChild(vector, i) }
	v.keys.bind(part(0))
	v.key.bind(bindings.ListVectorGetChild(part(0)))
	v.children.bind(part(1))
	child := bindings.ListVectorGetChild(part(1))
	v.childKey.bind(bindings.StructVectorGetChild(child, 0))
	v.childValue.bind(bindings.StructVectorGetChild(child, 1))
	v.values.bind(part(2))
	entry := bindings.ListVectorGetChild(part(2))
	v.valueType.bind(bindings.StructVectorGetChild(entry, 0))
	v.valueOffset.bind(bindings.StructVectorGetChild(entry, 1))
	v.binary.bind(part(3))
}

// weight takes the JSON for eight times as long as the stored bytes at most.
func (v *variants) weight(offset, n int) int {
	total := n * offsetSize
	for row := offset; row < offset+n; row++ {
		if v.valid(row) {
			children := cellAt[listEntry](&v.children, row).length
			total += 8*int(cellAt[stringCell](&v.binary, row).length) + 16*int(children)
		}
	}
	return total
}

func (v *variants) append(offset, n int) {
	v.validity.append(&v.source, offset, n)
	v.reserve(n, 0)
	for row := offset; row < offset+n; row++ {
		if v.valid(row) {
			v.out = v.document(row, v.out)
		}
		v.offsets = append(v.offsets, int32(len(v.out)))
	}
}

func (v *variants) document(row int, dst []byte) []byte {
	d := variantRow{
		variants: v,
		keyAt:    int(cellAt[listEntry](&v.keys, row).offset),
		childAt:  int(cellAt[listEntry](&v.children, row).offset),
		valueAt:  int(cellAt[listEntry](&v.values, row).offset),
		data:     cellAt[stringCell](&v.binary, row).bytes(),
	}
	return d.value(dst, 0)
}

// variantRow is the variant of one row: where its parts begin in the vectors.
type variantRow struct {
	*variants
	keyAt, childAt, valueAt int
	data                    []byte
}

// The types of values in a VARIANT, in the order of DuckDB's numbers for them.
const (
	variantNull = iota
	variantTrue
	variantFalse
	variantInt8
	variantInt16
	variantInt32
	variantInt64
	variantInt128
	variantUint8
	variantUint16
	variantUint32
	variantUint64
	variantUint128
	variantFloat
	variantDouble
	variantDecimal
	variantVarchar
	variantBlob
	variantUUID
	variantDate
	variantTime
	variantTimeNS
	variantTimestampS
	variantTimestampMS
	variantTimestamp
	variantTimestampNS
	variantTimeTZ
	variantTimestampTZ
	variantInterval
	variantObject
	variantArray
	variantBignum
	variantBit
	variantGeometry
)

// value writes the value at a place in the row's list of values.
func (d *variantRow) value(dst []byte, at int) []byte {
	kind := *cellAt[uint8](&d.valueType, d.valueAt+at)
	data := d.data[*cellAt[uint32](&d.valueOffset, d.valueAt+at):]
	switch kind {
	case variantObject:
		return d.object(dst, data)
	case variantArray:
		return d.array(dst, data)
	}
	return d.leaves.append(dst, kind, data)
}

// members reads how many children an object or array has, and where they begin.
func (d *variantRow) members(data []byte) (first, count int) {
	n, size := binary.Uvarint(data)
	if n == 0 {
		return 0, 0
	}
	at, _ := binary.Uvarint(data[size:])
	return d.childAt + int(at), int(n)
}

func (d *variantRow) object(dst, data []byte) []byte {
	first, count := d.members(data)
	dst = append(dst, '{')
	for child := first; child < first+count; child++ {
		if child > first {
			dst = append(dst, ',')
		}
		name := cellAt[stringCell](&d.key, d.keyAt+int(*cellAt[uint32](&d.childKey, child)))
		dst = append(value.AppendJSONString(dst, string(name.bytes())), ':')
		dst = d.value(dst, int(*cellAt[uint32](&d.childValue, child)))
	}
	return append(dst, '}')
}

func (d *variantRow) array(dst, data []byte) []byte {
	first, count := d.members(data)
	dst = append(dst, '[')
	for child := first; child < first+count; child++ {
		if child > first {
			dst = append(dst, ',')
		}
		dst = d.value(dst, int(*cellAt[uint32](&d.childValue, child)))
	}
	return append(dst, ']')
}

// leaves writes the values of a VARIANT that have no children.
type leaves struct {
	temporal map[uint8]*leaf
}

func newLeaves(zone string) leaves {
	stamp := func(u arrow.TimeUnit, zone string) *leaf {
		return newLeaf(&arrow.TimestampType{Unit: u, TimeZone: zone}, 8)
	}
	return leaves{temporal: map[uint8]*leaf{
		variantDate:        newLeaf(arrow.FixedWidthTypes.Date32, 4),
		variantTime:        newLeaf(arrow.FixedWidthTypes.Time64us, 8),
		variantTimeNS:      newLeaf(arrow.FixedWidthTypes.Time64ns, 8),
		variantTimestampS:  stamp(arrow.Second, ""),
		variantTimestampMS: stamp(arrow.Millisecond, ""),
		variantTimestamp:   stamp(arrow.Microsecond, ""),
		variantTimestampNS: stamp(arrow.Nanosecond, ""),
		variantTimestampTZ: stamp(arrow.Microsecond, zone),
	}}
}

func (l *leaves) append(dst []byte, kind uint8, data []byte) []byte {
	if leaf := l.temporal[kind]; leaf != nil {
		return leaf.append(dst, data)
	}
	switch kind {
	case variantNull:
		return append(dst, "null"...)
	case variantTrue:
		return append(dst, "true"...)
	case variantFalse:
		return append(dst, "false"...)
	case variantFloat:
		return appendJSONFloat(dst, float64(math.Float32frombits(binary.LittleEndian.Uint32(data))), 32)
	case variantDouble:
		return appendJSONFloat(dst, math.Float64frombits(binary.LittleEndian.Uint64(data)), 64)
	case variantDecimal:
		return appendVariantDecimal(dst, data)
	case variantUUID, variantTimeTZ, variantInterval:
		return appendQuoted(dst, kind, data)
	case variantVarchar, variantBlob, variantBignum, variantBit, variantGeometry:
		size, n := binary.Uvarint(data)
		return appendVariantBytes(dst, kind, data[n:n+int(size)])
	}
	return appendVariantInteger(dst, kind, data)
}

func appendJSONFloat(dst []byte, f float64, width int) []byte {
	if !math.IsNaN(f) && !math.IsInf(f, 0) {
		return value.AppendFloat(dst, f, width)
	}
	return append(value.AppendFloat(append(dst, '"'), f, width), '"')
}

func appendVariantInteger(dst []byte, kind uint8, data []byte) []byte {
	little := binary.LittleEndian
	switch kind {
	case variantInt8:
		return strconv.AppendInt(dst, int64(int8(data[0])), 10)
	case variantInt16:
		return strconv.AppendInt(dst, int64(int16(little.Uint16(data))), 10)
	case variantInt32:
		return strconv.AppendInt(dst, int64(int32(little.Uint32(data))), 10)
	case variantInt64:
		return strconv.AppendInt(dst, int64(little.Uint64(data)), 10)
	case variantUint8:
		return strconv.AppendUint(dst, uint64(data[0]), 10)
	case variantUint16:
		return strconv.AppendUint(dst, uint64(little.Uint16(data)), 10)
	case variantUint32:
		return strconv.AppendUint(dst, uint64(little.Uint32(data)), 10)
	case variantUint64:
		return strconv.AppendUint(dst, little.Uint64(data), 10)
	case variantInt128:
		return fromHugeInt(hugeBitsOf(data)).BigInt().Append(dst, 10)
	}
	return fromUHugeInt(hugeBitsOf(data)).BigInt().Append(dst, 10)
}

func hugeBitsOf(data []byte) hugeBits {
	return hugeBits{lower: binary.LittleEndian.Uint64(data), upper: binary.LittleEndian.Uint64(data[8:])}
}

// appendQuoted writes a value of a fixed size as a JSON string.
func appendQuoted(dst []byte, kind uint8, data []byte) []byte {
	dst = append(dst, '"')
	switch kind {
	case variantUUID:
		bits := hugeBitsOf(data)
		dst = appendUUID(dst, &bits)
	case variantTimeTZ:
		bits := binary.LittleEndian.Uint64(data)
		dst = appendTimeTZ(dst, &bits)
	case variantInterval:
		dst = appendInterval(dst, &interval{
			months: int32(binary.LittleEndian.Uint32(data)),
			days:   int32(binary.LittleEndian.Uint32(data[4:])),
			micros: int64(binary.LittleEndian.Uint64(data[8:])),
		})
	}
	return append(dst, '"')
}

// appendVariantBytes writes a value of varying size.
func appendVariantBytes(dst []byte, kind uint8, data []byte) []byte {
	switch kind {
	case variantVarchar:
		return value.AppendJSONString(dst, string(data))
	case variantBignum:
		return appendBignum(dst, data)
	case variantBit:
		return append(appendBits(append(dst, '"'), data), '"')
	case variantGeometry:
		return append(appendGeometry(append(dst, '"'), data), '"')
	}
	dst = append(dst, `"\\x`...)
	for _, b := range data {
		dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
	}
	return append(dst, '"')
}
