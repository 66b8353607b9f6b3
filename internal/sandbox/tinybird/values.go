package tinybird

import (
	"bytes"
	"cmp"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
)

// kind says in which way values are written.
type kind uint8

const (
	numberKind kind = iota // bare
	bigKind                // bare, or quoted where a client asks for it
	floatKind
	wordKind // quoted, without anything to escape
	textKind // quoted and escaped
	arrayKind
	mapKind
	tupleKind
)

// writer appends the text of a value that is not NULL; arrays, maps and tuples
// are written by their column.
type writer struct {
	kind kind
	text func(dst []byte, a arrow.Array, i int) []byte
}

// writerOf writes values with the text that every part of the program shares,
// but for floats and bytes.
func writerOf(k kind, f arrow.Field) writer {
	switch {
	case k == floatKind:
		return writer{k, floatText}
	case f.Type.ID() == arrow.BINARY:
		return writer{k, func(dst []byte, a arrow.Array, i int) []byte { return append(dst, a.(*array.Binary).Value(i)...) }}
	}
	return writer{k, value.NewFormatter(f).Append}
}

// decimals writes numbers without the zeros at their end.
func decimals(f arrow.Field) writer {
	text := value.NewFormatter(f).Append
	return writer{numberKind, func(dst []byte, a arrow.Array, i int) []byte {
		start := len(dst)
		dst = text(dst, a, i)
		if bytes.IndexByte(dst[start:], '.') < 0 {
			return dst
		}
		digits := bytes.TrimRight(dst[start:], "0")
		return append(dst[:start], bytes.TrimSuffix(digits, []byte("."))...)
	}}
}

func floatText(dst []byte, a arrow.Array, i int) []byte {
	f, width := 0.0, 64
	switch a := a.(type) {
	case *array.Float32:
		f, width = float64(a.Value(i)), 32
	case *array.Float64:
		f = a.Value(i)
	}
	switch {
	case math.IsNaN(f):
		return append(dst, "nan"...)
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	}
	return append(dst, strings.Replace(string(value.AppendFloat(nil, f, width)), "e+", "e", 1)...)
}

// zoneOf is the zone of a type such as DateTime('America/New_York').
func zoneOf(typ string) (*time.Location, bool) {
	_, name, ok := strings.Cut(typ, "'")
	if !ok {
		return nil, false
	}
	zone, err := time.LoadLocation(strings.TrimSuffix(name, "')"))
	return zone, err == nil
}

// timestamps writes the wall clock, without a zone: in the zone of the column,
// or in UTC, in which the engine keeps what has none.
func timestamps(t *arrow.TimestampType, zone *time.Location) writer {
	layout := "2006-01-02 15:04:05"
	if digits := digitsOf(t.Unit); digits > 0 {
		layout += "." + strings.Repeat("0", digits)
	}
	if zone == nil {
		zone = time.UTC
	}
	return writer{wordKind, func(dst []byte, a arrow.Array, i int) []byte {
		return a.(*array.Timestamp).Value(i).ToTime(t.Unit).In(zone).AppendFormat(dst, layout)
	}}
}

// appendJSON appends a value as JSON.
func (c *column) appendJSON(dst []byte, a arrow.Array, i int, o output) []byte {
	if a.IsNull(i) && len(c.parts) == 0 {
		return append(dst, "null"...)
	}
	switch c.write.kind {
	case arrayKind, mapKind, tupleKind:
		return c.nestedJSON(dst, a, i, o)
	case textKind:
		return appendString(dst, c.write.text(nil, a, i))
	case wordKind:
		return append(c.write.text(append(dst, '"'), a, i), '"')
	case bigKind:
		if o.quote64 {
			return append(c.write.text(append(dst, '"'), a, i), '"')
		}
	case floatKind:
		start := len(dst)
		dst = c.write.text(dst, a, i)
		switch text := string(dst[start:]); {
		case text != "nan" && text != "inf" && text != "-inf":
			return dst
		case o.quoteDenormals:
			return append(dst[:start], `"`+text+`"`...)
		}
		return append(dst[:start], "null"...)
	}
	return c.write.text(dst, a, i)
}

func (c *column) nestedJSON(dst []byte, a arrow.Array, i int, o output) []byte {
	switch c.write.kind {
	case tupleKind:
		s := a.(*array.Struct)
		if c.unnamed() {
			dst = append(dst, '[')
			for f, part := range c.parts {
				dst = part.appendJSON(separated(dst, f), s.Field(f), i, o)
			}
			return append(dst, ']')
		}
		dst = append(dst, '{')
		for f, part := range c.parts {
			dst = append(appendString(separated(dst, f), []byte(part.name)), ':')
			dst = part.appendJSON(dst, s.Field(f), i, o)
		}
		return append(dst, '}')
	case mapKind:
		m := a.(*array.Map)
		start, end := m.ValueOffsets(i)
		dst = append(dst, '{')
		for at := int(start); at < int(end) && !a.IsNull(i); at++ {
			dst = appendString(separated(dst, at-int(start)), c.parts[0].write.text(nil, m.Keys(), at))
			dst = c.parts[1].appendJSON(append(dst, ':'), m.Items(), at, o)
		}
		return append(dst, '}')
	}
	list := a.(array.ListLike)
	start, end := list.ValueOffsets(i)
	dst = append(dst, '[')
	for at := int(start); at < int(end) && !a.IsNull(i); at++ {
		dst = c.parts[0].appendJSON(separated(dst, at-int(start)), list.ListValues(), at, o)
	}
	return append(dst, ']')
}

