package clickhouse

import (
	"encoding/hex"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// Parquet and Arrow have no types for many of ClickHouse's: addresses come as
// numbers or bytes, wide integers as bytes of which the lowest is first, shapes as
// binary geometry, enums as bytes or numbers, and text as bytes. A columnar makes of
// such a column what the same values are in other formats.
type columnar struct {
	field arrow.Field
	read  func(arrow.Array) arrow.Array // nil leaves the column as it is
}

// columnarOf returns what a column of Parquet or Arrow becomes, by the type that the
// server has for it and the zone of the clocks of those that have none of their
// own. Without a type, bytes are text where the first rows are.
func columnarOf(f arrow.Field, typeText, zone string, first arrow.Array) columnar {
	t, err := ParseType(typeText)
	if err != nil {
		return untold(f, first)
	}
	return columnarOfType(f, t, typeText, zone)
}

// columnarOfType is columnarOf with a type that was read.
func columnarOfType(f arrow.Field, t *Type, typeText, zone string) columnar {
	if t = t.bare(); t == nil {
		return columnar{field: f}
	}
	text := textOfBytes(t)
	stamp, isMoment := f.Type.(*arrow.TimestampType)
	built, isNested := nested(f, t, typeText, zone)
	r := t.reading()
	integer, isInteger := r.dataType.(*arrow.Decimal256Type)
	switch {
	case isNested:
		return built
	case isInteger && wide(t.Name) && f.Type.ID() == arrow.FIXED_SIZE_BINARY:
		return columnar{r.field(f.Name, typeText), func(a arrow.Array) arrow.Array { return integers(a, integer, t.Name[0] == 'I') }}
	case isMoment:
		field := connectors.Field(f.Name, momentType(t, stamp, zone), typeText, connectors.KindText)
		return columnar{field, func(a arrow.Array) arrow.Array { return moments(a, field) }}
	case f.Type.ID() == arrow.UINT32 && strings.HasPrefix(t.Name, "DateTime"):
		stamp = momentType(t, &arrow.TimestampType{Unit: arrow.Second}, zone)
		return columnar{connectors.Field(f.Name, stamp, typeText, connectors.KindText), func(a arrow.Array) arrow.Array { return countedSeconds(a, stamp) }}
	case strings.HasPrefix(t.Name, "Enum") && (f.Type.ID() == arrow.INT8 || f.Type.ID() == arrow.INT16):
		return columnar{r.field(f.Name, typeText), func(a arrow.Array) arrow.Array { return labels(a, t) }}
	case f.Type.ID() == arrow.DENSE_UNION || f.Type.ID() == arrow.SPARSE_UNION:
		return columnar{connectors.Field(f.Name, arrow.BinaryTypes.String, typeText, connectors.KindOther), asTexts}
	case f.Type.ID() == arrow.STRING && r.kind.IsDocument() && !shapes[t.Name]:
		return columnar{field: r.field(f.Name, typeText)}
	case text == nil || f.Type.ID() == arrow.STRING && !shapes[t.Name]:
		return columnar{field: connectors.Field(f.Name, f.Type, typeText, connectors.FieldKind(f))}
	}
	r.dataType, r.kind = arrow.BinaryTypes.String, kindOf(t)
	return columnar{r.field(f.Name, typeText), func(a arrow.Array) arrow.Array { return texts(a, text) }}
}

// untold is a column of which nobody has told the type.
func untold(f arrow.Field, first arrow.Array) columnar {
	if f.Type.ID() != arrow.BINARY || !isText(first) {
		return columnar{field: f}
	}
	field := connectors.Field(f.Name, arrow.BinaryTypes.String, connectors.SourceType(f), connectors.KindText)
	return columnar{field, func(a arrow.Array) arrow.Array { return texts(a, plainText) }}
}

func isText(a arrow.Array) bool {
	values, ok := a.(*array.Binary)
	for i := 0; ok && i < values.Len(); i++ {
		ok = values.IsNull(i) || utf8.Valid(values.Value(i))
	}
	return ok
}

func kindOf(t *Type) connectors.Kind {
	switch {
	case wide(t.Name):
		return connectors.KindNumber
	case shapes[t.Name]:
		return connectors.KindJSON
	}
	return t.reading().kind
}

// momentType is the type of moments, which Parquet has in UTC. Clocks without a
// zone are those of UTC, unless the server has another one.
func momentType(t *Type, sent *arrow.TimestampType, zone string) *arrow.TimestampType {
	out := &arrow.TimestampType{Unit: sent.Unit, TimeZone: zone}
	last := len(t.Args) - 1
	if last >= 0 && (t.Name != "DateTime64" || last == 1) {
		out.TimeZone = t.Args[last].Value
	}
	return out
}

// moments gives moments the type of a field. The last ones that the numbers can
// hold would stand for infinity there, and are text.
func moments(a arrow.Array, f arrow.Field) arrow.Array {
	d, stamps := a.Data(), a.(*array.Timestamp)
	out := array.MakeFromData(array.NewData(f.Type, d.Len(), d.Buffers(), nil, d.NullN(), d.Offset()))
	if !slices.ContainsFunc(stamps.TimestampValues(), func(v arrow.Timestamp) bool { return v == math.MaxInt64 || v <= -math.MaxInt64 }) {
		return out
	}
	to := f.Type.(*arrow.TimestampType)
	home, err := to.GetZone()
	layout := "2006-01-02 15:04:05.999999999-07:00"
	if to.TimeZone == "" || err != nil {
		home, layout = time.UTC, layout[:len(layout)-len("-07:00")]
	}
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for i, v := range stamps.TimestampValues() {
		if stamps.IsNull(i) {
			b.AppendNull()
			continue
		}
		b.Append(v.ToTime(to.Unit).In(home).Format(layout))
	}
	return b.NewStringArray()
}

// shapes are the geometries that Parquet has in a binary form.
var shapes = map[string]bool{"Point": true, "LineString": true, "MultiLineString": true, "Polygon": true, "MultiPolygon": true, "Geometry": true}

func wide(name string) bool {
	return slices.Contains([]string{"Int128", "UInt128", "Int256", "UInt256"}, name)
}

// textOfBytes returns what writes a value that came as bytes or as a number; nil
// for types that need none. It fails for bytes that are none of the type.
func textOfBytes(t *Type) func([]byte) (string, bool) {
	switch {
	case wide(t.Name):
		return func(b []byte) (string, bool) { return integerText(b, t.Name[0] == 'I') }
	case shapes[t.Name]:
		return geometryText
	}
	switch t.Name {
	case "IPv4", "IPv6":
		return addressText
	case "UUID":
		return uuidText
	case "String", "FixedString", "Enum8", "Enum16", "Enum", "JSON", "Object":
		return plainText
	}
	return nil
}

// plainText is bytes as text, which they are in the other formats too.
func plainText(b []byte) (string, bool) { return string(b), true }

// texts writes the values of a column; those that cannot be written as the bytes
// that came.
func texts(a arrow.Array, text func([]byte) (string, bool)) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for i := range a.Len() {
		raw, ok := bytesAt(a, i)
		switch s, known := text(raw); {
		case a.IsNull(i):
			b.AppendNull()
		case ok && known:
			b.Append(s)
		case ok:
			b.Append(`\x` + hex.EncodeToString(raw))
		default:
			b.Append(a.ValueStr(i))
		}
	}
	return b.NewStringArray()
}

