package local

import (
	"fmt"
	"testing"
)

func TestQuantilesOfNumbersAreContinuous(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT i AS x FROM range(1, 241) r(i)":                                       "[12.95 60.75 120.5 180.25 228.05]",
		"SELECT i::DOUBLE / 4 AS x FROM range(1, 5) r(i)":                             "[0.2875 0.4375 0.625 0.8125 0.9625]",
		"SELECT i::DECIMAL(9, 2) AS x FROM range(1, 4) r(i)":                          "[1.1 1.5 2.00 2.5 2.9]",
		"SELECT unnest([9007199254740993, 9007199254740994]) AS x":                    "[9007199254740993.05 9007199254740993.25 9007199254740993.5 9007199254740993.75 9007199254740993.95]",
		"SELECT unnest([-9223372036854775808, 9223372036854775807]) AS x":             "[-8301034833169298227.25 -4611686018427387904.25 -0.5 4611686018427387903.25 8301034833169298226.25]",
		"SELECT unnest([0, 170141183460469231731687303715884105727]::HUGEINT[]) AS x": "[8507059173023461586584365185794205286.35 42535295865117307932921825928971026431.75 85070591730234615865843651857942052863.5 127605887595351923798765477786913079295.25 161634124287445770145102938530089900440.65]",
		"SELECT unnest(['-Infinity'::DOUBLE, 0, 1]) AS x":                             "[NaN NaN 0 0.5 0.9]",
		"SELECT 7 AS x": "[7 7 7 7 7]",
	} {
		if got := fmt.Sprint(profile(t, answer(t, sql), nil, 0)[0].Quantiles); got != want {
			t.Errorf("%s:\n got %s\nwant %s", sql, got, want)
		}
	}
}
