package export

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
)

// DuckDB has literals for nested values. As text of JSON they would lose bytes, bit
// strings and keys that are no text.

// member is a part of a nested value: the values of one field.
func member(f arrow.Field, a arrow.Array) column {
	return column{array: a, format: value.NewFormatter(f)}
}

// nested appends a nested value as a literal of DuckDB; false for a type that has
// none.
func (e *inserts) nested(dst []byte, a arrow.Array, i int) ([]byte, bool) {
	switch a := a.(type) {
	case array.Union:
		return e.union(dst, a, i), true
	case *array.Map:
		return e.mapping(dst, a, i), true
	case *array.Struct:
		return e.structure(dst, a, i), true
	case array.ListLike:
		element := member(a.DataType().(arrow.ListLikeType).ElemField(), a.ListValues())
		from, to := a.ValueOffsets(i)
		return e.list(dst, element, from, to), true
	}
	return dst, false
}

func (e *inserts) list(dst []byte, element column, from, to int64) []byte {
	dst = append(dst, '[')
	for j := from; j < to; j++ {
		if j > from {
			dst = append(dst, ", "...)
		}
		dst = e.part(dst, element, int(j))
	}
	return append(dst, ']')
}

func (e *inserts) mapping(dst []byte, m *array.Map, i int) []byte {
	t := m.DataType().(*arrow.MapType)
	keys, items := member(t.KeyField(), m.Keys()), member(t.ItemField(), m.Items())
	dst = append(dst, "MAP {"...)
	from, to := m.ValueOffsets(i)
	for j := from; j < to; j++ {
		if j > from {
			dst = append(dst, ", "...)
		}
		dst = append(e.part(dst, keys, int(j)), ": "...)
		dst = e.part(dst, items, int(j))
	}
	return append(dst, '}')
}

// structure appends a struct, or a tuple where its members have no names.
func (e *inserts) structure(dst []byte, s *array.Struct, i int) []byte {
	fields := s.DataType().(*arrow.StructType).Fields()
	opening, closing := "{", byte('}')
	tuple := len(fields) > 0 && fields[0].Name == ""
	if tuple {
		opening, closing = "row(", ')'
	}
	for j, f := range fields {
		dst = append(dst, opening...)
		if !tuple {
			dst = append(e.quoted(dst, f.Name), ": "...)
		}
		dst = e.part(dst, member(f, s.Field(j)), i)
		opening = ", "
	}
	return append(dst, closing)
}

// part appends a value within another. The elements of a list take one type of all
// of them, and so those of one type are written in one way: a float never as a
// decimal, and long integers as texts, which DuckDB converts without loss.
func (e *inserts) part(dst []byte, c column, i int) []byte {
	t := c.array.DataType()
	switch {
	case c.null(i) || c.class() != value.Number || arrow.IsInteger(t.ID()) || t.ID() == arrow.DECIMAL128:
		return e.literal(dst, c, i)
	case !arrow.IsFloating(t.ID()):
		return e.quoted(dst, string(c.text(nil, i)))
	}
	text := string(c.text(nil, i))
	switch {
	case text == "-0" || !value.IsNumber(text):
		return append(e.quoted(append(dst, "CAST("...), text), " AS DOUBLE)"...)
	case !strings.Contains(text, "e"):
		text += "e0"
	}
	return append(dst, text...)
}
