package grid

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

func TestSameValueComparesEveryType(t *testing.T) {
	for _, c := range []struct {
		of     arrow.DataType
		values string // two that are the same, one that is not, and NULL
	}{
		{arrow.PrimitiveTypes.Int8, `[7, 7, 8, null]`},
		{arrow.PrimitiveTypes.Uint64, `[18446744073709551615, 18446744073709551615, 1, null]`},
		{arrow.PrimitiveTypes.Float64, `[0.5, 0.5, 0.25, null]`},
		{arrow.PrimitiveTypes.Float32, `["NaN", "NaN", 1, null]`},
		{arrow.FixedWidthTypes.Boolean, `[true, true, false, null]`},
		{arrow.FixedWidthTypes.Date32, `["2024-01-31", "2024-01-31", "2024-02-01", null]`},
		{&arrow.TimestampType{Unit: arrow.Microsecond}, `["2024-01-31 00:00:00", "2024-01-31 00:00:00", "2024-01-31 00:00:01", null]`},
		{&arrow.Decimal128Type{Precision: 30, Scale: 2}, `["1.10", "1.10", "1.20", null]`},
		{&arrow.Decimal256Type{Precision: 60, Scale: 2}, `["1.10", "1.10", "1.20", null]`},
		{arrow.BinaryTypes.String, `["", "", "a", null]`},
		{arrow.BinaryTypes.LargeString, `["b", "b", "a", null]`},
		{arrow.BinaryTypes.Binary, `["QQ==", "QQ==", "Qg==", null]`},
		{&arrow.FixedSizeBinaryType{ByteWidth: 1}, `["QQ==", "QQ==", "Qg==", null]`},
		{arrow.ListOf(arrow.PrimitiveTypes.Int8), `[[1, 2], [1, 2], [1], null]`},
		{arrow.StructOf(arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int8, Nullable: true}), `[{"a": 1}, {"a": 1}, {"a": null}, null]`},
		{&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}, `["b", "b", "a", null]`},
	} {
		a, _, err := array.FromJSON(memory.DefaultAllocator, c.of, strings.NewReader(c.values))
		if err != nil {
			t.Fatal(c.of, err)
		}
		shifted := array.NewSlice(a, 1, 4)
		for i := range 4 {
			for j := range 3 {
				want := i == j+1 || i == 0 && j == 0
				if got := sameValue(a, i, shifted, j); got != want {
					t.Errorf("%s: values %d and %d: same is %v", c.of, i, j+1, got)
				}
			}
		}
	}
}
