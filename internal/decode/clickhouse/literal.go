package clickhouse

import (
	"bytes"
	"encoding/json"
)

// literalOf reads the literals of a type: what is nested as separated values have
// it, such as [(1,'it\'s'),(2,NULL)] or {'k':1}. What is read of them is JSON, in
// which tuples are arrays.
func literalOf(t *Type) func(dst, text []byte) ([]byte, bool) {
	return func(dst, text []byte) ([]byte, bool) {
		l := literal{text: string(text), out: dst}
		ok := l.value(t, 0) && l.pos == len(text)
		return l.out, ok
	}
}

// literal is a literal that is being read. A method that returns false has found
// no literal at pos.
type literal struct {
	text string
	pos  int
	out  []byte
}

// value reads a value of a type, which is nil where it is not known: literals
// tell of themselves all but what a text is.
func (l *literal) value(t *Type, depth int) bool {
	if l.pos >= len(l.text) || depth > maxTypeDepth {
		return false
	}
	t = t.bare()
	switch l.text[l.pos] {
	case '[':
		return l.list(']', func(int) *Type { return t.element() }, depth)
	case '(':
		return l.list(')', t.argument, depth)
	case '{':
		return l.entries(t, depth)
	case '\'':
		return l.quoted(t)
	}
	return l.word()
}

// list reads values between brackets, of which kind returns the types.
func (l *literal) list(end byte, kind func(int) *Type, depth int) bool {
	l.pos++
	l.out = append(l.out, '[')
	for i := 0; !l.accept(end); i++ {
		if i > 0 && !l.separator() || !l.value(kind(i), depth+1) {
			return false
		}
	}
	l.out = append(l.out, ']')
	return true
}

// entries reads a map.
func (l *literal) entries(t *Type, depth int) bool {
	l.pos++
	l.out = append(l.out, '{')
	for i := 0; !l.accept('}'); i++ {
		if i > 0 && !l.separator() || !l.key(t.argument(0), depth+1) || !l.accept(':') {
			return false
		}
		l.out = append(l.out, ':')
		if !l.value(t.argument(1), depth+1) {
			return false
		}
	}
	l.out = append(l.out, '}')
	return true
}

// key reads the key of a map. What is no text becomes one, as the formats of JSON
// have it.
func (l *literal) key(t *Type, depth int) bool {
	start := len(l.out)
	if !l.value(t, depth) {
		return false
	}
	if key := l.out[start:]; key[0] != '"' {
		key = bytes.Clone(key)
		l.out = appendText(l.out[:start], key)
	}
	return true
}

func (l *literal) accept(c byte) bool {
	if l.pos < len(l.text) && l.text[l.pos] == c {
		l.pos++
		return true
	}
	return false
}

func (l *literal) separator() bool {
	l.out = append(l.out, ',')
	return l.accept(',')
}

// quoted reads a text in quotes. A document of JSON stands there as text.
func (l *literal) quoted(t *Type) bool {
	p := typeParser{text: l.text, pos: l.pos}
	text, ok := p.quoted('\'')
	if l.pos = p.pos; !ok {
		return false
	}
	if (t.is("JSON") || t.is("Object")) && json.Valid([]byte(text)) {
		l.out = append(l.out, text...)
		return true
	}
	l.out = appendText(l.out, []byte(text))
	return true
}

// word reads what stands without quotes: numbers, truths and NULL.
func (l *literal) word() bool {
	from := l.pos
	for l.pos < len(l.text) && (isWord(l.text[l.pos]) || isNumber(l.text[l.pos])) {
		l.pos++
	}
	word := l.text[from:l.pos]
	switch word {
	case "NULL":
		l.out = append(l.out, "null"...)
	case "true", "false":
		l.out = append(l.out, word...)
	default:
		if !json.Valid([]byte(word)) {
			l.out = appendText(l.out, []byte(word)) // nan and inf, and what nobody knows yet.
			return len(word) > 0
		}
		l.out = append(l.out, word...)
	}
	return true
}

// appendText appends a text as JSON, byte by byte: also one that is no UTF-8.
func appendText(dst, text []byte) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// bare is the type without what only says that values may be missing or how they
// are kept; nil stays that.
func (t *Type) bare() *Type {
	for t != nil {
		switch t.Name {
		case "Nullable", "LowCardinality":
			t = t.argument(0)
		case "SimpleAggregateFunction":
			t = t.argument(1)
		default:
			return t
		}
	}
	return nil
}

// element is the type of the items of an array; nil where it is not known.
func (t *Type) element() *Type {
	switch {
	case t.is("Nested"):
		return &Type{Name: "Tuple", Args: t.Args}
	case t.is("Array") || t.is("QBit"):
		return t.argument(0)
	}
	return nil
}

func (t *Type) is(name string) bool { return t != nil && t.Name == name }
