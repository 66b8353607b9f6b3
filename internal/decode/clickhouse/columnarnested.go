package clickhouse

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal256"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/value"
)

// nested returns what a nested column of Parquet becomes, part by part; false
// where it is not built as its type is.
func nested(f arrow.Field, t *Type, typeText, zone string) (columnar, bool) {
	kinds := t.parts()
	if other, ok := same[t.Name]; ok {
		if alias, err := ParseType(other); err == nil {
			kinds = alias.parts()
		}
	}
	var sent []arrow.Field
	switch built := f.Type.(type) {
	case *arrow.ListType:
		sent = []arrow.Field{built.ElemField()}
	case *arrow.MapType:
		sent = []arrow.Field{built.KeyField(), built.ItemField()}
	case *arrow.StructType:
		sent = built.Fields()
	}
	if len(kinds) == 0 || len(sent) != len(kinds) {
		return columnar{}, false
	}
	parts := make([]columnar, len(sent))
	for i, k := range kinds {
		sent[i].Name = k.Name
		parts[i] = columnarOfType(sent[i], k.Type, k.Type.String(), zone)
	}
	return builtOf(f, typeText, parts), true
}

// parts are the types of which a nested type is made, with the names that their
// fields have; none where t is no nested type.
func (t *Type) parts() []Arg {
	switch {
	case t.element() != nil:
		return []Arg{{Name: "item", Type: t.element()}}
	case t.Name == "Map" && t.argument(0) != nil && t.argument(1) != nil:
		return []Arg{{Name: "key", Type: t.argument(0)}, {Name: "value", Type: t.argument(1)}}
	case t.Name == "Tuple" && !slices.ContainsFunc(t.Args, func(a Arg) bool { return a.Type == nil }):
		return t.Args
	}
	return nil
}

// builtOf is the column of which these are the parts.
func builtOf(f arrow.Field, typeText string, parts []columnar) columnar {
	fields := make([]arrow.Field, len(parts))
	for i, p := range parts {
		fields[i] = p.field
	}
	field := connectors.Field(f.Name, typeOf(f.Type, fields), typeText, connectors.KindText)
	return columnar{field, func(a arrow.Array) arrow.Array {
		built := array.MakeFromData(rebuilt(a.Data(), parts))
		if arrow.TypeEqual(built.DataType(), field.Type) {
			return built
		}
		return asTexts(built) // A part did not fit.
	}}
}

// typeOf is a nested type with other fields.
func typeOf(t arrow.DataType, fields []arrow.Field) arrow.DataType {
	switch t.(type) {
	case *arrow.ListType:
		return arrow.ListOfField(fields[0])
	case *arrow.MapType:
		fields[0].Nullable = false
		return arrow.MapOfFields(fields[0], fields[1])
	}
	return arrow.StructOf(fields...)
}

// rebuilt is nested data with other parts.
func rebuilt(d arrow.ArrayData, parts []columnar) arrow.ArrayData {
	owner := d
	_, isMap := d.DataType().(*arrow.MapType)
	if isMap {
		owner = d.Children()[0] // The entries, which have the keys and the values.
	}
	fields, children := make([]arrow.Field, len(parts)), make([]arrow.ArrayData, len(parts))
	for i, p := range parts {
		part := array.MakeFromData(owner.Children()[i])
		if p.read != nil {
			part = p.read(part)
		}
		fields[i], children[i] = p.field, part.Data()
		fields[i].Type = part.DataType()
	}
	t := typeOf(d.DataType(), fields)
	if isMap {
		entries := t.(*arrow.MapType).Elem()
		children = []arrow.ArrayData{array.NewData(entries, owner.Len(), owner.Buffers(), children, owner.NullN(), owner.Offset())}
	}
	return array.NewData(t, d.Len(), d.Buffers(), children, d.NullN(), d.Offset())
}

// asTexts is a column as the text of its values.
func asTexts(a arrow.Array) arrow.Array {
	return value.Texts(arrow.Field{Type: unnumbered(a.DataType())}, a)
}

// unnumbered is a type in which the members of a tuple without names, which are
// called 1, 2 and so on, have none.
func unnumbered(t arrow.DataType) arrow.DataType {
	var fields []arrow.Field
	if nested, ok := t.(arrow.NestedType); ok {
		fields = slices.Clone(nested.Fields())
	}
	numbered := t.ID() == arrow.STRUCT
	for i := range fields {
		fields[i].Type = unnumbered(fields[i].Type)
		numbered = numbered && fields[i].Name == strconv.Itoa(i+1)
	}
	for i := range fields {
		if numbered {
			fields[i].Name = ""
		}
	}
	switch t := t.(type) {
	case *arrow.StructType:
		return arrow.StructOf(fields...)
	case *arrow.ListType:
		return arrow.ListOfField(fields[0])
	case *arrow.DenseUnionType:
		return arrow.DenseUnionOf(fields, t.TypeCodes())
	case *arrow.SparseUnionType:
		return arrow.SparseUnionOf(fields, t.TypeCodes())
	}
	return t
}

// integers reads the bytes of 128 bits as the decimals that hold such integers.
func integers(a arrow.Array, t *arrow.Decimal256Type, signed bool) arrow.Array {
	b := array.NewDecimal256Builder(memory.DefaultAllocator, t)
	for i := range a.Len() {
		raw, ok := bytesAt(a, i)
		if a.IsNull(i) || !ok {
			b.AppendNull()
			continue
		}
		b.Append(decimal256.FromBigInt(integerOf(raw, signed)))
	}
	return b.NewDecimal256Array()
}

// integerOf reads an integer of which the lowest byte is first.
func integerOf(b []byte, signed bool) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	n := new(big.Int).SetBytes(b)
	if signed && len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}
