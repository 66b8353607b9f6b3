package decode

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// kind is the form in which a value was sent.
type kind uint8

const (
	missing kind = iota // the row has no such value
	null
	boolTrue
	boolFalse
	number
	plain      // text that stands for itself
	escaped    // the inside of a JSON string with backslashes
	doubled    // a quoted field with doubled quotes
	slashed    // a field with the backslashes of tab-separated text
	jsonArray  // a JSON array
	jsonObject // a JSON object
	denormal   // a bare NaN, Infinity, nan or inf, which is no JSON but is sent all the same
)

// cell is one value as it was sent. Its text is part of the window, without the
// quotes of a string, and lives until the next fill.
type cell struct {
	text []byte
	kind kind
}

func (c cell) isNull() bool { return c.kind <= null }

// isText reports whether the source sent a string or a field of text.
func (c cell) isText() bool { return c.kind >= plain && c.kind <= slashed }

// bare returns the cell's text without escapes; scratch is overwritten where
// there were any.
func (c cell) bare(scratch *[]byte) []byte {
	if c.kind < escaped || c.kind > slashed {
		return c.text
	}
	*scratch = c.appendText((*scratch)[:0])
	return *scratch
}

// appendText appends what the value reads as: the content of a string, anything
// else as it was sent.
func (c cell) appendText(dst []byte) []byte {
	switch c.kind {
	case escaped:
		return unescapeJSON(dst, c.text)
	case doubled:
		return undouble(dst, c.text)
	case slashed:
		return unslash(dst, c.text)
	}
	return append(dst, c.text...)
}

// appendVerbatim appends the JSON text of the value.
func (c cell) appendVerbatim(dst []byte) []byte {
	if c.kind != plain && c.kind != escaped {
		return append(dst, c.text...)
	}
	return append(append(append(dst, '"'), c.text...), '"')
}

// unescapeJSON appends the content of a string that the scanner has checked.
// Half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
func unescapeJSON(dst, s []byte) []byte {
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:i]...)
		if s[i+1] != 'u' {
			dst, s = append(dst, simpleEscape(s[i+1])), s[i+2:]
			continue
		}
		r := rune(hex4(s[i+2:]))
		s = s[i+6:]
		if utf16.IsSurrogate(r) {
			r, s = joinSurrogates(r, s)
		}
		dst = utf8.AppendRune(dst, r)
	}
}

func simpleEscape(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// joinSurrogates makes one rune of r and the escape at the start of s, where
// that is its other half.
func joinSurrogates(r rune, s []byte) (rune, []byte) {
	if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
		if both := utf16.DecodeRune(r, rune(hex4(s[2:]))); both != utf8.RuneError {
			return both, s[6:]
		}
	}
	return utf8.RuneError, s
}

func hex4(s []byte) (n int) {
	for _, c := range s[:4] {
		n = n<<4 | hexDigit(c)
	}
	return n
}

// hexDigit is the value of a hexadecimal digit, or negative.
func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// undouble halves the doubled quotes of a quoted field. A quote that stands
// alone is kept.
func undouble(dst, s []byte) []byte {
	for {
		i := bytes.IndexByte(s, '"')
		if i < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:i+1]...)
		s = bytes.TrimPrefix(s[i+1:], []byte{'"'})
	}
}

// unslash reads the escapes of tab-separated text.
func unslash(dst, s []byte) []byte {
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			return append(dst, s...)
		}
		dst = append(dst, s[:i]...)
		if s[i+1] == '0' {
			dst = append(dst, 0)
		} else {
			dst = append(dst, simpleEscape(s[i+1]))
		}
		s = s[i+2:]
	}
}
