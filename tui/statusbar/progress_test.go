package statusbar

import (
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/run"
)

func running(elapsed time.Duration, rows int64) *run.Status {
	p := connectors.NoProgress(connectors.PhaseDownloading)
	return &run.Status{State: run.Running, Progress: p, Rows: rows, Bytes: rows * 10, Elapsed: elapsed}
}

func TestFieldsKeepTheirPlacesWhileNumbersGrow(t *testing.T) {
	early, _ := bar(120, Info{Run: running(time.Second, 10), Connection: "● shop"})
	late, _ := bar(120, Info{Run: running(12*time.Second, 123_456_789), Connection: "● shop"})
	for _, word := range []string{"rows ", "rows/s", "● shop"} {
		if a, b := strings.Index(early, word), strings.Index(late, word); a != b || a < 0 {
			t.Errorf("%q stands at %d, then at %d\n%s\n%s", word, a, b, early, late)
		}
	}
}

func TestFastQueriesDoNotFlicker(t *testing.T) {
	if s, _ := bar(100, Info{Run: running(100*time.Millisecond, 5)}); strings.Contains(s, "rows") {
		t.Errorf("progress is shown after 100 ms: %q", s)
	}
}

func TestPartialResultsSaySo(t *testing.T) {
	s := run.Status{State: run.Succeeded, Rows: 1000, Progress: connectors.NoProgress(connectors.PhaseDone),
		Completeness: connectors.Limited, Reason: "the first 1,000 rows; more exist"}
	if got, _ := bar(120, Info{Run: &s}); !strings.Contains(got, "[limited]") {
		t.Errorf("a limited result looks like %q", got)
	}
	s.State, s.Completeness, s.CancelState = run.Cancelled, connectors.Incomplete, connectors.CancelUnknown
	got, _ := bar(60, Info{Run: &s, Connection: "● shop"})
	if !strings.Contains(got, "cancelled") || !strings.Contains(got, "[incomplete]") {
		t.Errorf("a cancelled result on a narrow screen looks like %q", got)
	}
}

func TestWritesTellRowsChanged(t *testing.T) {
	s := run.Status{State: run.Succeeded, Progress: connectors.NoProgress(connectors.PhaseDone)}
	s.Progress.RowsAffected = 12_345
	if got, _ := bar(80, Info{Run: &s}); !strings.Contains(got, "12,345 rows changed") {
		t.Errorf("a write looks like %q", got)
	}
}

// overHTTP is a run whose source tells bytes on the wire and figures of its own.
func overHTTP(elapsed time.Duration, rows, bytes int64) *run.Status {
	s := running(elapsed, rows)
	s.Progress.BytesRead = bytes
	s.Progress.RowsRead = rows * 1000
	s.Progress.Server = []connectors.Stat{{Name: "rows_read", Value: "12345678"}, {Name: "bytes_read", Value: "123456789"}}
	return s
}

func TestBytesOnTheWireWithTheirRate(t *testing.T) {
	early, _ := bar(200, Info{Run: overHTTP(2*time.Second, 0, 0)})
	late, _ := bar(200, Info{Run: overHTTP(2*time.Second, 1_000_000, 3<<20)})
	for _, want := range []string{"downloading", "1,000,000 rows", "500,000 rows/s", "3 MiB", "1.5 MiB/s", "1,000,000,000 rows read", "rows_read 12,345,678"} {
		if !strings.Contains(late, want) {
			t.Errorf("no %q in %q", want, late)
		}
	}
	for _, word := range []string{" rows", "B/s"} {
		if a, b := strings.Index(early, word), strings.Index(late, word); a != b || a < 0 {
			t.Errorf("%q stands at %d, then at %d\n%s\n%s", word, a, b, early, late)
		}
	}
}

func TestAWaitIsShownBelow(t *testing.T) {
	s := running(time.Second, 0)
	s.Progress.Phase = "waiting to retry"
	s.Progress.Warnings = []string{"waiting 3s before trying again: too many requests"}
	status, below := bar(80, Info{Run: s, Hints: []Hint{{Key: "F5", Text: "run"}}})
	if !strings.Contains(status, " waiting       ") || below != " waiting 3s before trying again: too many requests   F5 run" {
		t.Errorf("%q, %q", status, below)
	}
	s.State = run.Succeeded
	if _, below := bar(80, Info{Run: s, Hints: []Hint{{Key: "F5", Text: "run"}}}); below != " F5 run" {
		t.Errorf("the wait stays: %q", below)
	}
}

func TestSomeStatisticsStayWhereTheyFit(t *testing.T) {
	s := overHTTP(2*time.Second, 10, 5000)
	s.State, s.FirstRow = run.Succeeded, time.Second
	if got, _ := bar(120, Info{Run: s}); !strings.HasSuffix(got, "rows_read 12,345,678  bytes_read 118 MiB  4.88 KiB received  first row 1.0 s") {
		t.Errorf("%q", got)
	}
	if got, _ := bar(70, Info{Run: s}); !strings.HasSuffix(got, "bytes_read 118 MiB") {
		t.Errorf("a figure is cut off: %q", got)
	}
}

func TestHowFarTheSourceIsBeforeTheFirstRow(t *testing.T) {
	s := running(time.Second, 0)
	s.Progress.Fraction = 0.42
	if got, _ := bar(120, Info{Run: s}); !strings.Contains(got, "━━━━──────  42%") {
		t.Errorf("%q", got)
	}
}

