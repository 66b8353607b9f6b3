package duck

import (
	"encoding/binary"
	"math"
	"strconv"
)

// geometryNames are the types of well-known binary by number.
var geometryNames = [...]string{
	1: "POINT", 2: "LINESTRING", 3: "POLYGON", 4: "MULTIPOINT",
	5: "MULTILINESTRING", 6: "MULTIPOLYGON", 7: "GEOMETRYCOLLECTION",
}

const (
	wkbPoint      = 1
	wkbLine       = 2
	wkbPolygon    = 3
	wkbMultiPoint = 4
	wkbCollection = 7
)

// appendGeometry writes a GEOMETRY, which DuckDB stores as little-endian
// well-known binary, as well-known text.
func appendGeometry(dst, blob []byte) []byte {
	r := wkbReader{blob: blob, dst: dst}
	r.geometry(true)
	return r.dst
}

type wkbReader struct {
	blob, dst []byte
}

func (r *wkbReader) uint32() uint32 {
	v := binary.LittleEndian.Uint32(r.blob)
	r.blob = r.blob[4:]
	return v
}

// geometry writes one geometry with, or inside a multi-geometry without, its
// name.
func (r *wkbReader) geometry(named bool) {
	r.blob = r.blob[1:] // the byte order, always little-endian
	code := r.uint32()
	kind, layout := code%1000, code/1000
	dimensions := 2
	if layout > 0 {
		dimensions++
	}
	if layout == 3 {
		dimensions++
	}
	if named {
		r.text(geometryNames[kind], " ", [...]string{"", "Z ", "M ", "ZM "}[layout])
	}
	switch kind {
	case wkbPoint:
		r.point(dimensions, named)
	case wkbLine:
		r.points(dimensions)
	case wkbPolygon:
		r.list(func() { r.points(dimensions) })
	case wkbMultiPoint:
		r.list(func() { r.geometry(false) })
	default:
		r.list(func() { r.geometry(kind == wkbCollection) })
	}
}

func (r *wkbReader) text(parts ...string) {
	for _, p := range parts {
		r.dst = append(r.dst, p...)
	}
}

// list writes a counted list in parentheses.
func (r *wkbReader) list(element func()) {
	n := r.uint32()
	if n == 0 {
		r.text("EMPTY")
		return
	}
	r.text("(")
	for i := range n {
		if i > 0 {
			r.text(", ")
		}
		element()
	}
	r.text(")")
}

func (r *wkbReader) points(dimensions int) { r.list(func() { r.coordinates(dimensions) }) }

// point writes a single point; one whose coordinates are all NaN is empty.
func (r *wkbReader) point(dimensions int, parentheses bool) {
	empty := true
	for i := range dimensions {
		empty = empty && math.IsNaN(math.Float64frombits(binary.LittleEndian.Uint64(r.blob[8*i:])))
	}
	switch {
	case empty:
		r.text("EMPTY")
		r.blob = r.blob[8*dimensions:]
	case parentheses:
		r.text("(")
		r.coordinates(dimensions)
		r.text(")")
	default:
		r.coordinates(dimensions)
	}
}

func (r *wkbReader) coordinates(dimensions int) {
	for i := range dimensions {
		if i > 0 {
			r.text(" ")
		}
		r.dst = appendCoordinate(r.dst, math.Float64frombits(binary.LittleEndian.Uint64(r.blob)))
		r.blob = r.blob[8:]
	}
}

// appendCoordinate writes the shortest digits that read back as f, with an
// exponent below 1e-4 and from 1e16 up, as DuckDB does.
func appendCoordinate(dst []byte, f float64) []byte {
	format := byte('f')
	if m := math.Abs(f); m != 0 && (m < 1e-4 || m >= 1e16) {
		format = 'e'
	}
	return strconv.AppendFloat(dst, f, format, -1, 64)
}
