package export

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
)

// Literals of nested values keep what the text of JSON would lose: bytes, bit
// strings and keys that are no text.

// nested writes values of a nested type that has literals.
func (l *literals) nested(f arrow.Field) literalFunc {
	switch t := f.Type.(type) {
	case arrow.UnionType:
		return l.union(t)
	case *arrow.MapType:
		return l.mapping(t)
	case *arrow.StructType:
		return l.structure(t)
	}
	part := l.part(f.Type.(arrow.ListLikeType).ElemField())
	return func(dst []byte, a arrow.Array, i int) []byte {
		list := a.(array.ListLike)
		from, to := list.ValueOffsets(i)
		return l.several(dst, l.parts.list, list.ListValues(), part, from, to)
	}
}

// part writes values within others. The elements of a list take one type of all of
// them, and so those of one type are written in one way.
func (l *literals) part(f arrow.Field) literalFunc {
	if _, nested := f.Type.(arrow.NestedType); nested {
		return l.nullable(f, l.nested(f))
	}
	if l.duckdb {
		return l.nullable(f, l.duckPart(f))
	}
	return l.nullable(f, l.scalar(f, true))
}

// duckPart writes a float never as a decimal, and long integers as texts, which
// DuckDB converts without loss.
func (l *literals) duckPart(f arrow.Field) literalFunc {
	t, m := f.Type, value.NewFormatter(f)
	switch {
	case m.Class() != value.Number || arrow.IsInteger(t.ID()) || t.ID() == arrow.DECIMAL128:
		return l.scalar(f, l.typed)
	case !arrow.IsFloating(t.ID()):
		return func(dst []byte, a arrow.Array, i int) []byte {
			dst = l.quoted(dst, string(m.Append(nil, a, i)))
			if l.typed {
				dst = append(dst, decimalCast(f)...)
			}
			return dst
		}
	}
	return func(dst []byte, a arrow.Array, i int) []byte {
		text := string(m.Append(nil, a, i))
		switch {
		case text == "-0" || !value.IsNumber(text):
			return append(l.quoted(append(dst, "CAST("...), text), " AS DOUBLE)"...)
		case !strings.Contains(text, "e"):
			text += "e0"
		}
		return append(dst, text...)
	}
}

// several lists values between two marks.
func (l *literals) several(dst []byte, marks [2]string, values arrow.Array, part literalFunc, from, to int64) []byte {
	dst = append(dst, marks[0]...)
	for j := from; j < to; j++ {
		if j > from {
			dst = append(dst, ", "...)
		}
		dst = part(dst, values, int(j))
	}
	return append(dst, marks[1]...)
}

func (l *literals) mapping(t *arrow.MapType) literalFunc {
	key, item, marks := l.part(t.KeyField()), l.part(t.ItemField()), l.parts.mapping
	between := ", "
	if l.duckdb {
		between = ": "
	}
	return func(dst []byte, a arrow.Array, i int) []byte {
		m := a.(*array.Map)
		from, to := m.ValueOffsets(i)
		if len(marks) > 2 {
			dst = l.several(dst, [2]string{marks[0], marks[1]}, m.Keys(), key, from, to)
			return l.several(dst, [2]string{"", marks[2]}, m.Items(), item, from, to)
		}
		pair := func(dst []byte, _ arrow.Array, j int) []byte {
			return item(append(key(dst, m.Keys(), j), between...), m.Items(), j)
		}
		return l.several(dst, [2]string{marks[0], marks[1]}, nil, pair, from, to)
	}
}

// structure writes a struct; in DuckDB with names, unless its members have none.
func (l *literals) structure(t *arrow.StructType) literalFunc {
	fields, marks := t.Fields(), l.parts.structure
	prefixes, members := make([]string, len(fields)), make([]literalFunc, len(fields))
	if l.duckdb {
		marks = [2]string{"{", "}"}
		if len(fields) > 0 && fields[0].Name == "" {
			marks = [2]string{"row(", ")"}
		}
	}
	for j, f := range fields {
		members[j] = l.part(f)
		if marks[0] == "{" {
			prefixes[j] = string(l.quoted(nil, f.Name)) + ": "
		}
	}
	return func(dst []byte, a arrow.Array, i int) []byte {
		s := a.(*array.Struct)
		member := func(dst []byte, _ arrow.Array, j int) []byte {
			return members[j](append(dst, prefixes[j]...), s.Field(j), i)
		}
		return l.several(dst, marks, nil, member, 0, int64(len(members)))
	}
}

// union writes a union with the tag of its member, without which the text 3 comes
// back as another member than the number 3.
func (l *literals) union(t arrow.UnionType) literalFunc {
	members := make([]literalFunc, t.NumFields())
	for j, f := range t.Fields() {
		members[j] = l.column(f)
	}
	return func(dst []byte, a arrow.Array, i int) []byte {
		u := a.(array.Union)
		child := u.ChildID(i)
		if dense, ok := u.(*array.DenseUnion); ok {
			i = int(dense.ValueOffset(i))
		}
		dst = append(append(dst, "union_value("...), quoteName(t.Fields()[child].Name, '"')...)
		return append(members[child](append(dst, " := "...), u.Field(child), i), ')')
	}
}
