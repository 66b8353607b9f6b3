package main

import (
	"strings"
	"testing"
)

const printed = `goos: linux
BenchmarkWork/floor-2         	       5	   2000000 ns/op	        12.00 first-ms
BenchmarkWork/sonde/small-2   	       5	   2400000 ns/op	   1000000 ns/key	       3 allocs/op
BenchmarkWork/sonde/large-2   	       5	   2600000 ns/op	       3 allocs/op
PASS
`

func TestLineOfReport(t *testing.T) {
	m := measurements{}
	m.add("some/package", printed)
	m.add("some/package", strings.ReplaceAll(printed, "2600000", "9900000"))
	m.add("some/package", strings.ReplaceAll(printed, "2600000", "2800000"))
	for want, r := range map[string]row{
		"| kept | 2.00 ms | 2.40 ms | 1.20× | ≤ 1.25× | yes |":           {title: "kept", floor: "BenchmarkWork/floor", sonde: "BenchmarkWork/sonde/small", metric: nanoseconds, ratio: 1.25},
		"| median | 2.00 ms | 2.80 ms | 1.40× | ≤ 1.25× | no |":          {title: "median", floor: "BenchmarkWork/floor", sonde: "BenchmarkWork/sonde/large", metric: nanoseconds, ratio: 1.25},
		"| worst | – | 2.80 ms | – | ≤ 2.00 ms | no |":                   {title: "worst", sonde: "BenchmarkWork/sonde/*", metric: nanoseconds, most: 2 * milli},
		"| beside | 2.00 ms | 1.00 ms | 0.50× | – | – |":                 {title: "beside", floor: "BenchmarkWork/floor", beside: nanoseconds, sonde: "BenchmarkWork/sonde/small", metric: "ns/key"},
		"| count | – | 3.00 allocations | – | ≤ 200 allocations | yes |": {title: "count", sonde: "BenchmarkWork/sonde/small", metric: "allocs/op", most: 200},
		"| gone | – | not measured | – | ≤ 1.00 MB | no |":               {title: "gone", sonde: "BenchmarkGone", metric: "peak-MB", most: 1},
	} {
		if got := strings.TrimSuffix(r.line("some/package", m), "\n"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
