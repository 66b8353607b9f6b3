package figures

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
)

// sum is an exact sum: what fits is added to small, the rest is in large.
type sum struct {
	small int64
	large big.Int
}

func (s *sum) add(v int64) {
	next := s.small + v
	if (v > 0) != (next > s.small) && v != 0 {
		s.large.Add(&s.large, big.NewInt(s.small))
		next = v
	}
	s.small = next
}

func (s *sum) total() *big.Int { return new(big.Int).Add(&s.large, big.NewInt(s.small)) }

// sumOf is the sum of the numbers with scale digits behind the point.
func (t *tally) sumOf(scale int) *sum {
	if t.exact[scale] == nil {
		t.exact[scale] = &sum{}
	}
	return t.exact[scale]
}

// exactSum is the sum of all exact numbers, with the digits of the finest.
func (t *tally) exactSum() (all *big.Int, scale int) {
	for s := range t.exact {
		scale = max(scale, s)
	}
	all = new(big.Int)
	for s, part := range t.exact {
		all.Add(all, new(big.Int).Mul(part.total(), power(scale-s)))
	}
	return all, scale
}

func (t *tally) addNumbers(a arrow.Array, m *value.Formatter) {
	if at, scale := small(a); at != nil {
		t.addSmall(a, m, at, scale)
		return
	}
	if at := floats(a); at != nil {
		t.addFloats(a, m, at)
		return
	}
	t.addTexts(a, m)
}

func (t *tally) addSmall(a arrow.Array, m *value.Formatter, at func(int) int64, scale int) {
	s := t.sumOf(scale)
	least, most, n := -1, -1, int64(0)
	var low, high int64
	for i := range a.Len() {
		if a.IsNull(i) {
			continue
		}
		v := at(i)
		s.add(v)
		n++
		if least < 0 || v < low {
			least, low = i, v
		}
		if most < 0 || v > high {
			most, high = i, v
		}
	}
	t.count(a, n)
	if n > 0 {
		t.extremes(a, m, least, most)
	}
}

// count counts the cells of an array of which n are numbers.
func (t *tally) count(a arrow.Array, n int64) {
	t.Numbers += n
	t.Nulls += int64(a.Len()) - n
}

// extremes takes the least and the greatest value of an array.
func (t *tally) extremes(a arrow.Array, m *value.Formatter, rows ...int) {
	if t.sumsOnly {
		return
	}
	for _, i := range rows {
		written := text(m, a, i)
		if v, ok := new(big.Rat).SetString(written); ok {
			t.ends.take(v, written, before)
		} else if f, err := strconv.ParseFloat(written, 64); err == nil {
			t.ends.take(beyond(f), written, before)
		}
	}
}

func before(a, b *big.Rat) bool { return a.Cmp(b) < 0 }

// beyond stands for an infinity: it lies past every number that a source has, and
// NaN past it.
func beyond(f float64) *big.Rat {
	far := big.NewInt(1)
	switch {
	case math.IsNaN(f):
		far.Lsh(far, 8192)
	case f < 0:
		far.Neg(far.Lsh(far, 4096))
	default:
		far.Lsh(far, 4096)
	}
	return new(big.Rat).SetInt(far)
}

// addFloats adds floating-point numbers. NaN makes the sum NaN, and is the greatest
// of them: so SQL sorts, and so the profile has it.
func (t *tally) addFloats(a arrow.Array, m *value.Formatter, at func(int) float64) {
	least, most, nan, n := -1, -1, -1, int64(0)
	for i := range a.Len() {
		if a.IsNull(i) {
			continue
		}
		v := at(i)
		t.floats.add(v)
		n++
		switch {
		case math.IsNaN(v):
			nan = i
			continue
		case least < 0:
			least, most = i, i
		}
		if v < at(least) {
			least = i
		}
		if v > at(most) {
			most = i
		}
	}
	t.count(a, n)
	t.inexact = t.inexact || n > 0
	if nan >= 0 {
		most = nan
	}
	if least < 0 {
		least = nan
	}
	if least >= 0 {
		t.extremes(a, m, least, most)
	}
}

// addTexts adds numbers by their text: those that are wider than 64 bits, and
// those that came as text.
func (t *tally) addTexts(a arrow.Array, m *value.Formatter) {
	for i := range a.Len() {
		switch {
		case m.IsNull(a, i):
			t.Nulls++
		case t.addText(text(m, a, i)):
			t.Numbers++
			t.extremes(a, m, i)
		}
	}
}

// addText adds a number; false where the text is none.
func (t *tally) addText(written string) bool {
	whole, fraction, _ := strings.Cut(written, ".")
	if n, ok := new(big.Int).SetString(whole+fraction, 10); ok {
		s := t.sumOf(len(fraction))
		s.large.Add(&s.large, n)
		return true
	}
	f, err := strconv.ParseFloat(written, 64)
	if err != nil {
		return false
	}
	t.floats.add(f)
	t.inexact = true
	return true
}

// small returns the values of numbers that fit into 64 bits, and their digits
// behind the point; nil for other types.
func small(a arrow.Array) (at func(int) int64, scale int) {
	switch a := a.(type) {
	case *array.Int64:
		return a.Value, 0
	case *array.Int32:
		return widened(a.Value), 0
	case *array.Int16:
		return widened(a.Value), 0
	case *array.Int8:
		return widened(a.Value), 0
	case *array.Uint32:
		return widened(a.Value), 0
	case *array.Uint16:
		return widened(a.Value), 0
	case *array.Uint8:
		return widened(a.Value), 0
	case *array.Decimal128:
		if t := a.DataType().(*arrow.Decimal128Type); t.Precision <= 18 && t.Scale >= 0 {
			return func(i int) int64 { return int64(a.Value(i).LowBits()) }, int(t.Scale)
		}
	}
	return nil, 0
}

func widened[T int8 | int16 | int32 | uint8 | uint16 | uint32](at func(int) T) func(int) int64 {
	return func(i int) int64 { return int64(at(i)) }
}

func floats(a arrow.Array) func(int) float64 {
	switch a := a.(type) {
	case *array.Float64:
		return a.Value
	case *array.Float32:
		return func(i int) float64 { return float64(a.Value(i)) }
	case *array.Float16:
		return func(i int) float64 { return float64(a.Value(i).Float32()) }
	}
	return nil
}

// instants returns dates and times as numbers that grow with them; nil for other
// types.
func instants(a arrow.Array) func(int) int64 {
	switch a := a.(type) {
	case *array.Date32:
		return func(i int) int64 { return int64(a.Value(i)) }
	case *array.Date64:
		return func(i int) int64 { return int64(a.Value(i)) }
	case *array.Timestamp:
		return func(i int) int64 { return int64(a.Value(i)) }
	case *array.Time32:
		return func(i int) int64 { return int64(a.Value(i)) }
	case *array.Time64:
		return func(i int) int64 { return int64(a.Value(i)) }
	}
	return nil
}
