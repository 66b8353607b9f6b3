package local

import (
	"bytes"
	"encoding/binary"
	"strconv"
)

// Keys of numbers begin with one of these.
const (
	keyMinusInfinity = iota
	keyNegative
	keyZero
	keyPositive
	keyInfinity
	keyNaN
	keyNoNumber // text that is no number stands after all that are
)

// numberKey appends the key of a number of any size in decimal digits. As bytes,
// keys sort the way the numbers do: the sign, the power of ten before the first
// digit, and the digits without the zeros at both ends. Numbers that are equal
// have the same key however they are written.
func numberKey(dst, text []byte) []byte {
	switch string(text) {
	case "-Infinity":
		return append(dst, keyMinusInfinity)
	case "Infinity":
		return append(dst, keyInfinity)
	case "NaN":
		return append(dst, keyNaN)
	}
	n, ok := parseNumber(text)
	switch {
	case !ok:
		return append(append(dst, keyNoNumber), text...)
	case len(n.digits) == 0:
		return append(dst, keyZero)
	case n.negative:
		return n.appendNegative(append(dst, keyNegative))
	}
	return n.append(append(dst, keyPositive))
}

// number is a decimal number: 0.digits × 10^exponent, without zeros at the ends
// of digits. Zero has no digits.
type number struct {
	negative bool
	digits   []byte // may hold a decimal point
	exponent int64
}

func (n number) append(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint64(dst, uint64(n.exponent)^1<<63)
	for _, c := range n.digits {
		if c != '.' {
			dst = append(dst, c)
		}
	}
	return dst
}

// appendNegative turns the order round. The last byte makes a number with more
// digits the smaller one.
func (n number) appendNegative(dst []byte) []byte {
	start := len(dst)
	dst = n.append(dst)
	for i := start; i < len(dst); i++ {
		dst[i] = ^dst[i]
	}
	return append(dst, 0xff)
}

// parseNumber reads a number in decimal digits with or without a fraction and an
// exponent.
func parseNumber(text []byte) (n number, ok bool) {
	n.negative = len(text) > 0 && text[0] == '-'
	if n.negative || len(text) > 0 && text[0] == '+' {
		text = text[1:]
	}
	if i := bytes.IndexAny(text, "eE"); i >= 0 {
		exponent, err := strconv.ParseInt(string(text[i+1:]), 10, 32)
		if err != nil {
			return n, false
		}
		n.exponent, text = exponent, text[:i]
	}
	point := bytes.IndexByte(text, '.')
	if !isDigits(text, point) {
		return n, false
	}
	if point < 0 {
		point = len(text)
	}
	n.trim(text, point)
	return n, true
}

// isDigits reports whether text is digits, at least one, beside the point.
func isDigits(text []byte, point int) bool {
	count := 0
	for i, c := range text {
		switch {
		case i == point:
		case c < '0' || c > '9':
			return false
		default:
			count++
		}
	}
	return count > 0
}

// trim sets digits and exponent from text with a decimal point at point.
func (n *number) trim(text []byte, point int) {
	first := bytes.IndexFunc(text, significant)
	if first < 0 {
		n.digits, n.exponent = nil, 0
		return
	}
	last := bytes.LastIndexFunc(text, significant)
	n.exponent += int64(point - first)
	if first > point {
		n.exponent++ // the point lies before the first digit and was counted
	}
	n.digits = text[first : last+1]
}

func significant(r rune) bool { return r >= '1' && r <= '9' }
