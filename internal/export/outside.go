package export

import (
	"slices"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// mayBeOutside reports whether a type, or one of its parts in lists, structures and
// maps, has values that files do not hold: integers of 128 bits of 39 digits, and
// 24:00:00, which no reader but DuckDB takes as a time of day.
func mayBeOutside(t arrow.DataType) bool {
	switch t := t.(type) {
	case *arrow.ListType, *arrow.LargeListType, *arrow.FixedSizeListType, *arrow.StructType, *arrow.MapType:
		return slices.ContainsFunc(t.(arrow.NestedType).Fields(), func(f arrow.Field) bool { return mayBeOutside(f.Type) })
	case *arrow.Time32Type, *arrow.Time64Type:
		return true
	}
	return isHuge(t)
}

// firstOutside is the first row of a column with such a value; negative where there
// is none.
func firstOutside(a arrow.Array) int {
	switch a := a.(type) {
	case *array.Decimal256:
		return firstOf(a, func(i int) bool { return isHuge(a.DataType()) && tooWide(a.Value(i)) })
	case *array.Time32:
		unit := a.DataType().(*arrow.Time32Type).Unit.Multiplier()
		return firstOf(a, func(i int) bool { return isPastDay(time.Duration(a.Value(i)), unit) })
	case *array.Time64:
		unit := a.DataType().(*arrow.Time64Type).Unit.Multiplier()
		return firstOf(a, func(i int) bool { return isPastDay(time.Duration(a.Value(i)), unit) })
	case *array.Struct:
		first := -1
		for i := range a.NumField() {
			if row := firstOutside(a.Field(i)); row >= 0 && (first < 0 || row < first) {
				first = row
			}
		}
		return first
	case array.ListLike:
		return firstOutsideList(a)
	}
	return -1
}

// isPastDay reports whether so many units of time since midnight are none of a day.
func isPastDay(n, unit time.Duration) bool { return n < 0 || n >= 24*time.Hour/unit }

// firstOf is the first row that has a value of some sort; negative where there is none.
func firstOf(a arrow.Array, is func(row int) bool) int {
	for i := range a.Len() {
		if a.IsValid(i) && is(i) {
			return i
		}
	}
	return -1
}

func firstOutsideList(a array.ListLike) int {
	values := a.ListValues()
	if firstOutside(values) < 0 {
		return -1
	}
	for i := range a.Len() {
		if start, end := a.ValueOffsets(i); a.IsValid(i) && firstOutside(array.NewSlice(values, start, end)) >= 0 {
			return i
		}
	}
	return -1
}
