package value

import (
	"math"
	"math/bits"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal"
	"github.com/apache/arrow-go/v18/arrow/float16"
)

// number is a type whose text is a JSON number.
func number(f appendFunc) Formatter { return Formatter{class: Number, text: f, json: f} }

type values[T any] interface {
	arrow.Array
	Value(int) T
}

func signed[A values[T], T int8 | int16 | int32 | int64](dst []byte, a arrow.Array, i, _ int) []byte {
	return strconv.AppendInt(dst, int64(a.(A).Value(i)), 10)
}

func unsigned[A values[T], T uint8 | uint16 | uint32 | uint64](dst []byte, a arrow.Array, i, _ int) []byte {
	return strconv.AppendUint(dst, uint64(a.(A).Value(i)), 10)
}

// float is a type whose finite values are JSON numbers, and whose other values
// are strings in JSON.
func float(f appendFunc) Formatter {
	return Formatter{class: Number, text: f, json: func(dst []byte, a arrow.Array, i, limit int) []byte {
		start := len(dst)
		dst = f(dst, a, i, limit)
		if last := dst[len(dst)-1]; last >= '0' && last <= '9' {
			return dst
		}
		return append(insert(dst, start, '"'), '"')
	}}
}

func insert(dst []byte, at int, c byte) []byte {
	dst = append(dst, 0)
	copy(dst[at+1:], dst[at:])
	dst[at] = c
	return dst
}

func float64At(dst []byte, a arrow.Array, i, _ int) []byte {
	return AppendFloat(dst, a.(*array.Float64).Value(i), 64)
}

func float32At(dst []byte, a arrow.Array, i, _ int) []byte {
	return AppendFloat(dst, float64(a.(*array.Float32).Value(i)), 32)
}

// float16At tries the few digits that a half-precision number can need, because
// strconv knows no shortest form of that width.
func float16At(dst []byte, a arrow.Array, i, _ int) []byte {
	half := a.(*array.Float16).Value(i)
	f := half.Float32()
	for digits := range 5 {
		var buf [16]byte
		short := strconv.AppendFloat(buf[:0], float64(f), 'e', digits, 32)
		if back, err := strconv.ParseFloat(string(short), 32); err == nil && float16.New(float32(back)) == half {
			return AppendFloat(dst, back, 32)
		}
	}
	return AppendFloat(dst, float64(f), 32)
}

// AppendFloat appends the shortest digits that read back as f, with an exponent
// from 1e21 up and below 1e-6. The width is 32 or 64 bits.
func AppendFloat(dst []byte, f float64, width int) []byte {
	magnitude := math.Abs(f)
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case magnitude == 0 || magnitude >= 1e-6 && magnitude < 1e21:
		return strconv.AppendFloat(dst, f, 'f', -1, width)
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, width)
	if n := len(dst); dst[n-2] == '0' && dst[n-3] == '-' {
		dst[n-2], dst = dst[n-1], dst[:n-1]
	}
	return dst
}

func decimalOf(t arrow.DecimalType) Formatter {
	scale := int(t.GetScale())
	switch t.(type) {
	case *arrow.Decimal32Type:
		return number(func(dst []byte, a arrow.Array, i, _ int) []byte {
			return appendInt64Decimal(dst, int64(a.(*array.Decimal32).Value(i)), scale)
		})
	case *arrow.Decimal64Type:
		return number(func(dst []byte, a arrow.Array, i, _ int) []byte {
			return appendInt64Decimal(dst, int64(a.(*array.Decimal64).Value(i)), scale)
		})
	case *arrow.Decimal128Type:
		return number(func(dst []byte, a arrow.Array, i, _ int) []byte {
			return appendDecimal128(dst, a.(*array.Decimal128).Value(i), scale)
		})
	}
	return number(func(dst []byte, a arrow.Array, i, _ int) []byte {
		v := a.(*array.Decimal256).Value(i)
		if v.Sign() < 0 {
			return appendDecimal(append(dst, '-'), v.Negate().Array(), scale)
		}
		return appendDecimal(dst, v.Array(), scale)
	})
}

func appendDecimal128(dst []byte, v decimal.Decimal128, scale int) []byte {
	if v.Sign() < 0 {
		dst, v = append(dst, '-'), v.Negate()
	}
	return appendDecimal(dst, [4]uint64{v.LowBits(), uint64(v.HighBits())}, scale)
}

func appendInt64Decimal(dst []byte, v int64, scale int) []byte {
	if v < 0 {
		dst, v = append(dst, '-'), -v
	}
	return appendDecimal(dst, [4]uint64{uint64(v)}, scale)
}

// appendDecimal appends limbs (least significant first) × 10^-scale with all of
// its digits.
func appendDecimal(dst []byte, limbs [4]uint64, scale int) []byte {
	var buf [80]byte
	digits := buf[writeDigits(&buf, limbs):]
	if scale <= 0 {
		dst = append(dst, digits...)
		if digits[0] == '0' {
			return dst
		}
		return appendZeros(dst, -scale)
	}
	if whole := len(digits) - scale; whole > 0 {
		dst = append(dst, digits[:whole]...)
		return append(append(dst, '.'), digits[whole:]...)
	}
	dst = appendZeros(append(dst, '0', '.'), scale-len(digits))
	return append(dst, digits...)
}

func appendZeros(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, '0')
	}
	return dst
}

// writeDigits writes a number of 256 bits to the end of buf and returns where
// it starts. 19 digits at a time is what fits one machine word. Divisions are what
// it costs, and so leading limbs that are zero are left out.
func writeDigits(buf *[80]byte, limbs [4]uint64) int {
	pos, top := len(buf), 3
	for {
		for top > 0 && limbs[top] == 0 {
			top--
		}
		rest := uint64(0)
		for i := top; i >= 0; i-- {
			limbs[i], rest = bits.Div64(rest, limbs[i], 1e19)
		}
		more := limbs[0]|limbs[1]|limbs[2]|limbs[3] != 0
		for n := 0; n < 19 && (more || rest != 0 || n == 0); n++ {
			pos--
			buf[pos] = '0' + byte(rest%10)
			rest /= 10
		}
		if !more {
			return pos
		}
	}
}
