package cli

import (
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/run"
)

func TestLineOfProgress(t *testing.T) {
	q := &querying{session: &session{}}
	s := run.Status{Rows: 12_345, Elapsed: 2 * time.Second, Progress: connectors.NoProgress(connectors.PhaseDownloading)}
	if got := q.progressLine(s); got != "downloading · 12,345 rows · 2.0 s" {
		t.Errorf("%q", got)
	}
	s.Progress.BytesRead, s.Progress.Fraction = 4<<20, 0.5
	s.Progress.Server = []connectors.Stat{{Name: "rows_read", Value: "1234567"}}
	if got := q.progressLine(s); got != "downloading · 12,345 rows · 2.0 s · 50% · 4 MiB, 2 MiB/s · rows_read 1,234,567" {
		t.Errorf("%q", got)
	}
	s.Progress.Warnings = []string{"waiting 7s before trying again:\nslow \x1b[31mdown"}
	got := q.progressLine(s)
	if !strings.HasPrefix(got, "downloading · waiting 7s before trying again: slow ␛[31mdown · 12,345 rows") || cellwidth.Of(got) > progressWidth {
		t.Errorf("%q", got)
	}
}
