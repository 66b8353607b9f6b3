package cli

import (
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/httpapi"
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

func TestWaitsAreToldWhileTheyLast(t *testing.T) {
	var errors strings.Builder
	q := &querying{session: &session{stderr: &errors}, flags: &queryFlags{}}
	p := connectors.NoProgress(httpapi.PhaseRetrying)
	p.Warnings = []string{"the clock is slow", "waiting 50s before trying again: busy"}
	at := time.Unix(1_000_000, 0)
	told := q.tellWait(p, time.Time{}, at)
	told = q.tellWait(p, told, at.Add(waitReminder/2))
	p.Warnings[1] = "waiting 40s before trying again: busy"
	q.tellWait(p, told, at.Add(waitReminder))
	if got, want := errors.String(), "warning: waiting 50s before trying again: busy\nwarning: waiting 40s before trying again: busy\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	errors.Reset()
	q.tell(nil, run.Status{Completeness: connectors.Complete, Progress: p})
	if got, want := errors.String(), "warning: the clock is slow\n"; got != want {
		t.Errorf("at the end %q, want %q", got, want)
	}
}

func TestNoWaitIsTold(t *testing.T) {
	q := &querying{session: &session{stderr: new(strings.Builder)}, flags: &queryFlags{}}
	p := connectors.NoProgress(connectors.PhaseRunning)
	p.Warnings = []string{"the clock is slow"}
	if told := q.tellWait(p, time.Unix(1, 0), time.Unix(2, 0)); !told.IsZero() {
		t.Errorf("told at %v", told)
	}
}
