package local

import (
	"sync/atomic"
	"testing"

	"sonde/internal/figures"
)

func TestFiguresOfLargeNumbersAreRight(t *testing.T) {
	for _, c := range []struct{ sql, mean, deviation string }{
		{"SELECT 9007199254740993 + i AS x FROM range(1_000_000) r(i)", "9007199255240992.5", "≈288675.278932"},
		{"SELECT 1_700_000_000_000_000_000 + i AS x FROM range(1000) r(i)", "1700000000000000499.5", "≈288.819436096"},
		{"SELECT (1_700_000_000_000_000_000_000_000_000_000 + i)::HUGEINT AS x FROM range(1000) r(i)", "1700000000000000000000000000499.5", "≈288.819436096"},
		{"SELECT ('123456789012345678901234567890123456.25'::DECIMAL(38,2) + i::DECIMAL(38,2))::DECIMAL(38,2) AS x FROM range(1000) r(i)", "123456789012345678901234567890123955.75", "≈288.819436096"},
		{"SELECT unnest([-9223372036854775808, 9223372036854775807]) AS x", "-0.5", "≈13043817825300000000"},
		{"SELECT unnest([1, 1, 2]) AS x", "≈1.3333", "≈0.57735026919"},
		{"SELECT unnest([0, 2, 4]) AS x", "2", "2"},
		{"SELECT unnest([0.1, 0.2, 0.3]::DOUBLE[]) AS x", "0.2", "0.1"},
		{"SELECT 7::BIGINT AS x", "7", ""},
	} {
		p := profile(t, answer(t, c.sql), nil, 0)[0]
		if p.Mean != c.mean || p.Deviation != c.deviation {
			t.Errorf("%s:\n got %s and %s\nwant %s and %s", c.sql, p.Mean, p.Deviation, c.mean, c.deviation)
		}
	}
}

func TestNumbersThatAreNoneAreCounted(t *testing.T) {
	if p := profile(t, answer(t, "SELECT unnest(['1', 'NaN', 'NaN', 'Infinity', NULL]::DOUBLE[]) AS x"), nil, 0)[0]; p.NaNs != 2 {
		t.Errorf("%d", p.NaNs)
	}
}

// The mean of a column is the average of a selection of it, to the last digit.
func TestAMeanIsTheAverageOfASelection(t *testing.T) {
	for _, sql := range []string{
		"SELECT (CASE i % 3 WHEN 0 THEN 1e15 WHEN 1 THEN -1e15 ELSE 0.1 END) * (1 + i) AS x FROM range(100_000) r(i)",
		"SELECT 1 / (1 + i)::FLOAT AS x FROM range(10_000) r(i)",
		"SELECT (i * 7)::DECIMAL(18,3) / 1000 AS x FROM range(10_000) r(i)",
		"SELECT (i = 77)::INTEGER AS x FROM range(70_000) r(i)",
	} {
		s := answer(t, sql)
		f, err := figures.Of(t.Context(), s.View(nil), 0, s.NumRows(), []int{0}, new(atomic.Int64))
		if err != nil {
			t.Fatal(err)
		}
		want := f.Average
		if f.Rounded {
			want = "≈" + want
		}
		if got := profile(t, s, nil, 0)[0].Mean; got != want || got == "" {
			t.Errorf("%s: the mean is %s, the average %s", sql, got, want)
		}
	}
}
