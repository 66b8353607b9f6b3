package export

import (
	"encoding/hex"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// validText returns an array in which all text is UTF-8, as files whose readers
// refuse anything else need it. A byte that is none becomes \x and its two digits.
func validText(a arrow.Array) arrow.Array {
	d := a.Data()
	if text, ok := a.(*array.String); ok {
		return validStrings(text)
	}
	if !arrow.IsNested(a.DataType().ID()) {
		return a
	}
	children, changed := make([]arrow.ArrayData, len(d.Children())), false
	for i, c := range d.Children() {
		child := array.MakeFromData(c)
		valid := validText(child)
		children[i], changed = valid.Data(), changed || valid != child
	}
	if !changed {
		return a
	}
	return array.MakeFromData(array.NewData(a.DataType(), d.Len(), d.Buffers(), children, d.NullN(), d.Offset()))
}

func validStrings(text *array.String) arrow.Array {
	valid := true
	for i := 0; i < text.Len() && valid; i++ {
		valid = utf8.ValidString(text.Value(i))
	}
	if valid {
		return text
	}
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for i := range text.Len() {
		if text.IsNull(i) {
			b.AppendNull()
			continue
		}
		b.Append(escapeBytes(text.Value(i)))
	}
	return b.NewStringArray()
}

// escapeBytes writes what is no UTF-8 in hexadecimal digits.
func escapeBytes(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var out []byte
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			out = append(out, `\x`+hex.EncodeToString([]byte{s[0]})...)
		} else {
			out = append(out, s[:n]...)
		}
		s = s[n:]
	}
	return string(out)
}
