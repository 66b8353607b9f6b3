package decode

import (
	"encoding/binary"
	"math/bits"
)

// status is what became of an attempt to read something at a position.
type status uint8

const (
	whole   status = iota // it is there
	short                 // it goes on behind the end of the window
	bad                   // it is not what it should be
	deep                  // it is nested more deeply than maxDepth
	ended                 // there is no more
	unknown               // it cannot be read before the columns are known
	absent                // the document is whole and has no rows in it
	ragged                // it has more or fewer values than there are columns
)

// maxDepth is how deeply a JSON value may be nested.
const maxDepth = 1000

// The scanning functions take a window and a position in it, and return the
// position behind what they read. Where the status is bad, the position is that
// of the offending byte.

func skipSpace(b []byte, i int) int {
	if i < len(b) && b[i] > ' ' {
		return i
	}
	return skipBlanks(b, i)
}

func skipBlanks(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// scanValue reads any value. The position must not stand on white space.
func scanValue(b []byte, i, depth int) (cell, int, status) {
	if i >= len(b) {
		return cell{}, i, short
	}
	switch c := b[i]; {
	case c == '"':
		return scanString(b, i+1)
	case c == '-' || (c >= '0' && c <= '9'):
		return scanNumber(b, i)
	case c == '{' || c == '[':
		return scanNested(b, i, depth)
	case c == 'n' && i+1 < len(b) && b[i+1] == 'a':
		return scanWord(b, i, "nan", denormal)
	case c == 'n':
		return scanWord(b, i, "null", null)
	case c == 't':
		return scanWord(b, i, "true", boolTrue)
	case c == 'f':
		return scanWord(b, i, "false", boolFalse)
	case c == 'N':
		return scanWord(b, i, "NaN", denormal)
	case c == 'I':
		return scanWord(b, i, "Infinity", denormal)
	case c == 'i':
		return scanWord(b, i, "inf", denormal)
	}
	return cell{}, i, bad
}

func scanWord(b []byte, i int, word string, k kind) (cell, int, status) {
	n := min(len(word), len(b)-i)
	if string(b[i:i+n]) != word[:n] {
		return cell{}, i, bad
	}
	if n < len(word) {
		return cell{}, i, short
	}
	return cell{b[i : i+n], k}, i + n, whole
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// specials marks, by the high bits of its bytes, the first byte of the word that
// is a quote, a backslash or a control character. Bytes behind the first mark
// may be marked wrongly.
func specials(word uint64) uint64 {
	quote, slash := word^(ones*'"'), word^(ones*'\\')
	return ((quote - ones) &^ quote & highs) | ((slash - ones) &^ slash & highs) | ((word - ones*0x20) &^ word & highs)
}

// scanString reads a string whose opening quote is at i-1.
func scanString(b []byte, i int) (cell, int, status) {
	from, k := i, plain
	for {
		for i+8 <= len(b) {
			if m := specials(binary.LittleEndian.Uint64(b[i:])); m != 0 {
				i += bits.TrailingZeros64(m) >> 3
				break
			}
			i += 8
		}
		for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= 0x20 {
			i++
		}
		if i >= len(b) {
			return cell{}, i, short
		}
		switch b[i] {
		case '"':
			return cell{b[from:i], k}, i + 1, whole
		case '\\':
			k = escaped
			var s status
			if i, s = scanEscape(b, i); s != whole {
				return cell{}, i, s
			}
		default:
			return cell{}, i, bad
		}
	}
}

func scanEscape(b []byte, i int) (int, status) {
	if i+1 >= len(b) {
		return i, short
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2, whole
	case 'u':
		for j := i + 2; j < i+6; j++ {
			if j >= len(b) {
				return i, short
			}
			if hexDigit(b[j]) < 0 {
				return j, bad
			}
		}
		return i + 6, whole
	}
	return i + 1, bad
}

// scanNonFinite reads what is infinite, or no number, behind a minus.
func scanNonFinite(b []byte, i int) (cell, int, status) {
	for _, word := range [...]string{"-Infinity", "-inf", "-nan"} {
		if b[i+1] == word[1] {
			return scanWord(b, i, word, denormal)
		}
	}
	return cell{}, i + 1, bad
}

// scanNumber reads a number, or what stands behind a minus in the place of one. A
// number is whole only where another byte follows, since it might go on.
func scanNumber(b []byte, i int) (cell, int, status) {
	from := i
	if b[i] == '-' {
		i++
		if i < len(b) && b[i] > '9' {
			return scanNonFinite(b, from)
		}
	}
	first := i
	i, s := scanDigits(b, i)
	if s == whole && b[first] == '0' && i > first+1 {
		return cell{}, first + 1, bad
	}
	if s == whole && b[i] == '.' {
		i, s = scanDigits(b, i+1)
	}
	if s == whole && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		i, s = scanDigits(b, i)
	}
	if s != whole {
		return cell{}, i, s
	}
	return cell{b[from:i], number}, i, whole
}

// scanDigits reads one digit at least; whole means that another byte follows.
func scanDigits(b []byte, i int) (int, status) {
	from := i
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	switch {
	case i >= len(b):
		return i, short
	case i == from:
		return i, bad
	}
	return i, whole
}

// scanNested reads an array or an object as one value.
func scanNested(b []byte, i, depth int) (cell, int, status) {
	if depth >= maxDepth {
		return cell{}, i, deep
	}
	from, isObject := i, b[i] == '{'
	k, closing := jsonArray, byte(']')
	if isObject {
		k, closing = jsonObject, '}'
	}
	i = skipSpace(b, i+1)
	if i < len(b) && b[i] == closing {
		return cell{b[from : i+1], k}, i + 1, whole
	}
	for ; ; i = skipSpace(b, i+1) {
		var s status
		if isObject {
			if _, i, s = scanKey(b, i); s != whole {
				return cell{}, i, s
			}
		}
		if _, i, s = scanValue(b, i, depth+1); s != whole {
			return cell{}, i, s
		}
		switch i = skipSpace(b, i); {
		case i >= len(b):
			return cell{}, i, short
		case b[i] == closing:
			return cell{b[from : i+1], k}, i + 1, whole
		case b[i] != ',':
			return cell{}, i, bad
		}
	}
}

// scanKey reads a key, its colon and the white space around that.
func scanKey(b []byte, i int) (cell, int, status) {
	switch {
	case i >= len(b):
		return cell{}, i, short
	case b[i] != '"':
		return cell{}, i, bad
	}
	key, i, s := scanString(b, i+1)
	if s != whole {
		return key, i, s
	}
	switch i = skipSpace(b, i); {
	case i >= len(b):
		return key, i, short
	case b[i] != ':':
		return key, i, bad
	}
	return key, skipSpace(b, i+1), whole
}
