package decode

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/decimal256"
)

// view is b as a string, without a copy, for the length of one call.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// parseMagnitude reads decimal digits without a superfluous zero in front, which
// a number could not give back.
func parseMagnitude(s []byte) (n uint64, ok bool) {
	if len(s) == 0 || len(s) > 20 || (s[0] == '0' && len(s) > 1) {
		return 0, false
	}
	for i, c := range s {
		d := uint64(c - '0')
		if d > 9 {
			return 0, false
		}
		if i == 19 {
			hi, lo := bits.Mul64(n, 10)
			sum, carry := bits.Add64(lo, d, 0)
			return sum, hi+carry == 0
		}
		n = n*10 + d
	}
	return n, true
}

func parseInt(s []byte) (n int64, ok bool) {
	if len(s) > 0 && s[0] == '-' {
		m, ok := parseMagnitude(s[1:])
		return int64(-m), ok && m > 0 && m <= 1<<63
	}
	m, ok := parseMagnitude(s)
	return int64(m), ok && m <= math.MaxInt64
}

func signed[T int8 | int16 | int32 | int64](c cell) (T, bool) {
	if c.kind != number && c.kind != plain {
		return 0, false
	}
	n, ok := parseInt(c.text)
	return T(n), ok && int64(T(n)) == n
}

func unsigned[T uint8 | uint16 | uint32 | uint64](c cell) (T, bool) {
	if c.kind != number && c.kind != plain {
		return 0, false
	}
	n, ok := parseMagnitude(c.text)
	return T(n), ok && uint64(T(n)) == n
}

// decimalText is a number as its digits and the power of ten that they are to be
// multiplied with.
type decimalText struct {
	negative bool
	digits   []byte // may hold one '.', which point counts
	count    int    // significant digits, without zeros at either end
	mantissa uint64 // of the first 19 significant digits
	exponent int    // of the mantissa, where all digits are in it
}

// parseDecimal reads what JSON calls a number. It also takes zeros in front and
// a plus, which text may have.
func parseDecimal(s []byte) (d decimalText, ok bool) {
	i := 0
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		d.negative, i = s[0] == '-', 1
	}
	from, seen, zeros, fraction := i, false, 0, -1
	for ; i < len(s); i++ {
		c := s[i] - '0'
		if c > 9 {
			if s[i] == '.' && fraction < 0 {
				fraction = i + 1
				continue
			}
			break
		}
		seen = true
		if c == 0 {
			if d.count > 0 {
				zeros++
			}
			continue
		}
		for ; zeros > 0; zeros-- {
			d.push(0)
		}
		d.push(uint64(c))
	}
	d.digits = s[from:i]
	d.exponent = zeros
	if fraction >= 0 {
		d.exponent -= i - fraction
	}
	exponent, ok := parseExponent(s[i:])
	d.exponent += exponent
	return d, ok && seen && fraction != i
}

func (d *decimalText) push(digit uint64) {
	if d.count < 19 {
		d.mantissa = d.mantissa*10 + digit
	}
	d.count++
}

// parseExponent reads e±digits or nothing.
func parseExponent(s []byte) (n int, ok bool) {
	if len(s) == 0 {
		return 0, true
	}
	if s[0]|0x20 != 'e' || len(s) > 8 {
		return 0, false
	}
	n, err := strconv.Atoi(view(s[1:]))
	return n, err == nil
}

var powersOfTen = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// parseShort reads the common form of numbers, up to 18 digits with a point or
// without; the number is mantissa/10^places.
func parseShort(s []byte) (mantissa uint64, places int, negative, ok bool) {
	if len(s) > 0 && s[0] == '-' {
		negative, s = true, s[1:]
	}
	point := -1
	if len(s) == 0 || len(s) > 19 {
		return 0, 0, false, false
	}
	for i, c := range s {
		d := c - '0'
		switch {
		case d <= 9:
			mantissa = mantissa*10 + uint64(d)
		case c == '.' && point < 0 && i > 0 && i+1 < len(s):
			point = i
		default:
			return 0, 0, false, false
		}
	}
	if point >= 0 {
		places = len(s) - point - 1
	}
	return mantissa, places, negative, point >= 0 || len(s) < 19
}

