package duckscan

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
)

// geometryKinds are the numbers that types have in well-known binary.
var geometryKinds = map[string]uint32{
	"POINT": 1, "LINESTRING": 2, "POLYGON": 3, "MULTIPOINT": 4,
	"MULTILINESTRING": 5, "MULTIPOLYGON": 6, "GEOMETRYCOLLECTION": 7,
}

const (
	wkbPoint      = 1
	wkbLine       = 2
	wkbPolygon    = 3
	wkbCollection = 7
	// toSingle is how far the types of single geometries lie below those of many.
	toSingle = 3
)

// geometryLayouts are the words for what a point has beside x and y, and how many
// numbers it then has.
var geometryLayouts = map[string]struct{ code, dimensions uint32 }{"Z": {1, 3}, "M": {2, 3}, "ZM": {3, 4}}

// appendGeometry appends the little-endian well-known binary of a geometry in
// well-known text, which is how DuckDB keeps it.
func appendGeometry(dst []byte, text string) ([]byte, bool) {
	r := wktReader{text: text, dst: dst}
	r.named()
	return r.dst, !r.failed && r.text == ""
}

// wktReader reads text from its beginning and writes binary.
type wktReader struct {
	text       string
	dst        []byte
	layout     uint32
	dimensions uint32
	failed     bool
}

func (r *wktReader) uint32(n uint32) { r.dst = binary.LittleEndian.AppendUint32(r.dst, n) }

// skip takes a text off the beginning, if that is there.
func (r *wktReader) skip(text string) bool {
	rest, found := strings.CutPrefix(r.text, text)
	r.text = rest
	return found
}

func (r *wktReader) expect(text string) {
	if !r.skip(text) {
		r.failed = true
	}
}

// word takes letters and the space behind them off the beginning.
func (r *wktReader) word() string {
	word, _, _ := strings.Cut(r.text, " ")
	r.text = strings.TrimPrefix(r.text[len(word):], " ")
	return word
}

// named reads a geometry that begins with its type.
func (r *wktReader) named() {
	kind, known := geometryKinds[r.word()]
	if !known {
		r.failed = true
		return
	}
	r.layout, r.dimensions = 0, 2
	if word, _, _ := strings.Cut(r.text, " "); geometryLayouts[word].code > 0 {
		layout := geometryLayouts[r.word()]
		r.layout, r.dimensions = layout.code, layout.dimensions
	}
	r.geometry(kind, true)
}

// geometry reads what follows the type. Alone says that it is part of no other.
func (r *wktReader) geometry(kind uint32, alone bool) {
	r.dst = append(r.dst, 1) // little-endian
	r.uint32(kind + 1000*r.layout)
	switch kind {
	case wkbPoint:
		r.point(alone)
	case wkbLine:
		r.list(r.coordinates)
	case wkbPolygon:
		r.list(func() { r.list(r.coordinates) })
	case wkbCollection:
		r.list(r.named)
	default:
		r.list(func() { r.geometry(kind-toSingle, false) })
	}
}

// point reads a point, which has parentheses where it stands alone. The numbers of
// an empty one are NaN.
func (r *wktReader) point(alone bool) {
	if r.skip("EMPTY") {
		for range r.dimensions {
			r.dst = binary.LittleEndian.AppendUint64(r.dst, 0x7ff8<<48)
		}
		return
	}
	if alone {
		r.expect("(")
		defer r.expect(")")
	}
	r.coordinates()
}

// list reads elements in parentheses, and puts their number before them.
func (r *wktReader) list(element func()) {
	at, n := len(r.dst), uint32(0)
	r.uint32(0)
	if r.skip("EMPTY") {
		return
	}
	r.expect("(")
	for more := true; more && !r.failed; more = r.skip(", ") {
		element()
		n++
	}
	r.expect(")")
	binary.LittleEndian.PutUint32(r.dst[at:], n)
}

func (r *wktReader) coordinates() {
	for i := range r.dimensions {
		if i > 0 {
			r.expect(" ")
		}
		end := strings.IndexAny(r.text, " ,)")
		if end < 0 {
			end = len(r.text)
		}
		f, err := strconv.ParseFloat(r.text[:end], 64)
		r.failed = r.failed || err != nil
		r.text = r.text[end:]
		r.dst = binary.LittleEndian.AppendUint64(r.dst, math.Float64bits(f))
	}
}
