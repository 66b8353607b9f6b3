package value

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/decimal256"
	"github.com/apache/arrow-go/v18/arrow/float16"
)

func TestIntegersHaveAllDigits(t *testing.T) {
	for _, c := range []struct {
		t    arrow.DataType
		text []string
	}{
		{arrow.PrimitiveTypes.Int8, []string{"-128", "127"}},
		{arrow.PrimitiveTypes.Int16, []string{"-32768", "32767"}},
		{arrow.PrimitiveTypes.Int32, []string{"-2147483648", "2147483647"}},
		{arrow.PrimitiveTypes.Int64, []string{"-9223372036854775808", "9223372036854775807"}},
		{arrow.PrimitiveTypes.Uint8, []string{"0", "255"}},
		{arrow.PrimitiveTypes.Uint16, []string{"0", "65535"}},
		{arrow.PrimitiveTypes.Uint32, []string{"0", "4294967295"}},
		{arrow.PrimitiveTypes.Uint64, []string{"0", "18446744073709551615"}},
		{arrow.FixedWidthTypes.Boolean, []string{"true", "false"}},
	} {
		a := build(c.t, func(b array.Builder) {
			for _, s := range c.text {
				if err := b.AppendValueFromString(s); err != nil {
					t.Fatal(err)
				}
			}
		})
		expect(t, a, "", c.text, c.text)
	}
}

func TestFloatsAreShortest(t *testing.T) {
	a := build(arrow.PrimitiveTypes.Float64, func(b *array.Float64Builder) {
		b.AppendValues([]float64{0.30000000000000004, 1, math.Copysign(0, -1), 1e21, 999999999999999900000, 1e-6, 9.9e-7, 5e-324, -1.5e300, math.NaN(), math.Inf(1), math.Inf(-1), 1e-100}, nil)
	})
	finite := []string{"0.30000000000000004", "1", "-0", "1e+21", "999999999999999900000", "0.000001", "9.9e-7", "5e-324", "-1.5e+300"}
	expect(t, a, "", append(finite, "NaN", "Infinity", "-Infinity", "1e-100"), append(finite, `"NaN"`, `"Infinity"`, `"-Infinity"`, "1e-100"))
	single := build(arrow.PrimitiveTypes.Float32, func(b *array.Float32Builder) { b.AppendValues([]float32{0.1, 16777216, 1e-7}, nil) })
	expect(t, single, "", []string{"0.1", "16777216", "1e-7"}, []string{"0.1", "16777216", "1e-7"})
}

func TestEveryHalfFloatReadsBack(t *testing.T) {
	a := build(arrow.FixedWidthTypes.Float16, func(b *array.Float16Builder) {
		for bits := range 1 << 16 {
			b.Append(float16.FromBits(uint16(bits)))
		}
	})
	m := NewFormatter(arrow.Field{Type: a.DataType()})
	for bits := range 1 << 16 {
		text := string(m.Append(nil, a, bits))
		want := float16.FromBits(uint16(bits))
		back, err := strconv.ParseFloat(text, 32)
		if err != nil || float16.New(float32(back)) != want && !want.IsNaN() {
			t.Fatalf("%#04x is shown as %q (%v)", bits, text, err)
		}
	}
	if text := string(m.Append(nil, a, 0x2e66)); text != "0.1" {
		t.Errorf("the half nearest to 0.1 is shown as %s", text)
	}
}

func decimals(t testing.TB, text ...string) arrow.Array {
	return build(&arrow.Decimal128Type{Precision: 38, Scale: 2}, func(b *array.Decimal128Builder) {
		for _, s := range text {
			n, err := decimal128.FromString(s, 38, 2)
			if err != nil {
				t.Fatal(err)
			}
			b.Append(n)
		}
	})
}

func TestDecimalsKeepTheirScale(t *testing.T) {
	text := []string{"0.10", "-0.01", "0.00", "-123.40", "999999999999999999999999999999999999.99", "100000000000000000000000000000000000.00"}
	expect(t, decimals(t, text...), "", text, text)
	small := build(&arrow.Decimal32Type{Precision: 9, Scale: 3}, func(b *array.Decimal32Builder) { b.Append(-1); b.Append(5000) })
	expect(t, small, "", []string{"-0.001", "5.000"}, []string{"-0.001", "5.000"})
	negative := build(&arrow.Decimal64Type{Precision: 18, Scale: -3}, func(b *array.Decimal64Builder) { b.Append(-12); b.Append(0) })
	expect(t, negative, "", []string{"-12000", "0"}, []string{"-12000", "0"})
}

func FuzzDecimal(f *testing.F) {
	f.Add(uint64(0), uint64(0), uint64(0), uint64(0), int8(0))
	f.Add(uint64(1), uint64(0), uint64(0), uint64(1<<63), int8(76))
	f.Add(uint64(1e19), uint64(0), uint64(0), uint64(0), int8(-2))
	f.Fuzz(func(t *testing.T, a, b, c, d uint64, scale int8) {
		v := decimal256.New(d, c, b, a)
		arr := build(&arrow.Decimal256Type{Precision: 76, Scale: int32(scale)}, func(db *array.Decimal256Builder) { db.Append(v) })
		text, _ := textAndJSON(arr, "")
		got, ok := new(big.Rat).SetString(text[0])
		want := new(big.Rat).SetInt(v.BigInt())
		power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(scale, -scale))), nil))
		if scale == -128 {
			return
		}
		if scale > 0 {
			power.Inv(power)
		}
		if !ok || got.Cmp(want.Mul(want, power)) != 0 {
			t.Errorf("%s with scale %d is shown as %s", v.BigInt(), scale, text[0])
		}
		if _, fraction, _ := strings.Cut(text[0], "."); len(fraction) != max(0, int(scale)) {
			t.Errorf("scale %d is shown as %s", scale, text[0])
		}
	})
}

func FuzzFloatReadsBack(f *testing.F) {
	for _, v := range []float64{0, 1e21, 1e-7, math.MaxFloat64, math.SmallestNonzeroFloat64, 0.1} {
		f.Add(math.Float64bits(v))
	}
	f.Fuzz(func(t *testing.T, bits uint64) {
		v := math.Float64frombits(bits)
		back, err := strconv.ParseFloat(string(AppendFloat(nil, v, 64)), 64)
		if err != nil || back != v && !math.IsNaN(v) || math.Signbit(back) != math.Signbit(v) && !math.IsNaN(v) {
			t.Errorf("%v is shown as %s", v, AppendFloat(nil, v, 64))
		}
		single := math.Float32frombits(uint32(bits))
		narrow, err := strconv.ParseFloat(string(AppendFloat(nil, float64(single), 32)), 32)
		if err != nil || float32(narrow) != single && !math.IsNaN(narrow) {
			t.Errorf("float32 %v is shown as %s", single, AppendFloat(nil, float64(single), 32))
		}
	})
}
