package clickhouse

import "strings"

// Scalars visits the values of which a literal of a type is made, such as
// [(1,'it\'s'),(2,NULL)], each with the type that it has there, and without the
// quotes. A literal that is none of the type is visited up to where that shows; NULL
// and values of several types are left out.
func Scalars(t *Type, text string, visit func(*Type, string)) {
	if t = t.bare(); t != nil && !isContainer(t) {
		visit(t, text)
		return
	}
	w := scalarWalk{typeParser{text: text}, visit}
	w.value(t, 0)
}

func isContainer(t *Type) bool {
	switch t.Name {
	case "Array", "Map", "Tuple", "Nested", "QBit", "Variant", "Dynamic", "JSON", "Object":
		return true
	}
	return same[t.Name] != ""
}

type scalarWalk struct {
	typeParser
	visit func(*Type, string)
}

// value passes a value; false where there is none.
func (w *scalarWalk) value(t *Type, depth int) bool {
	if depth > maxTypeDepth {
		return false
	}
	t = t.bare()
	switch c := w.peek(); c {
	case '[', '(', '{':
		w.pos++
		return w.members(t, closing[c], depth)
	case '\'':
		text, ok := w.quoted('\'')
		return ok && w.scalar(t, text)
	}
	from := w.pos
	w.take(func(c byte) bool { return strings.IndexByte(",:)]}", c) < 0 })
	word := strings.TrimSpace(w.text[from:w.pos])
	return word != "" && w.scalar(t, word)
}

var closing = map[byte]byte{'[': ']', '(': ')', '{': '}'}

func (w *scalarWalk) scalar(t *Type, text string) bool {
	if t != nil && !isContainer(t) && text != "NULL" {
		w.visit(t, text)
	}
	return true
}

// members passes what stands between brackets. Keys and values of maps take turns.
func (w *scalarWalk) members(t *Type, end byte, depth int) bool {
	for i := 0; !w.accept(end); i++ {
		if i > 0 && !w.accept(',') && (end != '}' || !w.accept(':')) {
			return false
		}
		if !w.value(t.member(i, end), depth+1) {
			return false
		}
	}
	return true
}

// member is the type of what stands at place i between brackets; nil where it is
// not known.
func (t *Type) member(i int, end byte) *Type {
	switch {
	case end == ']' && t.is("Map"):
		return &Type{Name: "Tuple", Args: t.Args}
	case end == ']':
		return t.element()
	case end == '}' && t.is("Map"):
		return t.argument(i % 2)
	case end == ')' && t.is("Tuple"):
		return t.argument(i)
	}
	return nil
}

// Digits returns how many digits of a second a DateTime64 has.
func (t *Type) Digits() int {
	if n, ok := t.number(0); ok {
		return n
	}
	return 3
}
