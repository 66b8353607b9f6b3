package local

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/value"
)

// member is how the values of a member of a union are sorted: by a key that is
// made of their text. reads tells a text that is such a value.
type member struct {
	key   func(dst, text []byte) []byte
	reads func(text string) bool
}

// unionReading has a union sorted as the engine does: by the member that a row
// holds, in the order of the type, and by the value then. It is not ok where there
// is no key for a member.
func unionReading(r reading) (ordered reading, ok bool) {
	t, isUnion := r.declared.Type.(arrow.UnionType)
	if !isUnion {
		return r, false
	}
	members := make([]member, len(t.Fields()))
	for i, f := range t.Fields() {
		if members[i], ok = memberOf(f); !ok {
			return r, false
		}
	}
	r.as = arrow.Field{Type: arrow.BinaryTypes.LargeBinary, Nullable: true}
	r.convert = func(f arrow.Field, a arrow.Array) arrow.Array { return unionKeys(f, a.(array.Union), members) }
	r.literals = func(text string) ([]string, error) {
		for i, m := range members {
			if m.reads(text) {
				return []string{blobLiteral(m.key([]byte{byte(i)}, []byte(text)))}, nil
			}
		}
		return nil, unreadable(text, "a value of the type "+connectors.SourceType(r.declared))
	}
	return r, true
}

func memberOf(f arrow.Field) (m member, ok bool) {
	switch kind := connectors.FieldKind(f); {
	case hasMeaning(kind):
		return member{}, false
	case isMoment(f.Type):
		parse := momentParser(f.Type)
		return member{momentKey(f.Type), func(text string) bool { _, ok := parse(text); return ok }}, true
	case isNumber(f.Type):
		return member{numberKey, func(text string) bool { _, ok := parseNumber([]byte(text)); return ok }}, true
	case f.Type.ID() == arrow.BOOL:
		return member{textKey, func(text string) bool { return text == "true" || text == "false" }}, true
	}
	return member{textKey, func(string) bool { return true }}, isText(f.Type)
}

func textKey(dst, text []byte) []byte { return append(dst, text...) }

// unionKeys are the keys of a union's values, each behind the place of its member.
func unionKeys(f arrow.Field, u array.Union, members []member) arrow.Array {
	m := value.NewFormatter(f)
	b := array.NewBinaryBuilder(memory.DefaultAllocator, arrow.BinaryTypes.LargeBinary)
	var key, text []byte
	for i := range u.Len() {
		if m.IsNull(u, i) {
			b.AppendNull()
			continue
		}
		at := u.ChildID(i)
		text = m.Append(text[:0], u, i)
		key = members[at].key(append(key[:0], byte(at)), text)
		b.Append(key)
	}
	return b.NewArray()
}