// float returns a parser of floats. A number fits where the float, written with
// as many digits, reads the same again.
func float[T float32 | float64](width int) func(cell) (T, bool) {
	certain := 15
	if width == 32 {
		certain = 6
	}
	return func(c cell) (T, bool) {
		if c.kind == denormal || c.kind == plain && isWord(c.text) {
			v, ok := parseNonFinite(view(c.text))
			return T(v), ok
		}
		if c.kind != number && c.kind != plain {
			return 0, false
		}
		if m, places, negative, ok := parseShort(c.text); ok && m < 1e15 && width == 64 {
			v := float64(m) / powersOfTen[places] // one rounding of exact operands: the right one
			if negative {
				v = -v
			}
			return T(v), true
		}
		if width == 64 {
			if v, ok := quotient(c.text); ok {
				return T(v), true
			}
		}
		d, ok := parseDecimal(c.text)
		if !ok {
			return 0, false
		}
		v, err := strconv.ParseFloat(view(c.text), width)
		if err != nil {
			return 0, false
		}
		normal := math.Abs(v) > 1e-30 || width == 64 && math.Abs(v) > 1e-300
		return T(v), d.count == 0 || (normal && d.count <= certain) || d.rendersAs(v, width)
	}
}

// quotient reads a number of up to 19 digits with a decimal point as the integer
// of its digits over a power of ten. It is false where it does not see that the
// nearest float, rounded to as many digits, has the same ones.
func quotient(text []byte) (v float64, ok bool) {
	m, places, negative, ok := parseShort(text)
	if !ok || m == 0 || places == 0 {
		return 0, false
	}
	power := integerPowers[places]
	// The quotient of m·2^shift has 64 bits or 63, of which 53 are kept.
	shift := 63 - bits.LeadingZeros64(power) + bits.LeadingZeros64(m)
	hi, lo := shifted(m, shift)
	q, rest := bits.Div64(hi, lo, power)
	drop := 11 - bits.LeadingZeros64(q)
	kept, tail, half := q>>drop, q&(1<<drop-1), uint64(1)<<(drop-1)
	switch {
	case tail == half && rest == 0:
		return 0, false
	case tail >= half:
		kept++
	}
	// kept·2^(drop-shift) is the float; multiplied back and rounded it must be m.
	down := uint(shift - drop)
	hi, lo = bits.Mul64(kept, power)
	if back, tie := rounded(hi, lo, down); tie || back != m {
		return 0, false
	}
	v = math.Ldexp(float64(kept), -int(down))
	if negative {
		v = -v
	}
	return v, true
}

// shifted returns m·2^n in two words.
func shifted(m uint64, n int) (hi, lo uint64) {
	if n >= 64 {
		return m << (n - 64), 0
	}
	return m >> (64 - n), m << n
}

// rounded returns a number of two words over 2^n; tie says that it lies in the
// middle between two integers.
func rounded(hi, lo uint64, n uint) (r uint64, tie bool) {
	if n == 0 || n > 116 {
		return 0, true
	}
	var whole, part uint64 // part has its point in front
	switch {
	case n < 64:
		whole, part = hi<<(64-n)|lo>>n, lo<<(64-n)
		if hi>>n != 0 {
			return 0, true
		}
	case n == 64:
		whole, part = hi, lo
	default:
		whole, part = hi>>(n-64), hi<<(128-n)|lo>>(n-64)
		if lo<<(128-n) != 0 {
			part |= 1
		}
	}
	if part > 1<<63 {
		whole++
	}
	return whole, part == 1<<63
}

// integerPowers are the powers of ten that fit.
var integerPowers = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

// rendersAs reports whether v, rounded to as many digits, has the same ones.
func (d decimalText) rendersAs(v float64, width int) bool {
	if v == 0 || d.count > 800 {
		return false
	}
	if width == 64 && d.count == 16 && d.mantissa < 1<<52 && math.Abs(v) > 1e-300 {
		return true // such numbers are further apart than floats are
	}
	var buffer [832]byte
	text := strconv.AppendFloat(buffer[:0], v, 'e', d.count-1, width)
	if d.count <= 19 {
		return mantissaOf(text) == d.mantissa
	}
	got, ok := parseDecimal(text)
	if !ok || got.count != d.count || got.mantissa != d.mantissa {
		return false
	}
	return sameDigits(got.digits, d.digits)
}

