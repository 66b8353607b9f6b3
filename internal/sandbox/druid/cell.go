package druid

import (
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/sandbox/face"
)

// appendText appends a value as csv has it; NULL appends nothing.
func (c column) appendText(dst []byte, row face.Row, i int) []byte {
	if row.IsNull(i) {
		return dst
	}
	if _, misfit := row.Batch.Column(i).(*array.String); misfit {
		return row.AppendText(dst, i)
	}
	return c.text(dst, row, i)
}

// appendJSON appends a value as a JSON value.
func (c column) appendJSON(dst []byte, row face.Row, i int) []byte {
	if row.IsNull(i) {
		return append(dst, "null"...)
	}
	start := len(dst)
	dst = c.appendText(dst, row, i)
	if c.bare && !isNotFinite(dst[start:]) {
		return dst
	}
	var room [64]byte
	return appendString(dst[:start], append(room[:0], dst[start:]...))
}

// isNotFinite tells NaN and the infinities, which JSON has only as strings.
func isNotFinite(text []byte) bool {
	switch string(text) {
	case "NaN", "Infinity", "-Infinity":
		return true
	}
	return false
}

const upperHex = "0123456789ABCDEF"

// appendString appends a JSON string with the escapes that Druid writes: capital
// digits, and pairs for what lies beyond the basic plane.
func appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	for _, r := range string(s) {
		switch {
		case r >= ' ' && r < utf8.RuneSelf && r != '"' && r != '\\':
			dst = append(dst, byte(r))
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = appendControl(dst, r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			dst = appendUnit(appendUnit(dst, high), low)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

func appendControl(dst []byte, r rune) []byte {
	switch r {
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	}
	return appendUnit(dst, r)
}

func appendUnit(dst []byte, u rune) []byte {
	return append(dst, '\\', 'u', upperHex[u>>12&15], upperHex[u>>8&15], upperHex[u>>4&15], upperHex[u&15])
}

// appendJavaFloat appends a number as Java writes it: always with a point, and
// with an exponent from 1e7 up and below 1e-3.
func appendJavaFloat(dst []byte, f float64, bits int) []byte {
	switch magnitude := math.Abs(f); {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case f == 0 || magnitude >= 1e-3 && magnitude < 1e7:
		start := len(dst)
		dst = strconv.AppendFloat(dst, f, 'f', -1, bits)
		return appendPoint(dst, dst[start:])
	}
	text := strconv.FormatFloat(f, 'E', -1, bits)
	mantissa, exponent := splitExponent(text)
	dst = append(dst, mantissa...)
	dst = appendPoint(dst, []byte(mantissa))
	return strconv.AppendInt(append(dst, 'E'), int64(exponent), 10)
}

// appendPoint completes digits that have no point.
func appendPoint(dst, digits []byte) []byte {
	for _, b := range digits {
		if b == '.' {
			return dst
		}
	}
	return append(dst, ".0"...)
}

func splitExponent(text string) (mantissa string, exponent int) {
	for i := range len(text) {
		if text[i] == 'E' {
			exponent, _ = strconv.Atoi(text[i+1:]) // FormatFloat wrote it.
			return text[:i], exponent
		}
	}
	return text, 0
}
