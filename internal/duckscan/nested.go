package duckscan

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	bindings "github.com/duckdb/duckdb-go-bindings"
)

// nestedWriter returns the writer of a type with parts; nil where it has none.
func nestedWriter(t arrow.DataType) writer {
	switch t := t.(type) {
	case *arrow.SparseUnionType:
		if t.NumFields() > 0 {
			return unions(t)
		}
	case *arrow.StructType:
		if t.NumFields() > 0 {
			return structs(t)
		}
	case *arrow.MapType:
		return lists(structs(arrow.StructOf(t.KeyField(), t.ItemField())))
	case *arrow.FixedSizeListType:
		if t.Len() > 0 {
			return arrays(int(t.Len()), writerOf(t.ElemField()))
		}
		return lists(writerOf(t.ElemField()))
	case arrow.ListLikeType:
		return lists(writerOf(t.ElemField()))
	}
	return nil
}

func structs(t *arrow.StructType) writer {
	parts := make([]writer, t.NumFields())
	for i, f := range t.Fields() {
		parts[i] = writerOf(f)
	}
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		r = r.of(a)
		for i, part := range parts {
			child := bindings.StructVectorGetChild(v, bindings.IdxT(i))
			if err := part(child, a.(*array.Struct).Field(i), r); err != nil {
				return err
			}
		}
		return nil
	}
}

// listEntry is where a list lies in the child vector.
type listEntry struct{ offset, length uint64 }

func lists(part writer) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		list, entries := a.(array.ListLike), cells[listEntry](v, r.n)
		var index []int
		for i := range r.n {
			entries[i] = listEntry{offset: uint64(len(index))}
			if r.isNull(a, i) {
				continue
			}
			start, end := list.ValueOffsets(r.at(i))
			entries[i].length = uint64(end - start)
			for at := start; at < end; at++ {
				index = append(index, int(at))
			}
		}
		size := bindings.IdxT(len(index))
		bindings.ListVectorReserve(v, size)
		bindings.ListVectorSetSize(v, size)
		return part(bindings.ListVectorGetChild(v), list.ListValues(), selected(index))
	}
}

func arrays(size int, part writer) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		list := a.(*array.FixedSizeList)
		index := make([]int, r.n*size)
		for i := range r.n {
			null := r.isNull(a, i)
			start := int64(0)
			if !null {
				start, _ = list.ValueOffsets(r.at(i))
			}
			for j := range size {
				index[i*size+j] = int(start) + j
				if null {
					index[i*size+j] = -1
				}
			}
		}
		return part(bindings.ArrayVectorGetChild(v), list.ListValues(), selected(index))
	}
}

// selected is a range where the positions follow each other, which is copied in
// one piece, and the positions themselves otherwise.
func selected(index []int) rows {
	for i, at := range index {
		if at != index[0]+i {
			return rows{n: len(index), index: index}
		}
	}
	if len(index) == 0 || index[0] < 0 {
		return rows{n: len(index), index: index}
	}
	return rows{from: index[0], n: len(index)}
}

func dictionary(part writer) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		d := a.(*array.Dictionary)
		index := make([]int, r.n)
		for i := range index {
			index[i] = -1
			if !r.isNull(a, i) {
				index[i] = d.GetValueIndex(r.at(i))
			}
		}
		return part(v, d.Dictionary(), rows{n: r.n, index: index})
	}
}

func runs(part writer) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		e := a.(*array.RunEndEncoded)
		index := make([]int, r.n)
		for i := range index {
			index[i] = -1
			if at := r.at(i); at >= 0 {
				index[i] = e.GetPhysicalIndex(at)
			}
		}
		return part(v, e.Values(), rows{n: r.n, index: index})
	}
}
