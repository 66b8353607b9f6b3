package local

import "testing"

func TestFiguresOfLargeNumbersAreRight(t *testing.T) {
	for _, c := range []struct{ sql, mean, deviation string }{
		{"SELECT 9007199254740993 + i AS x FROM range(1_000_000) r(i)", "9007199255240992.5", "≈288675.278932"},
		{"SELECT 1_700_000_000_000_000_000 + i AS x FROM range(1000) r(i)", "1700000000000000499.5", "≈288.819436096"},
		{"SELECT (1_700_000_000_000_000_000_000_000_000_000 + i)::HUGEINT AS x FROM range(1000) r(i)", "1700000000000000000000000000499.5", "≈288.819436096"},
		{"SELECT ('123456789012345678901234567890123456.25'::DECIMAL(38,2) + i::DECIMAL(38,2))::DECIMAL(38,2) AS x FROM range(1000) r(i)", "123456789012345678901234567890123955.75", "≈288.819436096"},
		{"SELECT unnest([-9223372036854775808, 9223372036854775807]) AS x", "-0.5", "≈13043817825300000000"},
		{"SELECT unnest([1, 1, 2]) AS x", "≈1.33333333333333", "≈0.57735026919"},
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
