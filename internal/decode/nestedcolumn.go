package decode

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

func newNested(c Column) (column, error) {
	switch t := c.Field.Type.(type) {
	case *arrow.ListType:
		items, err := c.item(t.ElemField(), false)
		return &listColumn{dataType: t, items: items, offsets: []int32{0}}, err
	case *arrow.FixedSizeListType:
		items, err := c.item(t.ElemField(), false)
		return &fixedColumn{dataType: t, items: items}, err
	case *arrow.MapType:
		entries, err := c.newStruct(t.Elem().(*arrow.StructType), true)
		return &mapColumn{dataType: t, entries: entries, offsets: []int32{0}}, err
	}
	return c.newStruct(c.Field.Type.(*arrow.StructType), false)
}

// item returns the column for a part of nested values, which may be the key of a
// map.
func (c Column) item(f arrow.Field, key bool) (column, error) { return newColumn(c.part(f, key)) }

// part says how a part of nested values is read. Where it is JSON of any kind, its
// strings keep their quotes.
func (c Column) part(f arrow.Field, key bool) Column {
	out := Column{Field: f, Verbatim: connectors.FieldKind(f).IsDocument()}
	if c.Part != nil {
		out = c.Part(out, key)
	}
	out.Part = c.Part
	return out
}

// appendNullable appends a value that may be null.
func appendNullable(to column, c cell) bool {
	if c.isNull() {
		to.null()
		return true
	}
	return to.append(c)
}

// eachItem calls do for the items of a JSON array that the scanner has checked.
func eachItem(b []byte, do func(cell) bool) bool {
	i := skipSpace(b, 1)
	for b[i] != ']' {
		c, next, _ := scanValue(b, i, 0)
		if !do(c) {
			return false
		}
		if i = skipSpace(b, next); b[i] == ',' {
			i = skipSpace(b, i+1)
		}
	}
	return true
}

// eachMember calls do for the members of a JSON object that the scanner has
// checked.
func eachMember(b []byte, do func(key, value cell) bool) bool {
	i := skipSpace(b, 1)
	for b[i] != '}' {
		key, next, _ := scanKey(b, i)
		value, next, _ := scanValue(b, next, 0)
		if !do(key, value) {
			return false
		}
		if i = skipSpace(b, next); b[i] == ',' {
			i = skipSpace(b, i+1)
		}
	}
	return true
}

// listColumn collects lists from JSON arrays.
type listColumn struct {
	dataType *arrow.ListType
	items    column
	count    int32
	offsets  []int32
	validity validity
}

func (l *listColumn) append(c cell) bool {
	ok := c.kind == jsonArray && eachItem(c.text, func(c cell) bool {
		l.count++
		return appendNullable(l.items, c)
	})
	l.close(true)
	return ok
}

func (l *listColumn) null() { l.close(false) }

func (l *listColumn) close(valid bool) {
	l.validity.add(len(l.offsets)-1, valid)
	l.offsets = append(l.offsets, l.count)
}

func (l *listColumn) finish() arrow.ArrayData {
	var offsets []int32
	offsets, l.offsets = handOver(l.offsets)
	l.offsets, l.count = append(l.offsets, 0), 0
	valid, nulls := l.validity.finish()
	buffers := []*memory.Buffer{valid, bytesOf(offsets)}
	return array.NewData(l.dataType, len(offsets)-1, buffers, []arrow.ArrayData{l.items.finish()}, nulls, 0)
}

// fixedColumn collects lists that all have the same length.
type fixedColumn struct {
	dataType *arrow.FixedSizeListType
	items    column
	n        int
	validity validity
}

func (f *fixedColumn) append(c cell) bool {
	count := int32(0)
	ok := c.kind == jsonArray && eachItem(c.text, func(c cell) bool {
		count++
		return appendNullable(f.items, c)
	})
	f.close(true)
	return ok && count == f.dataType.Len()
}

func (f *fixedColumn) null() {
	for range f.dataType.Len() {
		f.items.null()
	}
	f.close(false)
}

func (f *fixedColumn) close(valid bool) {
	f.validity.add(f.n, valid)
	f.n++
}

func (f *fixedColumn) finish() arrow.ArrayData {
	n := f.n
	f.n = 0
	valid, nulls := f.validity.finish()
	return array.NewData(f.dataType, n, []*memory.Buffer{valid}, []arrow.ArrayData{f.items.finish()}, nulls, 0)
}

// structColumn collects structs from JSON objects whose keys are field names,
// and from JSON arrays with one value per field.
type structColumn struct {
	dataType *arrow.StructType
	fields   []column
	cells    []cell
	n        int
	scratch  []byte
	validity validity
}

// newStruct returns the column for structs, or for the entries of maps.
func (c Column) newStruct(t *arrow.StructType, entries bool) (*structColumn, error) {
	s := &structColumn{dataType: t, cells: make([]cell, t.NumFields())}
	for i, f := range t.Fields() {
		field, err := c.item(f, entries && i == 0)
		if err != nil {
			return nil, err
		}
		s.fields = append(s.fields, field)
	}
	return s, nil
}

// append fits where every key is a field, once, and absent fields are null; or
// where an array has as many values as there are fields.
func (s *structColumn) append(c cell) bool {
	clear(s.cells)
	ok := false
	switch c.kind {
	case jsonObject:
		ok = eachMember(c.text, s.member)
	case jsonArray:
		n := 0
		ok = eachItem(c.text, func(value cell) bool {
			if n < len(s.cells) {
				s.cells[n] = value
			}
			n++
			return n <= len(s.cells)
		}) && n == len(s.cells)
	}
	return s.push(s.cells, true) && ok
}

func (s *structColumn) member(key, value cell) bool {
	i, known := s.dataType.FieldIdx(string(key.bare(&s.scratch)))
	if !known || s.cells[i].kind != missing {
		return false
	}
	s.cells[i] = value
	return true
}

func (s *structColumn) null() {
	clear(s.cells)
	s.push(s.cells, false)
}

func (s *structColumn) push(cells []cell, valid bool) bool {
	ok := true
	for i, f := range s.fields {
		ok = appendNullable(f, cells[i]) && ok
	}
	s.validity.add(s.n, valid)
	s.n++
	return ok
}

func (s *structColumn) finish() arrow.ArrayData {
	children := make([]arrow.ArrayData, len(s.fields))
	for i, f := range s.fields {
		children[i] = f.finish()
	}
	n := s.n
	s.n = 0
	valid, nulls := s.validity.finish()
	return array.NewData(s.dataType, n, []*memory.Buffer{valid}, children, nulls, 0)
}

// mapColumn collects maps from JSON objects.
type mapColumn struct {
	dataType *arrow.MapType
	entries  *structColumn
	offsets  []int32
	validity validity
}

func (m *mapColumn) append(c cell) bool {
	ok := c.kind == jsonObject && eachMember(c.text, func(key, value cell) bool {
		return m.entries.push([]cell{key, value}, true)
	})
	m.close(true)
	return ok
}

func (m *mapColumn) null() { m.close(false) }

func (m *mapColumn) close(valid bool) {
	m.validity.add(len(m.offsets)-1, valid)
	m.offsets = append(m.offsets, int32(m.entries.n))
}

func (m *mapColumn) finish() arrow.ArrayData {
	var offsets []int32
	offsets, m.offsets = handOver(m.offsets)
	m.offsets = append(m.offsets, 0)
	valid, nulls := m.validity.finish()
	buffers := []*memory.Buffer{valid, bytesOf(offsets)}
	return array.NewData(m.dataType, len(offsets)-1, buffers, []arrow.ArrayData{m.entries.finish()}, nulls, 0)
}
