package duck

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	bindings "github.com/duckdb/duckdb-go-bindings"
)

// listEntry is a LIST value as it lies in a vector: where its elements are in
// the child vector.
type listEntry struct{ offset, length uint64 }

// lists is a column of LIST or MAP, which is a list of entries.
type lists struct {
	source
	validity
	typ     arrow.DataType
	element column
	offsets []int32 // one more than rows, the first is 0
}

func newLists(t arrow.DataType, element column) column {
	return &lists{typ: t, element: element, offsets: []int32{0}}
}

func (l *lists) bind(vector bindings.Vector) {
	l.source.bind(vector)
	l.element.bind(bindings.ListVectorGetChild(vector))
}

// spans calls yield for every stretch of the child vector that holds the
// elements of successive rows. They lie one after the other nearly always.
func (l *lists) spans(offset, n int, yield func(start, count int)) {
	start, count := 0, 0
	for i, entry := range cells[listEntry](&l.source, offset, n) {
		if entry.length == 0 || !l.valid(offset+i) {
			continue
		}
		if count > 0 && int(entry.offset) != start+count {
			yield(start, count)
			count = 0
		}
		if count == 0 {
			start = int(entry.offset)
		}
		count += int(entry.length)
	}
	if count > 0 {
		yield(start, count)
	}
}

func (l *lists) append(offset, n int) {
	l.validity.append(&l.source, offset, n)
	end := l.offsets[len(l.offsets)-1]
	for i, entry := range cells[listEntry](&l.source, offset, n) {
		if l.valid(offset + i) {
			end += int32(entry.length)
		}
		l.offsets = append(l.offsets, end)
	}
	l.spans(offset, n, l.element.append)
}

func (l *lists) appendNulls(n int) {
	l.validity.appendNulls(n)
	for range n {
		l.offsets = append(l.offsets, l.offsets[len(l.offsets)-1])
	}
}

func (l *lists) weight(offset, n int) int {
	total := offsetSize * n
	l.spans(offset, n, func(start, count int) { total += l.element.weight(start, count) })
	return total
}

func (l *lists) finish() arrow.ArrayData {
	valid, n, nulls := l.validity.take()
	offsets := trim(l.offsets)
	l.offsets = append(make([]int32, 0, n+1), 0)
	return array.NewData(l.typ, n, []*memory.Buffer{valid, asBuffer(offsets)}, []arrow.ArrayData{l.element.finish()}, nulls, 0)
}

// arrays is a column of ARRAY: lists of one fixed length.
type arrays struct {
	source
	validity
	typ     arrow.DataType
	element column
	length  int
}

func (a *arrays) bind(vector bindings.Vector) {
	a.source.bind(vector)
	a.element.bind(bindings.ArrayVectorGetChild(vector))
}

func (a *arrays) append(offset, n int) {
	a.validity.append(&a.source, offset, n)
	a.runs(offset, n, func(start, count int, valid bool) {
		if valid {
			a.element.append(start*a.length, count*a.length)
		} else {
			a.element.appendNulls(count * a.length)
		}
	})
}

func (a *arrays) appendNulls(n int) {
	a.validity.appendNulls(n)
	a.element.appendNulls(n * a.length)
}

func (a *arrays) weight(offset, n int) int {
	total := n
	a.runs(offset, n, func(start, count int, valid bool) {
		if valid {
			total += a.element.weight(start*a.length, count*a.length)
		} else {
			total += count * a.length
		}
	})
	return total
}

func (a *arrays) finish() arrow.ArrayData {
	valid, n, nulls := a.validity.take()
	return array.NewData(a.typ, n, []*memory.Buffer{valid}, []arrow.ArrayData{a.element.finish()}, nulls, 0)
}

// structs is a column of STRUCT.
type structs struct {
	source
	validity
	typ    arrow.DataType
	fields []column
}

func (s *structs) bind(vector bindings.Vector) {
	s.source.bind(vector)
	for i, field := range s.fields {
		field.bind(bindings.StructVectorGetChild(vector, bindings.IdxT(i)))
	}
}

// append leaves the fields of a NULL row unread: what they hold is not defined.
func (s *structs) append(offset, n int) {
	s.validity.append(&s.source, offset, n)
	s.runs(offset, n, func(start, count int, valid bool) {
		for _, field := range s.fields {
			if valid {
				field.append(start, count)
			} else {
				field.appendNulls(count)
			}
		}
	})
}

func (s *structs) appendNulls(n int) {
	s.validity.appendNulls(n)
	for _, field := range s.fields {
		field.appendNulls(n)
	}
}

func (s *structs) weight(offset, n int) int {
	total := n
	s.runs(offset, n, func(start, count int, valid bool) {
		for _, field := range s.fields {
			if valid {
				total += field.weight(start, count)
			} else {
				total += count
			}
		}
	})
	return total
}

func (s *structs) finish() arrow.ArrayData {
	valid, n, nulls := s.validity.take()
	return array.NewData(s.typ, n, []*memory.Buffer{valid}, finishAll(s.fields), nulls, 0)
}

func finishAll(columns []column) []arrow.ArrayData {
	data := make([]arrow.ArrayData, len(columns))
	for i, c := range columns {
		data[i] = c.finish()
	}
	return data
}

// unions is a column of UNION: a struct of a tag and one field per member, of
// which all but the tagged one are NULL. Arrow's unions have no validity of their
// own, so a union that is NULL is one whose first member is.
type unions struct {
	source
	tag     source
	typ     arrow.DataType
	members []column
	tags    []int8
}

func (u *unions) bind(vector bindings.Vector) {
	u.source.bind(vector)
	u.tag.bind(bindings.StructVectorGetChild(vector, 0))
	for i, member := range u.members {
		member.bind(bindings.StructVectorGetChild(vector, bindings.IdxT(i+1)))
	}
}

func (u *unions) append(offset, n int) {
	u.runs(offset, n, func(start, count int, valid bool) {
		if !valid {
			u.appendNulls(count)
			return
		}
		u.tags = append(u.tags, cells[int8](&u.tag, start, count)...)
		for _, member := range u.members {
			member.append(start, count)
		}
	})
}

func (u *unions) appendNulls(n int) {
	u.tags = append(u.tags, make([]int8, n)...)
	for _, member := range u.members {
		member.appendNulls(n)
	}
}

func (u *unions) weight(offset, n int) int {
	total := n
	u.runs(offset, n, func(start, count int, valid bool) {
		for _, member := range u.members {
			if valid {
				total += member.weight(start, count)
			} else {
				total += count
			}
		}
	})
	return total
}

func (u *unions) finish() arrow.ArrayData {
	tags := trim(u.tags)
	u.tags = nil
	return array.NewData(u.typ, len(tags), []*memory.Buffer{nil, asBuffer(tags)}, finishAll(u.members), 0, 0)
}
