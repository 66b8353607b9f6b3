package export

import (
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/decimal256"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// Integers of 128 bits are decimals of 39 digits in a result. No reader of files
// has those, but all have decimals of 38 digits, and few integers have more.

// mostDigits is how many digits the decimals of a file have at most.
const mostDigits = 38

func isHuge(t arrow.DataType) bool {
	d, ok := t.(*arrow.Decimal256Type)
	return ok && d.Precision == mostDigits+1 && d.Scale == 0
}

// narrowed is a type with decimals of 38 digits in the place of integers of 128
// bits; the type itself where it has none.
func narrowed(t arrow.DataType) arrow.DataType {
	if !hasHuge(t) {
		return t
	}
	return mapParts(t, func(t arrow.DataType) arrow.DataType {
		if isHuge(t) {
			return &arrow.Decimal128Type{Precision: mostDigits}
		}
		return t
	})
}

// mapParts is a type with other ones in the place of its parts, at any depth in lists,
// structures and maps.
func mapParts(t arrow.DataType, part func(arrow.DataType) arrow.DataType) arrow.DataType {
	field := func(f arrow.Field) arrow.Field {
		f.Type = mapParts(f.Type, part)
		return f
	}
	switch t := t.(type) {
	case *arrow.ListType:
		return arrow.ListOfField(field(t.ElemField()))
	case *arrow.LargeListType:
		return arrow.LargeListOfField(field(t.ElemField()))
	case *arrow.FixedSizeListType:
		return arrow.FixedSizeListOfField(t.Len(), field(t.ElemField()))
	case *arrow.StructType:
		fields := t.Fields() // a copy
		for i, f := range fields {
			fields[i] = field(f)
		}
		return arrow.StructOf(fields...)
	case *arrow.MapType:
		return arrow.MapOfFields(field(t.KeyField()), field(t.ItemField()))
	}
	return part(t)
}

func narrowedField(f arrow.Field) arrow.Field {
	f.Type = narrowed(f.Type)
	return f
}

// hasHuge reports whether a type is one of integers of 128 bits, or has such a
// part in lists, structures and maps.
func hasHuge(t arrow.DataType) bool {
	switch t := t.(type) {
	case *arrow.ListType, *arrow.LargeListType, *arrow.FixedSizeListType, *arrow.StructType, *arrow.MapType:
		return slices.ContainsFunc(t.(arrow.NestedType).Fields(), func(f arrow.Field) bool { return hasHuge(f.Type) })
	}
	return isHuge(t)
}

// narrow gives data a type that [narrowed] has made of theirs. Their visible values
// have no more digits than it holds.
func narrow(d arrow.ArrayData, t arrow.DataType) arrow.ArrayData {
	switch {
	case isHuge(d.DataType()):
		return narrowNumbers(array.NewDecimal256Data(d.(*array.Data))).Data()
	case !hasHuge(d.DataType()):
		return d
	}
	children := slices.Clone(d.Children())
	for i, f := range t.(arrow.NestedType).Fields() {
		children[i] = narrow(children[i], f.Type)
	}
	return array.NewData(t, d.Len(), d.Buffers(), children, d.NullN(), d.Offset())
}

func narrowNumbers(wide *array.Decimal256) arrow.Array {
	numbers := make([]decimal128.Num, wide.Len())
	for i := range numbers {
		words := wide.Value(i).Array()
		numbers[i] = decimal128.New(int64(words[1]), words[0])
	}
	t := &arrow.Decimal128Type{Precision: mostDigits}
	buffers := []*memory.Buffer{validity(wide), memory.NewBufferBytes(arrow.Decimal128Traits.CastToBytes(numbers))}
	return array.MakeFromData(array.NewData(t, wide.Len(), buffers, nil, wide.NullN(), 0))
}

// tooWide reports whether a number has more than 38 digits. Nearly all have no more
// than the words below tell at a glance.
func tooWide(n decimal256.Num) bool {
	const certain = 5_421_010_862_427_522_169 // times 2^64 is less than 10^38
	words := n.Array()
	if high := int64(words[1]); high <= certain && high >= -certain && int64(words[2]) == high>>63 && int64(words[3]) == high>>63 {
		return false
	}
	return !n.FitsInPrecision(mostDigits)
}

// heldType is the name of the type that holds the values of a column in a file.
func heldType(c fileColumn) string {
	name := connectors.SourceType(c.declared)
	if !hasHuge(c.declared.Type) {
		return name
	}
	return strings.NewReplacer("UHUGEINT", "DECIMAL(38,0)", "HUGEINT", "DECIMAL(38,0)").Replace(name)
}
