package decode

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestQuotient compares with the standard library: the float must be the nearest
// one, and must have the digits that were read.
func TestQuotient(t *testing.T) {
	texts := []string{
		"0.1000000000000000055", "1.7976931348623157", "-0.30000000000000004", "0.000000000000000001", "9007199254740992.5",
		"9007199254740993.5", "4503599627370496.5", "0.5000000000000000", "18014398509481985.0", "999999999999999999.9", "1.0000000000000002",
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		texts = append(texts, strconv.FormatFloat(r.NormFloat64()*math.Pow(10, float64(r.IntN(20)-10)), 'f', -1, 64))
		texts = append(texts, fmt.Sprintf("%d.%0*d", r.Uint64N(1e9), 1+r.IntN(9), r.Uint64N(10)))
	}
	taken := 0
	for _, text := range texts {
		got, ok := quotient([]byte(text))
		if !ok {
			continue
		}
		taken++
		want, err := strconv.ParseFloat(text, 64)
		d, _ := parseDecimal([]byte(text))
		if err != nil || math.Float64bits(got) != math.Float64bits(want) || !d.rendersAs(want, 64) && d.count > 15 {
			t.Fatalf("%s is %v, not %v", text, got, want)
		}
	}
	if taken < len(texts)/2 {
		t.Errorf("only %d of %d were taken", taken, len(texts))
	}
}
