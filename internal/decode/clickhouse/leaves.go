package clickhouse

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// eachText visits the arrays of text of which a column is made, itself or what is
// nested in it, each with the field that it has there.
func eachText(f arrow.Field, a arrow.Array, visit func(arrow.Field, *array.String)) {
	switch a := a.(type) {
	case *array.String:
		visit(f, a)
	case *array.Struct:
		for i := range a.NumField() {
			eachText(a.DataType().(*arrow.StructType).Field(i), a.Field(i), visit)
		}
	case array.ListLike: // maps too: their values are structs
		eachText(itemOf(a.DataType()), a.ListValues(), visit)
	}
}

// hasLeaf reports whether a field, or one that is nested in it, is of some kind.
func hasLeaf(f arrow.Field, is func(arrow.Field) bool) bool {
	switch t := f.Type.(type) {
	case *arrow.StructType:
		for _, member := range t.Fields() {
			if hasLeaf(member, is) {
				return true
			}
		}
		return false
	case arrow.ListLikeType:
		return hasLeaf(t.ElemField(), is)
	}
	return is(f)
}

func itemOf(t arrow.DataType) arrow.Field { return t.(arrow.ListLikeType).ElemField() }
