package export

import (
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
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
	if isHuge(t) {
		return &arrow.Decimal128Type{Precision: mostDigits}
	}
	if !hasHuge(t) {
		return t
	}
	switch t := t.(type) {
	case *arrow.ListType:
		return arrow.ListOfField(narrowedField(t.ElemField()))
	case *arrow.LargeListType:
		return arrow.LargeListOfField(narrowedField(t.ElemField()))
	case *arrow.FixedSizeListType:
		return arrow.FixedSizeListOfField(t.Len(), narrowedField(t.ElemField()))
	case *arrow.StructType:
		fields := t.Fields() // a copy
		for i, f := range fields {
			fields[i] = narrowedField(f)
		}
		return arrow.StructOf(fields...)
	case *arrow.MapType:
		return arrow.MapOfFields(narrowedField(t.KeyField()), narrowedField(t.ItemField()))
	}
	return t
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
	b := array.NewDecimal128Builder(memory.DefaultAllocator, &arrow.Decimal128Type{Precision: mostDigits})
	b.Reserve(wide.Len())
	for i := range wide.Len() {
		if wide.IsNull(i) {
			b.AppendNull()
			continue
		}
		words := wide.Value(i).Array()
		b.Append(decimal128.New(int64(words[1]), words[0]))
	}
	return b.NewArray()
}

// firstTooLong is the first row of a column with an integer of more than 38
// digits; negative where there is none.
func firstTooLong(a arrow.Array) int {
	switch a := a.(type) {
	case *array.Decimal256:
		for i := range a.Len() {
			if a.IsValid(i) && !a.Value(i).FitsInPrecision(mostDigits) {
				return i
			}
		}
	case *array.Struct:
		first := -1
		for i := range a.NumField() {
			if row := firstTooLong(a.Field(i)); row >= 0 && (first < 0 || row < first) {
				first = row
			}
		}
		return first
	case array.ListLike:
		return firstTooLongList(a)
	}
	return -1
}

func firstTooLongList(a array.ListLike) int {
	values := a.ListValues()
	if firstTooLong(values) < 0 {
		return -1
	}
	for i := range a.Len() {
		if start, end := a.ValueOffsets(i); a.IsValid(i) && firstTooLong(array.NewSlice(values, start, end)) >= 0 {
			return i
		}
	}
	return -1
}

// HasHuge reports whether columns of a result hold integers of 128 bits, which
// files hold as decimals where none has more than 38 digits.
func HasHuge(schema *arrow.Schema) bool {
	return slices.ContainsFunc(schema.Fields(), func(f arrow.Field) bool { return hasHuge(f.Type) })
}

// heldType is the name of the type that holds the values of a column in a file.
func heldType(c fileColumn) string {
	name := connectors.SourceType(c.declared)
	if !hasHuge(c.declared.Type) {
		return name
	}
	return strings.NewReplacer("UHUGEINT", "DECIMAL(38,0)", "HUGEINT", "DECIMAL(38,0)").Replace(name)
}
