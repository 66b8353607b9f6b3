package export

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// bigQueryEscapes are what BigQuery wants escaped within quotes of any kind: doubled
// quotes end one text and begin another there, and a line must not end within one.
var bigQueryEscapes = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "`", "\\`", "\n", `\n`, "\r", `\r`)

// quoteName puts a name in quotes, so that its letters and words mean nothing
// else.
func quoteName(name string, quote byte) string {
	q := string(quote)
	return q + strings.ReplaceAll(name, q, q+q) + q
}

// text appends a literal of text.
func (d *dialect) text(dst []byte, s string) []byte {
	if strings.IndexByte(s, 0) >= 0 {
		return d.textWithNul(dst, s)
	}
	return d.quoted(dst, s)
}

// isPlain reports whether text stands in quotes as it is.
func (d *dialect) isPlain(text []byte) bool {
	for _, c := range text {
		if c == '\'' || c == 0 || d.backslash && c == '\\' || d.escapes && (c == '`' || c == '\n' || c == '\r') {
			return false
		}
	}
	return !d.anyBytes || utf8.Valid(text)
}

// textWithNul appends text that no script can hold as it is.
func (d *dialect) textWithNul(dst []byte, s string) []byte {
	if d.backslash {
		return append(dst, bytes.ReplaceAll(d.quoted(nil, s), []byte{0}, []byte(d.nul))...)
	}
	dst = append(dst, '(')
	for i, part := range strings.Split(s, "\x00") {
		if i > 0 {
			dst = append(append(append(dst, " || "...), d.nul...), " || "...)
		}
		dst = d.quoted(dst, part)
	}
	return append(dst, ')')
}

func (d *dialect) quoted(dst []byte, s string) []byte {
	if d.escapes {
		return append(append(append(dst, '\''), bigQueryEscapes.Replace(s)...), '\'')
	}
	if d.anyBytes && !utf8.ValidString(s) {
		return d.quotedBytes(dst, s)
	}
	dst = append(dst, '\'')
	for _, c := range []byte(s) {
		if c == '\'' || c == '\\' && d.backslash {
			dst = append(dst, c)
		}
		dst = append(dst, c)
	}
	return append(dst, '\'')
}

// quotedBytes writes text of which some bytes are no UTF-8.
func (d *dialect) quotedBytes(dst []byte, s string) []byte {
	dst = append(dst, '\'')
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			dst = fmt.Appendf(dst, `\x%02X`, s[0])
		case r == '\'' || r == '\\':
			dst = append(dst, s[0], s[0])
		default:
			dst = append(dst, s[:n]...)
		}
		s = s[n:]
	}
	return append(dst, '\'')
}

// quoteName puts a name in quotes.
func (d *dialect) quoteName(name string) string {
	if d.escapes {
		return "`" + bigQueryEscapes.Replace(name) + "`"
	}
	return quoteName(name, d.mark)
}
