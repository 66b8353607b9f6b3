package figures

import (
	"math"
	"math/big"
)

// floatSum is an exact sum of floating-point numbers, which does not depend on
// their order: a fixed-point number with 32 bits in each part, in units of the
// least float. Carries are put off, so that adding is cheap.
type floatSum struct {
	parts         [68]int64
	put           int // numbers added since the carries were settled
	nan, inf, low bool
}

const (
	mantissaBits = 52
	leastBit     = 1074    // the least float is 2^-1074
	mostPut      = 1 << 30 // numbers whose carries a part has room for
)

func (s *floatSum) add(v float64) {
	bits := math.Float64bits(v)
	exponent, mantissa := int(bits>>mantissaBits&0x7ff), bits&(1<<mantissaBits-1)
	switch exponent {
	case 0x7ff:
		s.nan = s.nan || v != v
		s.inf = s.inf || v > 0
		s.low = s.low || v < 0
		return
	case 0:
		exponent = 1
	default:
		mantissa |= 1 << mantissaBits
	}
	i, shift := (exponent-1)/32, uint(exponent-1)%32
	a, b, c := int64(uint32(mantissa<<shift)), int64(uint32(mantissa>>(32-shift))), int64(mantissa>>(64-shift))
	if v < 0 {
		a, b, c = -a, -b, -c
	}
	s.parts[i] += a
	s.parts[i+1] += b
	s.parts[i+2] += c
	if s.put++; s.put == mostPut {
		s.settle()
	}
}

// settle moves what is over in each part to the next one.
func (s *floatSum) settle() {
	for i := range len(s.parts) - 1 {
		s.parts[i+1] += s.parts[i] >> 32
		s.parts[i] &= 1<<32 - 1
	}
	s.put = 1
}

// take adds another sum.
func (s *floatSum) take(other *floatSum) {
	s.settle()
	other.settle()
	for i := range s.parts {
		s.parts[i] += other.parts[i]
	}
	s.settle()
	s.nan, s.inf, s.low = s.nan || other.nan, s.inf || other.inf, s.low || other.low
}

// total is the sum; where it is no finite number, that is beyond.
func (s *floatSum) total() (sum *big.Rat, beyond float64) {
	switch {
	case s.nan || s.inf && s.low:
		return nil, math.NaN()
	case s.inf:
		return nil, math.Inf(1)
	case s.low:
		return nil, math.Inf(-1)
	}
	all := new(big.Int)
	for i, part := range s.parts {
		all.Add(all, new(big.Int).Lsh(big.NewInt(part), uint(32*i)))
	}
	return new(big.Rat).SetFrac(all, new(big.Int).Lsh(big.NewInt(1), leastBit)), 0
}
