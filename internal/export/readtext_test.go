package export

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/value"
)

func TestTextIsReadBackOnlyWhereItIsExact(t *testing.T) {
	price := &arrow.Decimal128Type{Precision: 6, Scale: 2}
	for _, c := range []struct {
		t          arrow.DataType
		text, want string // an empty want: refused
	}{
		{price, "1.2", "1.20"}, {price, "-0.50", "-0.50"}, {price, "7", "7.00"}, {price, "0", "0.00"},
		{price, "+7", ""}, {price, "07", ""}, {price, "-0", ""}, {price, "(null)", ""}, {price, "", ""},
		{price, "1.239", ""}, {price, "123456.2", ""}, {price, "abc", ""},
		{&arrow.Decimal256Type{Precision: 60, Scale: 2}, "1.239", ""},
		{arrow.PrimitiveTypes.Int64, "9223372036854775807", "9223372036854775807"}, {arrow.PrimitiveTypes.Int64, "9223372036854775808", ""},
		{arrow.PrimitiveTypes.Float64, "1.50", "1.5"}, {arrow.PrimitiveTypes.Float64, "1e+30", "1e+30"}, {arrow.PrimitiveTypes.Float64, "1e400", ""},
		{arrow.PrimitiveTypes.Float64, "9007199254740993", ""}, {arrow.PrimitiveTypes.Float64, "12345678901234567890", ""}, {arrow.PrimitiveTypes.Float64, "nan", ""}, {arrow.FixedWidthTypes.Float16, "1e10", ""},
		{arrow.FixedWidthTypes.Date32, "2024-01-31", "2024-01-31"}, {arrow.FixedWidthTypes.Date32, "2024-01-31 10:00:00", ""},
		{arrow.FixedWidthTypes.Date32, "20240131", ""}, {arrow.FixedWidthTypes.Date32, "19723", ""},
		{arrow.FixedWidthTypes.Timestamp_us, "2024-01-31 13:45:00.5+00:00", "2024-01-31 13:45:00.5+00:00"}, {arrow.FixedWidthTypes.Timestamp_us, "2024-01-31 13:45:00+02:00", ""},
		{&arrow.TimestampType{Unit: arrow.Millisecond}, "2024-01-31 13:45:00.1234", ""}, {arrow.FixedWidthTypes.Boolean, "true", "true"}, {arrow.FixedWidthTypes.Boolean, "t", ""}, {arrow.FixedWidthTypes.Boolean, "1", ""},
		{arrow.BinaryTypes.Binary, "abcd", ""}, {arrow.ListOf(arrow.PrimitiveTypes.Int64), "[1,2]", "[1,2]"},
	} {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		b.Append(c.text)
		f := arrow.Field{Name: "c", Type: c.t}
		a, err := parseColumn(b.NewArray(), heldColumn(f))
		switch {
		case c.want == "" && !connectors.IsClass(err, connectors.ClassUnsupported):
			t.Errorf("%s: %q was not refused (%v)", c.t, c.text, err)
		case c.want != "" && err != nil:
			t.Errorf("%s: %q was refused: %v", c.t, c.text, err)
		case c.want != "" && string(value.NewFormatter(f).Append(nil, a, 0)) != c.want:
			t.Errorf("%s: %q is read as %s", c.t, c.text, value.NewFormatter(f).Append(nil, a, 0))
		}
	}
}
