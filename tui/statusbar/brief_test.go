package statusbar

import (
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/run"
)

// What a run has cost is in sight on every screen.
func TestCostsHaveRoom(t *testing.T) {
	s := run.Status{State: run.Succeeded, Rows: 1_000_000, Elapsed: 12300 * time.Millisecond, FirstRow: 900 * time.Millisecond, Progress: connectors.NoProgress(connectors.PhaseDone)}
	s.Progress.Server = []connectors.Stat{
		{Name: "data_scanned_in_bytes", Value: "11250"}, {Name: "execution_time_in_millis", Value: "1208"}, {Name: "scanned_this_month_in_bytes", Value: "33750"}}
	for width, wants := range map[int][]string{
		160: {"scanned 11 KiB", "1.2 s at source", "this month 33 KiB", "first row 900 ms"},
		120: {"scanned 11 KiB", "1.2 s at source", "this month 33 KiB"},
		80:  {"scanned 11 KiB", "1.2 s at source"},
	} {
		got, _ := bar(width, Info{Run: &s, Connection: "● lake"})
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%d columns show no %q: %q", width, want, got)
			}
		}
	}
	s.Progress.Server[1].Value = "408.5"
	if got, _ := bar(160, Info{Run: &s}); !strings.Contains(got, "408.5 ms at source") {
		t.Errorf("%q", got)
	}
}