// mantissaOf reads the digits in front of the exponent, at most 19.
func mantissaOf(text []byte) (m uint64) {
	for _, c := range text {
		switch {
		case c == 'e':
			return m
		case c >= '0':
			m = m*10 + uint64(c-'0')
		}
	}
	return m
}

// sameDigits compares significant digits, ignoring points and outer zeros.
func sameDigits(a, b []byte) bool {
	a, b = significant(a), significant(b)
	return string(a) == string(b)
}

func significant(s []byte) []byte {
	out := make([]byte, 0, len(s))
	for _, c := range s {
		if c != '.' && (c != '0' || len(out) > 0) {
			out = append(out, c)
		}
	}
	for len(out) > 0 && out[len(out)-1] == '0' {
		out = out[:len(out)-1]
	}
	return out
}

func isWord(s []byte) bool { return len(s) > 0 && s[len(s)-1] > '9' }

func parseNonFinite(s string) (float64, bool) {
	switch s {
	case "NaN", "nan", "-nan", "-NaN":
		return math.NaN(), true
	case "Infinity", "inf", "+inf", "Inf", "+Infinity":
		return math.Inf(1), true
	case "-Infinity", "-inf", "-Inf":
		return math.Inf(-1), true
	}
	return 0, false
}

// limbs is an unsigned integer of 256 bits, the lowest word first.
type limbs [4]uint64

// times computes n*factor+plus.
func (n *limbs) times(factor, plus uint64) {
	for i, limb := range n {
		hi, lo := bits.Mul64(limb, factor)
		sum, carry := bits.Add64(lo, plus, 0)
		n[i], plus = sum, hi+carry
	}
}

// scaled reads a number as an integer of units of 10^-scale, of at most
// precision digits. It fails where it would have to round.
func (d decimalText) scaled(precision, scale int) (n limbs, ok bool) {
	shift := d.exponent + scale
	if d.count == 0 {
		return n, true
	}
	if shift < 0 || d.count+shift > precision {
		return n, false
	}
	if d.count <= 19 {
		n[0] = d.mantissa
	} else {
		for _, c := range significant(d.digits) {
			n.times(10, uint64(c-'0'))
		}
	}
	for ; shift >= 19; shift -= 19 {
		n.times(1e19, 0)
	}
	if shift > 0 {
		n.times(uintPowers[shift], 0)
	}
	return n, true
}

var uintPowers = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

func decimal[T any](precision, scale int, make func(limbs, bool) T) func(cell) (T, bool) {
	return func(c cell) (v T, ok bool) {
		if c.kind != number && c.kind != plain {
			return v, false
		}
		if m, places, negative, ok := parseShort(c.text); ok && places <= scale && scale-places <= 18 && precision >= 18 {
			if hi, lo := bits.Mul64(m, uintPowers[scale-places]); hi == 0 && lo < 1e18 {
				return make(limbs{lo}, negative), true
			}
		}
		d, ok := parseDecimal(c.text)
		if !ok {
			return v, false
		}
		n, ok := d.scaled(precision, scale)
		return make(n, d.negative), ok
	}
}

func makeDecimal128(n limbs, negative bool) decimal128.Num {
	v := decimal128.New(int64(n[1]), n[0])
	if negative {
		return v.Negate()
	}
	return v
}

func makeDecimal256(n limbs, negative bool) decimal256.Num {
	v := decimal256.New(n[3], n[2], n[1], n[0])
	if negative {
		return v.Negate()
	}
	return v
}

func makeDecimal32(n limbs, negative bool) int32 { return int32(makeDecimal64(n, negative)) }

func makeDecimal64(n limbs, negative bool) int64 {
	if negative {
		return -int64(n[0])
	}
	return int64(n[0])
}

// inferredFloat reads a float where nobody has said that the numbers are floats.
// Digits without a point or an exponent may be those of a wide integer, all of
// which count; a float would show its own shortest ones instead.
func inferredFloat(c cell) (float64, bool) {
	const exact = 1 << 53
	v, ok := float[float64](64)(c)
	if c.kind == number && math.Abs(v) > exact && !bytes.ContainsAny(c.text, ".eE") {
		return v, false
	}
	return v, ok
}