func TestWhatWasReadComesFirst(t *testing.T) {
	var names []string
	for _, s := range Useful([]connectors.Stat{{Name: "X-RateLimit-Limit"}, {Name: "X-RateLimit-Remaining"}, {Name: "X-RateLimit-Reset"}, {Name: "elapsed"}, {Name: "rows_read"}, {Name: "memory"},
		{Name: "elapsed_ns"}, {Name: "result_rows"}, {Name: "data_scanned_in_bytes"}}) {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "rows_read data_scanned_in_bytes X-RateLimit-Remaining X-RateLimit-Reset result_rows X-RateLimit-Limit memory" {
		t.Error(got)
	}
}

// What a run waits for before it tries again is told with the time.
func TestWaitIsTold(t *testing.T) {
	s := running(time.Second, 0)
	s.Progress.Phase, s.Progress.Warnings = "waiting to retry", []string{"waiting 2s before trying again: Too many requests"}
	if got := Wait(*s); got != s.Progress.Warnings[0] {
		t.Errorf("%q", got)
	}
	s.Progress.Phase = connectors.PhaseRunning
	if got := Wait(*s); got != "" {
		t.Errorf("a run that does not wait tells %q", got)
	}
}

// Nothing left of a limit is what one has to know, and what must not be cut.
func TestNothingLeftOfALimitIsShown(t *testing.T) {
	s := running(time.Second, 3)
	s.State = run.Succeeded
	s.Progress.Server = []connectors.Stat{{Name: "result_rows", Value: "3"}, {Name: "X-RateLimit-Limit", Value: "2"}, {Name: "X-RateLimit-Remaining", Value: "0"}, {Name: "X-RateLimit-Reset", Value: "1"}}
	if got, _ := bar(140, Info{Run: s}); !strings.Contains(got, "remaining 0") {
		t.Errorf("%q", got)
	}
	if got, _ := bar(50, Info{Run: s}); !strings.Contains(got, "remaining 0") || strings.Contains(got, "limit 2") {
		t.Errorf("on a narrow screen %q", got)
	}
}

func TestSmallScreensShowElapsedTimeAndBytes(t *testing.T) {
	in := Info{Run: overHTTP(12*time.Second, 1_234_567, 3<<20), Where: "line 1, column 35", Connection: "● shop"}
	if got, _ := bar(80, in); !strings.Contains(got, "1,234,567 rows   12.0 s     3 MiB     line 1") {
		t.Errorf("%q", got)
	}
}

// What the source has counted and what is left of its limit come before when the
// first row came.
func TestStatisticsOfTheSourceHaveRoom(t *testing.T) {
	s := run.Status{State: run.Succeeded, Rows: 1000, Elapsed: 250 * time.Millisecond, FirstRow: 100 * time.Millisecond, Progress: connectors.NoProgress(connectors.PhaseDone)}
	s.Progress.Server = []connectors.Stat{{Name: "rows_before_limit_at_least", Value: "5000"}, {Name: "X-RateLimit-Remaining", Value: "99"}, {Name: "elapsed", Value: "0.004044"}}
	got, _ := bar(120, Info{Run: &s, Where: "row 1 of 1,000", Connection: "● tinybird"})
	if !strings.Contains(got, "before limit >= 5,000") || !strings.Contains(got, "remaining 99") || !strings.Contains(got, "4 ms at source") {
		t.Errorf("%q", got)
	}
}

func TestRowsReadWhileNoneHaveCome(t *testing.T) {
	s := running(2*time.Second, 0)
	s.Progress.RowsRead, s.Progress.Fraction = 862_744_710, 0.001
	if got, _ := bar(120, Info{Run: s, Connection: "● lab"}); !strings.Contains(got, "862,744,710 read") {
		t.Errorf("%q", got)
	}
}

// What comes with the end is not told of as if it had come before.
func TestFirstRowIsToldWhereItCameEarly(t *testing.T) {
	s := run.Status{State: run.Succeeded, Rows: 5, Elapsed: 900 * time.Millisecond, FirstRow: 850 * time.Millisecond, Progress: connectors.NoProgress(connectors.PhaseDone)}
	if got, _ := bar(120, Info{Run: &s}); strings.Contains(got, "first row") || !strings.Contains(got, "900 ms") {
		t.Errorf("%q", got)
	}
	s.FirstRow = 9 * time.Millisecond
	if got, _ := bar(120, Info{Run: &s}); !strings.Contains(got, "first row 9 ms") {
		t.Errorf("%q", got)
	}
}

func TestASizeSaysOfWhatWhereThereIsRoom(t *testing.T) {
	s := running(2*time.Second, 91)
	s.State, s.FirstRow = run.Succeeded, s.Elapsed
	for width, want := range map[int]string{60: "910 B in memory", 36: "2.0 s  910 B"} {
		if got, _ := bar(width, Info{Run: s}); !strings.HasSuffix(got, want) {
			t.Errorf("%d columns: %q does not end in %q", width, got, want)
		}
	}
	s.Progress.BytesRead = 1200
	if got, _ := bar(60, Info{Run: s}); !strings.HasSuffix(got, "1.17 KiB received") {
		t.Errorf("%q", got)
	}
}
