package chart

import (
	"math/big"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

// adder adds the value of a row to a sum, in units of the column's last digit.
// It reports false for a value that is not exact.
type adder func(sum *big.Int, i int) bool

// adderOf is the adder of a column of one batch. Floats are not summed up
// exactly, and neither are numbers that came in another type than declared.
func adderOf(declared arrow.Field, a arrow.Array) adder {
	inexact := func(*big.Int, int) bool { return false }
	if !arrow.TypeEqual(declared.Type, a.DataType()) {
		return inexact
	}
	var unit big.Int
	switch a := a.(type) {
	case *array.Int64:
		return func(sum *big.Int, i int) bool { sum.Add(sum, unit.SetInt64(a.Value(i))); return true }
	case *array.Int32:
		return func(sum *big.Int, i int) bool { sum.Add(sum, unit.SetInt64(int64(a.Value(i)))); return true }
	case *array.Uint64:
		return func(sum *big.Int, i int) bool { sum.Add(sum, unit.SetUint64(a.Value(i))); return true }
	case *array.Decimal128:
		return func(sum *big.Int, i int) bool { sum.Add(sum, a.Value(i).BigInt()); return true }
	case *array.Decimal256:
		return func(sum *big.Int, i int) bool { sum.Add(sum, a.Value(i).BigInt()); return true }
	case *array.Int8, *array.Int16, *array.Uint8, *array.Uint16, *array.Uint32:
		return wholeText(a, &unit)
	case *array.String:
		if connectors.FieldKind(declared) == connectors.KindNumber {
			return wholeText(a, &unit)
		}
	}
	return inexact
}

func wholeText(a arrow.Array, unit *big.Int) adder {
	return func(sum *big.Int, i int) bool {
		_, ok := unit.SetString(a.ValueStr(i), 10)
		if ok {
			sum.Add(sum, unit)
		}
		return ok
	}
}

// scaleOf is the number of digits behind the point of a column's values.
func scaleOf(t arrow.DataType) int {
	if d, ok := t.(arrow.DecimalType); ok {
		return int(d.GetScale())
	}
	return 0
}

// decimalText writes a sum with some digits behind the point.
func decimalText(sum *big.Int, scale int) string {
	digits := new(big.Int).Abs(sum).String()
	if scale > 0 {
		digits = strings.Repeat("0", max(0, scale+1-len(digits))) + digits
		digits = digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	}
	if sum.Sign() < 0 {
		digits = "-" + digits
	}
	return digits
}
