package duckscan

import (
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// unionMembers are the members of a type that is a union in DuckDB too, nil of any
// other type. A union with more members than Arrow allows has come as a struct of
// the tag and the members.
func unionMembers(f arrow.Field) []arrow.Field {
	switch t := f.Type.(type) {
	case *arrow.SparseUnionType:
		return t.Fields()
	case *arrow.StructType:
		if t.NumFields() > 1 && strings.HasPrefix(connectors.EngineType(f), "UNION(") {
			return t.Fields()[1:]
		}
	}
	return nil
}

func unionType(members []arrow.Field) bindings.LogicalType {
	types, names := make([]bindings.LogicalType, len(members)), columnNames(members)
	for i, f := range members {
		types[i] = logicalType(f)
		defer bindings.DestroyLogicalType(&types[i])
	}
	return bindings.CreateUnionType(types, names)
}

// unions writes a union, which DuckDB keeps as a struct of the tag and the members,
// all of them NULL but the one that the tag names. Arrow's unions have no NULL of
// their own: one whose first member is NULL is taken for it.
func unions(t *arrow.SparseUnionType) writer {
	members := make([]writer, t.NumFields())
	for i, f := range t.Fields() {
		members[i] = writerOf(f)
	}
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		u, tags := a.(*array.SparseUnion), bindings.StructVectorGetChild(v, 0)
		out, present := cells[uint8](tags, r.n), rows{n: r.n, index: make([]int, r.n)}
		of := make([]rows, len(members)) // the rows that each member has a value in
		for i := range of {
			of[i] = rows{n: r.n, index: slices.Repeat([]int{-1}, r.n)}
		}
		for row := range r.n {
			at := r.at(row)
			present.index[row] = -1
			if at < 0 || u.ChildID(at) == 0 && u.Field(0).IsNull(at) {
				continue
			}
			tag := u.ChildID(at)
			out[row], of[tag].index[row], present.index[row] = uint8(tag), at, at
		}
		setValidity(v, u, present)
		setValidity(tags, u, present)
		for i, write := range members {
			child := bindings.StructVectorGetChild(v, bindings.IdxT(i+1))
			if err := write(child, u.Field(i), of[i]); err != nil {
				return err
			}
		}
		return nil
	}
}