// bytesAt are the bytes of a value: those of a number with the highest first.
func bytesAt(a arrow.Array, i int) ([]byte, bool) {
	switch a := a.(type) {
	case *array.String:
		return []byte(a.Value(i)), true
	case *array.Binary:
		return a.Value(i), true
	case *array.FixedSizeBinary:
		return a.Value(i), true
	case *array.Uint32:
		v := a.Value(i)
		return []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}, true
	case array.ExtensionArray:
		return bytesAt(a.Storage(), i)
	}
	return nil, false
}

func addressText(b []byte) (string, bool) {
	address, ok := netip.AddrFromSlice(b)
	return address.String(), ok
}

func uuidText(b []byte) (string, bool) {
	if len(b) != 16 {
		return "", false
	}
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), true
}

// integerText writes the integer of bytes.
func integerText(b []byte, signed bool) (string, bool) {
	return integerOf(b, signed).String(), true
}

// geometryText reads the well-known binary form of a geometry, and writes the
// lists of coordinates that ClickHouse has for it.
func geometryText(b []byte) (string, bool) {
	g := geometry{rest: b}
	out, ok := g.append(nil)
	return string(out), ok && len(g.rest) == 0
}

// geometry is what is left to read of a binary form.
type geometry struct {
	rest  []byte
	depth int // of geometries made of others
}

const (
	wkbPoint = 1 + iota
	wkbLine
	wkbPolygon
	wkbPoints
	wkbLines
	wkbPolygons
)

// append reads a whole geometry. Only the byte order that servers use is read.
func (g *geometry) append(dst []byte) ([]byte, bool) {
	if len(g.rest) < 5 || g.rest[0] != 1 {
		return dst, false
	}
	g.rest = g.rest[1:]
	switch kind, _ := g.count(); kind {
	case wkbPoint:
		return g.point(dst)
	case wkbLine:
		return g.list(dst, g.point)
	case wkbPolygon:
		return g.list(dst, func(dst []byte) ([]byte, bool) { return g.list(dst, g.point) })
	case wkbPoints, wkbLines, wkbPolygons:
		if g.depth++; g.depth > 2 {
			return dst, false
		}
		defer func() { g.depth-- }()
		return g.list(dst, g.append)
	}
	return dst, false
}

func (g *geometry) count() (int, bool) {
	if len(g.rest) < 4 {
		return 0, false
	}
	n := int(g.rest[0]) | int(g.rest[1])<<8 | int(g.rest[2])<<16 | int(g.rest[3])<<24
	g.rest = g.rest[4:]
	return n, true
}

func (g *geometry) point(dst []byte) ([]byte, bool) {
	if len(g.rest) < 16 {
		return dst, false
	}
	for i := range 2 {
		var bits uint64
		for j := range 8 {
			bits |= uint64(g.rest[8*i+j]) << (8 * j)
		}
		dst = append(dst, "[,"[i])
		dst = appendCoordinate(dst, math.Float64frombits(bits))
	}
	g.rest = g.rest[16:]
	return append(dst, ']'), true
}

// appendCoordinate writes a number as JSON has it.
func appendCoordinate(dst []byte, v float64) []byte {
	switch {
	case math.IsNaN(v):
		return append(dst, `"NaN"`...)
	case math.IsInf(v, 1):
		return append(dst, `"Infinity"`...)
	case math.IsInf(v, -1):
		return append(dst, `"-Infinity"`...)
	}
	return strconv.AppendFloat(dst, v, 'g', -1, 64)
}

func (g *geometry) list(dst []byte, item func([]byte) ([]byte, bool)) ([]byte, bool) {
	n, ok := g.count()
	dst = append(dst, '[')
	for i := 0; i < n && ok; i++ {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst, ok = item(dst)
	}
	return append(dst, ']'), ok
}
