package value

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// AppendJSONString appends s as a JSON string. Bytes that are no UTF-8 become
// U+FFFD.
func AppendJSONString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			if _, n := utf8.DecodeRuneInString(s[i:]); n > 1 {
				i += n
				continue
			}
		}
		dst = append(dst, s[done:i]...)
		dst = appendEscape(dst, c)
		i++
		done = i
	}
	return append(append(dst, s[done:]...), '"')
}

// isPlain reports whether text is printable ASCII that needs no escape.
func isPlain(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	}
	if c >= utf8.RuneSelf {
		return append(dst, "\ufffd"...)
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

func isJSON(s string) bool {
	return json.Valid(unsafe.Slice(unsafe.StringData(s), len(s)))
}

// AppendCompact appends a JSON document without the white space between its
// tokens, as JSON within values is shown.
func AppendCompact(dst []byte, document string) []byte { return appendCompact(dst, document) }

// appendCompact appends a JSON document without the white space between its
// tokens, so that it stays on one line. Everything else stays as it is, the
// digits of numbers above all.
func appendCompact(dst []byte, s string) []byte {
	inString, escaped := false, false
	for i := 0; i < len(s); {
		c := s[i]
		if !inString && (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
			i++
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		if n == 1 && c >= utf8.RuneSelf {
			dst = append(dst, "\ufffd"...)
		} else {
			dst = append(dst, s[i:i+n]...)
		}
		i += n
		if c == '"' && !escaped {
			inString = !inString
		}
		escaped = inString && c == '\\' && !escaped
	}
	return dst
}

// isCompact reports whether a document is the same as its compact form, as far as
// that can be told without reading it.
func isCompact(s string) bool {
	return !strings.ContainsAny(s, " \t\r\n") && utf8.ValidString(s)
}
