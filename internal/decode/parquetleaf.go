package decode

import (
	"encoding/binary"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"sonde/connectors"
	"sonde/internal/value"
)

// leaf is how the values of a Parquet column are converted that the library
// leaves raw or makes something else of than the file says.
type leaf interface {
	// raw is the type that the library is told to read.
	raw() arrow.DataType
	// declared describes the converted values.
	declared(arrow.Field) arrow.Field
	// convert takes an array of the raw type. It returns one of the declared
	// type, or text where a value does not fit that.
	convert(arrow.Array) arrow.ArrayData
}

// leafOf is nil where the library's own conversion is right.
func leafOf(c *schema.Column, nested bool) leaf {
	_, isJSON := c.LogicalType().(schema.JSONLogicalType)
	_, isInterval := c.LogicalType().(schema.IntervalLogicalType)
	switch {
	case c.PhysicalType() == parquet.Types.Int96 && nested:
		return int96Leaf{layout: "2006-01-02T15:04:05.999999999"}
	case c.PhysicalType() == parquet.Types.Int96:
		return int96Leaf{layout: "2006-01-02 15:04:05.999999999"}
	case isJSON && c.PhysicalType() == parquet.Types.ByteArray:
		return jsonLeaf{}
	case isInterval && c.TypeLength() == intervalBytes:
		return intervalLeaf{}
	}
	return nil
}

// jsonLeaf reads JSON as text.
type jsonLeaf struct{}

func (jsonLeaf) raw() arrow.DataType { return arrow.BinaryTypes.String }

func (jsonLeaf) declared(f arrow.Field) arrow.Field {
	return withKind(f, arrow.BinaryTypes.String, "JSON", connectors.KindJSON)
}

func (jsonLeaf) convert(a arrow.Array) arrow.ArrayData { return a.Data() }

// intervalBytes are three numbers without sign: months, days and milliseconds.
const intervalBytes = 12

// intervalLeaf writes intervals as text.
type intervalLeaf struct{}

func (intervalLeaf) raw() arrow.DataType { return &arrow.FixedSizeBinaryType{ByteWidth: intervalBytes} }

func (intervalLeaf) declared(f arrow.Field) arrow.Field {
	return withKind(f, arrow.BinaryTypes.String, "INTERVAL", connectors.KindInterval)
}

func (intervalLeaf) convert(a arrow.Array) arrow.ArrayData {
	return textOfEach(a, func(dst []byte, i int) []byte {
		v := a.(*array.FixedSizeBinary).Value(i)
		part := func(n int) int64 { return int64(binary.LittleEndian.Uint32(v[4*n:])) }
		return value.AppendInterval(dst, part(0), part(1), part(2))
	})
}

func withKind(f arrow.Field, t arrow.DataType, sourceType string, kind connectors.Kind) arrow.Field {
	described := connectors.Field(f.Name, t, sourceType, kind)
	described.Nullable = f.Nullable
	return described
}

// branch is a field of a Parquet file, or a part of a nested one, that has a leaf
// to be converted. The zero value has none.
type branch struct {
	leaf     leaf
	children []branch // of a nested field: as many as its arrays have
}

func (b branch) isEmpty() bool { return b.leaf == nil && b.children == nil }

// plan finds the leaves of a field, tells the library to read them raw, and
// returns the field as it is declared after their conversion.
func plan(node *pqarrow.SchemaField, root *schema.Schema, f arrow.Field, nested bool) (branch, arrow.Field) {
	if len(node.Children) == 0 {
		l := leafOf(root.Column(node.ColIndex), nested)
		if l == nil {
			return branch{}, f
		}
		node.Field.Type = l.raw()
		return branch{leaf: l}, l.declared(f)
	}
	parts, ok := partsOf(f.Type)
	if !ok || len(parts) != len(node.Children) {
		return branch{}, f
	}
	b, found := branch{children: make([]branch, len(parts))}, false
	for i := range parts {
		b.children[i], parts[i] = plan(&node.Children[i], root, parts[i], true)
		found = found || !b.children[i].isEmpty()
	}
	if !found {
		return branch{}, f
	}
	f.Type = withParts(f.Type, parts)
	return b, f
}

// partsOf are the fields whose arrays a nested array has.
func partsOf(t arrow.DataType) ([]arrow.Field, bool) {
	switch t := t.(type) {
	case *arrow.MapType:
		return []arrow.Field{t.ElemField()}, true
	case arrow.ListLikeType:
		return []arrow.Field{t.ElemField()}, true
	case *arrow.StructType:
		return t.Fields(), true
	}
	return nil, false
}

// withParts is a nested type with other parts.
func withParts(t arrow.DataType, parts []arrow.Field) arrow.DataType {
	switch t := t.(type) {
	case *arrow.MapType:
		entries := parts[0].Type.(*arrow.StructType)
		m := arrow.MapOfFields(entries.Field(0), entries.Field(1))
		m.KeysSorted = t.KeysSorted
		return m
	case *arrow.ListType:
		return arrow.ListOfField(parts[0])
	case *arrow.LargeListType:
		return arrow.LargeListOfField(parts[0])
	case *arrow.FixedSizeListType:
		return arrow.FixedSizeListOfField(t.Len(), parts[0])
	}
	return arrow.StructOf(parts...)
}

// convert converts the leaves of an array. The declared type is that of the
// field; parts whose values do not fit are text.
func (b branch) convert(data arrow.ArrayData, declared arrow.DataType) arrow.ArrayData {
	switch {
	case b.leaf != nil:
		return b.leaf.convert(array.MakeFromData(data))
	case b.isEmpty():
		return data
	}
	parts, _ := partsOf(declared)
	children := make([]arrow.ArrayData, len(parts))
	for i, child := range data.Children() {
		children[i] = b.children[i].convert(child, parts[i].Type)
		parts[i].Type = children[i].DataType()
	}
	return array.NewData(withParts(declared, parts), data.Len(), data.Buffers(), children, data.NullN(), data.Offset())
}