func separated(dst []byte, i int) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	return dst
}

// appendNested appends a value as it stands inside an array, a map or a tuple of
// CSV and TSV.
func (c *column) appendNested(dst []byte, a arrow.Array, i int) []byte {
	if a.IsNull(i) && len(c.parts) == 0 {
		return append(dst, "NULL"...)
	}
	switch c.write.kind {
	case wordKind:
		return append(c.write.text(append(dst, '\''), a, i), '\'')
	case textKind:
		return append(appendEscaped(append(dst, '\''), c.write.text(nil, a, i)), '\'')
	case tupleKind:
		dst = append(dst, '(')
		for f, part := range c.parts {
			dst = part.appendNested(separated(dst, f), a.(*array.Struct).Field(f), i)
		}
		return append(dst, ')')
	case mapKind:
		m := a.(*array.Map)
		start, end := m.ValueOffsets(i)
		dst = append(dst, '{')
		for at := int(start); at < int(end) && !a.IsNull(i); at++ {
			dst = c.parts[0].appendNested(separated(dst, at-int(start)), m.Keys(), at)
			dst = c.parts[1].appendNested(append(dst, ':'), m.Items(), at)
		}
		return append(dst, '}')
	case arrayKind:
		list := a.(array.ListLike)
		start, end := list.ValueOffsets(i)
		dst = append(dst, '[')
		for at := int(start); at < int(end) && !a.IsNull(i); at++ {
			dst = c.parts[0].appendNested(separated(dst, at-int(start)), list.ListValues(), at)
		}
		return append(dst, ']')
	}
	return c.write.text(dst, a, i)
}

const upperHex = "0123456789ABCDEF"

// appendString appends a JSON string as ClickHouse writes it: with slashes
// escaped, and one U+FFFD for a run of bytes that are no UTF-8.
func appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		switch {
		case r == utf8.RuneError && n == 1:
			dst = append(dst, "\uFFFD"...)
			for n < len(s) && !utf8.FullRune(s[n:]) || n < len(s) && isBroken(s[n:]) {
				n++
			}
		case r == '"' || r == '\\' || r == '/':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = appendControl(dst, byte(r))
		default:
			dst = append(dst, s[:n]...)
		}
		s = s[n:]
	}
	return append(dst, '"')
}

func isBroken(s []byte) bool {
	r, n := utf8.DecodeRune(s)
	return r == utf8.RuneError && n == 1
}

func appendControl(dst []byte, b byte) []byte {
	if i := strings.IndexByte("\b\f\n\r\t", b); i >= 0 {
		return append(dst, '\\', "bfnrt"[i])
	}
	return append(dst, '\\', 'u', '0', '0', upperHex[b>>4], upperHex[b&15])
}

// appendEscaped appends text with the escapes of TSV.
func appendEscaped(dst, s []byte) []byte {
	for _, b := range s {
		if i := strings.IndexByte("\b\f\n\r\t\x00'\\", b); i >= 0 {
			dst = append(dst, '\\', "bfnrt0'\\"[i])
			continue
		}
		dst = append(dst, b)
	}
	return dst
}

// fields are the columns of CSV, in which a tuple is one for each of its parts.
func (c *column) fields(name string) []string {
	if c.write.kind != tupleKind {
		return []string{name}
	}
	var names []string
	for i, part := range c.parts {
		names = append(names, part.fields(name+"."+cmp.Or(part.name, strconv.Itoa(i+1)))...)
	}
	return names
}

// appendCSV appends a value as one field of CSV, or as several.
func (c *column) appendCSV(dst []byte, a arrow.Array, i int) []byte {
	if a.IsNull(i) && len(c.parts) == 0 {
		return append(dst, `\N`...)
	}
	switch c.write.kind {
	case tupleKind:
		for f, part := range c.parts {
			dst = part.appendCSV(separated(dst, f), a.(*array.Struct).Field(f), i)
		}
		return dst
	case wordKind, textKind:
		return appendQuoted(dst, c.write.text(nil, a, i))
	case arrayKind, mapKind:
		return appendQuoted(dst, c.appendNested(nil, a, i))
	}
	return c.write.text(dst, a, i)
}

func appendQuoted(dst, text []byte) []byte {
	dst = append(dst, '"')
	dst = append(dst, bytes.ReplaceAll(text, []byte(`"`), []byte(`""`))...)
	return append(dst, '"')
}

// appendTSV appends a value as a field of TSV.
func (c *column) appendTSV(dst []byte, a arrow.Array, i int) []byte {
	switch {
	case a.IsNull(i) && len(c.parts) == 0:
		return append(dst, `\N`...)
	case len(c.parts) > 0:
		return c.appendNested(dst, a, i)
	case c.write.kind == textKind:
		return appendEscaped(dst, c.write.text(nil, a, i))
	}
	return c.write.text(dst, a, i)
}
