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

func TestNarrowScreensKeepTheEssentialKeys(t *testing.T) {
	in := Info{
		Hints:     []Hint{{Key: "F5", Text: "run"}, {Key: "F1", Text: "help"}, {Key: "Ctrl+Q", Text: "quit"}, {Key: "Ctrl+R", Text: "history"}},
		PaneHints: []Hint{{Key: "y", Text: "copy"}, {Key: "v", Text: "select"}},
	}
	if _, hints := bar(40, in); hints != " F5 run  F1 help  Ctrl+Q quit  y copy" {
		t.Errorf("40 columns: %q", hints)
	}
	if _, hints := bar(80, in); hints != " F5 run  F1 help  Ctrl+Q quit  y copy  v select  Ctrl+R history" {
		t.Errorf("80 columns: %q", hints)
	}
}

func TestNoticeLeavesWhatRunsAndTheKeysInSight(t *testing.T) {
	in := Info{Run: running(time.Second, 5), Notice: "Copied 3 cells", Hints: []Hint{{Key: "F5", Text: "run"}, {Key: "F1", Text: "help"}, {Key: "Ctrl+Q", Text: "quit"}}}
	status, hints := bar(60, in)
	if hints != " Copied 3 cells   F5 run  F1 help  Ctrl+Q quit" || !strings.Contains(status, "5 rows") {
		t.Errorf("status %q, hints %q", status, hints)
	}
	in.Notice = strings.Repeat("long ", 11)
	if _, hints = bar(60, in); !strings.HasPrefix(hints, " "+in.Notice[:54]) || strings.Contains(hints, "F1 h") {
		t.Errorf("a notice without room beside it: %q", hints)
	}
}

// What leaves is told at any width.
func TestTheKeyThatLeavesIsNotLost(t *testing.T) {
	in := Info{PaneHints: []Hint{{Key: "Tab", Text: "take"}, {Key: "↑↓", Text: "choose"}, {Key: "Enter", Text: "take chosen"}, {Key: "Esc", Text: "leave the list", Stays: true}},
		Hints: []Hint{{Key: "F5", Text: "run"}, {Key: "F1", Text: "help"}, {Key: "Ctrl+Q", Text: "quit"}, {Key: "Ctrl+P", Text: "commands"}}}
	for _, width := range []int{60, 80, 100} {
		if _, hints := bar(width, in); !strings.Contains(hints, "Esc leave the list") {
			t.Errorf("in %d columns: %q", width, hints)
		}
	}
}

// At 80 columns the name of a connection leaves room to what came of a run.
func TestALongConnectionLeavesRoomToTheRun(t *testing.T) {
	done := run.Status{State: run.Succeeded, Rows: 10_000, Elapsed: 1200 * time.Millisecond, Completeness: connectors.Limited,
		Progress: connectors.NoProgress(connectors.PhaseDone)}
	in := Info{Run: &done, Connection: "● warehouse-production-eu", Where: "row 1 of 10,000 · column 2 of 12"}
	status, _ := bar(80, in)
	for _, want := range []string{"✓ done", "10,000 rows", "● wareh…ction-eu", "row 1 of 10,000"} {
		if !strings.Contains(status, want) {
			t.Errorf("%q is not in %q", want, status)
		}
	}
	in.About = " (read-only)"
	if status, _ = bar(80, in); !strings.HasSuffix(status, "(read-only)") {
		t.Errorf("what else is to be known is lost: %q", status)
	}
	if status, _ = bar(200, in); !strings.Contains(status, in.Where+"  "+in.Connection) {
		t.Errorf("a wide bar cuts the name: %q", status)
	}
}

func TestWhatAWriteDidIsInTheBar(t *testing.T) {
	p := connectors.NoProgress(connectors.PhaseDone)
	p.RowsAffected = 2
	p.Server = []connectors.Stat{{Name: "from_branch", Value: "main"}, {Name: "to_branch", Value: "try"},
		{Name: "from_commit", Value: "0b4cefl6usvkrkmvg7v3p8v3ncqvs4d1"}, {Name: "to_commit", Value: "q1f8bs2onhs6ve1o1ikr7mgnjv3m4hk2"}}
	written := run.Status{State: run.Succeeded, Progress: p, Elapsed: 2 * time.Second}
	if status, _ := bar(100, Info{Run: &written}); status != " ✓ done  2 rows changed  2.0 s  try 0b4cefl6 → q1f8bs2o" {
		t.Errorf("%q", status)
	}
	written.Progress.RowsAffected = -1
	if status, _ := bar(100, Info{Run: &written}); status != " ✓ done  2.0 s  try 0b4cefl6 → q1f8bs2o" {
		t.Errorf("rows that are not known: %q", status)
	}
}

func TestAStateWithoutRoomIsItsSign(t *testing.T) {
	done := run.Status{State: run.Succeeded, Progress: connectors.NoProgress(connectors.PhaseDone)}
	for width, want := range map[int]string{21: " ✓ done  one two three", 20: " ✓  one two three"} {
		status, _ := bar(width+1, Info{Run: &done, Where: "one two three"})
		if got := strings.Join(strings.Fields(status), " "); got != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%d columns: %q, want %q", width, status, want)
		}
	}
}

func TestACancelledRunTellsItsRowsOnNarrowScreens(t *testing.T) {
	s := run.Status{State: run.Cancelled, Rows: 12_345, Completeness: connectors.Incomplete, CancelState: connectors.CancelStopped, Elapsed: 2 * time.Second, Progress: connectors.NoProgress(connectors.PhaseDone)}
	for _, width := range []int{60, 80} {
		if status, _ := bar(width, Info{Run: &s, Connection: "● a connection"}); !strings.Contains(status, "12,345 rows") {
			t.Errorf("in %d columns: %q", width, status)
		}
	}
}

func TestSizesHaveThreeDigits(t *testing.T) {
	for n, want := range map[int64]string{999: "999 B", 1000: "0.977 KiB", 1023<<10 + 800: "1 MiB", 999<<10 + 700: "0.976 MiB", 3 << 20: "3 MiB"} {
		if got := Size(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestTwoBlanksStandBetweenTheEndsOfTheBar(t *testing.T) {
	in := Info{Run: &run.Status{State: run.Succeeded, Rows: 12, Elapsed: 43 * time.Millisecond, Progress: connectors.NoProgress(connectors.PhaseDone)}, Where: "row 1 of 12", Connection: "● sample"}
	for width := 30; width < 90; width++ {
		got, _ := bar(width, in)
		if left, _, ok := strings.Cut(got, "row 1 of 12"); ok && strings.TrimSpace(left) != "" && strings.TrimSpace(left) != "✓ done" && !strings.HasSuffix(left, "  ") {
			t.Errorf("%d columns: %q", width, got)
		}
	}
}
