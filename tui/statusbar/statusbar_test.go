package statusbar

import (
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/themes"
	"sonde/tui/canvas"
)

func bar(w int, in Info) (status, hints string) {
	var c canvas.Canvas
	c.Resize(w, Height)
	Draw(&c, canvas.Rect{W: w, H: Height}, themes.Default(true), in)
	return strings.TrimRight(c.Line(0), " "), strings.TrimRight(c.Line(1), " ")
}

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
		Completeness: connectors.Limited, Reason: "the first 1000 rows; more exist"}
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

func TestNarrowScreensKeepTheEssentialKeys(t *testing.T) {
	in := Info{
		Hints:     []Hint{{"F5", "run"}, {"F1", "help"}, {"Ctrl+Q", "quit"}, {"Ctrl+R", "history"}},
		PaneHints: []Hint{{"y", "copy"}, {"v", "select"}},
	}
	if _, hints := bar(40, in); hints != " F5 run  F1 help  Ctrl+Q quit  y copy" {
		t.Errorf("40 columns: %q", hints)
	}
	if _, hints := bar(80, in); hints != " F5 run  F1 help  Ctrl+Q quit  y copy  v select  Ctrl+R history" {
		t.Errorf("80 columns: %q", hints)
	}
}

func TestNoticeLeavesWhatRunsInSight(t *testing.T) {
	status, hints := bar(60, Info{Run: running(time.Second, 5), Notice: "Copied 3 cells"})
	if hints != " Copied 3 cells" || !strings.Contains(status, "5 rows") {
		t.Errorf("status %q, hints %q", status, hints)
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int64]string{0: "0", -1: "-1", 999: "999", -1000: "-1,000", 1_234_567: "1,234,567"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1024: "1 KiB", 1 << 30: "1 GiB"} {
		if got := Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
}
