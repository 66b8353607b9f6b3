package figures

import (
	"math/big"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// Mean is the average of numbers: that which [Figures] has of the same cells. Its
// zero value is ready to use.
type Mean struct {
	mu sync.Mutex
	t  tally
}

// Add takes the numbers of an array, and may be called from any goroutine. What is
// no number is left out.
func (m *Mean) Add(f arrow.Field, a arrow.Array) {
	part := tally{exact: map[int]*sum{}, sumsOnly: true}
	part.addNumbers(a, value.NewFormatter(f))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.t.take(&part)
}

// Text is the average as it is written, and whether it is rounded; empty where
// there was no number.
func (m *Mean) Text() (text string, rounded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.t.Numbers == 0 {
		return "", false
	}
	f := m.t.Figures
	m.t.total(&f)
	return f.Average, f.Rounded
}

// take adds the sums of another tally.
func (t *tally) take(other *tally) {
	if t.exact == nil {
		t.exact = map[int]*sum{}
	}
	for scale, part := range other.exact {
		s := t.sumOf(scale)
		s.large.Add(&s.large, part.total())
	}
	if other.inexact {
		t.floats.take(&other.floats)
		t.inexact = true
	}
	t.Numbers += other.Numbers
}

// total writes sum and average.
func (t *tally) total(f *Figures) {
	all, scale := t.exactSum()
	if !t.inexact {
		f.Sum = decimal(all, scale)
		f.Average, f.Rounded = average(all, scale, f.Numbers)
		return
	}
	total, beyond := t.floats.total()
	if total == nil {
		f.Sum = string(value.AppendFloat(nil, beyond, 64))
		f.Average = f.Sum
		return
	}
	total.Add(total, new(big.Rat).SetFrac(all, power(scale)))
	f.Sum, _ = nearest(total)
	if strings.Contains(f.Sum, "e+") && all.Sign() != 0 {
		f.Sum = whole(total, f.Sum)
	}
	f.Average, f.Rounded = nearest(total.Quo(total, new(big.Rat).SetInt64(f.Numbers)))
}

// evenDigits is how many digits a quotient of floats has at most that counts as one
// that came out even: 0.2 is none of them, and yet the mean of 0.1 and 0.3.
const evenDigits = 12

// longestWhole is how many digits a sum has at most that is written without an
// exponent.
const longestWhole = 30

// whole writes a sum with all its digits before the point, as far as they are not too
// many: those of exact numbers must not be lost to the floats among them.
func whole(n *big.Rat, short string) string {
	if text := n.FloatString(0); len(text) <= longestWhole {
		return text
	}
	return short
}

// nearest writes the float that is nearest to a number, and reports whether that
// is rounded.
func nearest(n *big.Rat) (text string, rounded bool) {
	f, exact := n.Float64()
	text = string(value.AppendFloat(nil, f, 64))
	digits := strings.Trim(strings.NewReplacer("-", "", ".", "").Replace(strings.SplitN(text, "e", 2)[0]), "0")
	return text, !exact && len(digits) > evenDigits
}

// An average has at most averageDigits digits behind those of the values, and more
// where it is so small that fewer than leastDigits of them would be other than 0.
const averageDigits, leastDigits, mostZeros = 4, 4, 30

// average divides a sum, and reports whether the quotient was rounded. Zeros at
// the end that the values do not have are left out.
func average(all *big.Int, scale int, n int64) (text string, rounded bool) {
	exact := new(big.Rat).SetFrac(all, new(big.Int).Mul(power(scale), big.NewInt(n)))
	most := scale + averageDigits
	for all.Sign() != 0 && most < scale+mostZeros && significant(exact.FloatString(most)) < leastDigits {
		most++
	}
	for digits := scale; digits < most; digits++ {
		text = exact.FloatString(digits)
		if isExactly(text, exact) {
			return text, false
		}
	}
	text = exact.FloatString(most)
	return text, !isExactly(text, exact)
}

func isExactly(text string, n *big.Rat) bool {
	back, ok := new(big.Rat).SetString(text)
	return ok && back.Cmp(n) == 0
}

// significant counts the digits from the first that is not 0 on.
func significant(text string) int {
	return len(strings.TrimLeft(strings.NewReplacer("-", "", ".", "").Replace(text), "0"))
}
