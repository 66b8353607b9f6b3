package statusbar

import (
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/run"
)

// A notice hides no figures: it has the place of what came of the run meanwhile.
func TestANoticeLeavesTheFiguresInSight(t *testing.T) {
	s := run.Status{State: run.Succeeded, Rows: 4, Elapsed: time.Second, Progress: connectors.NoProgress(connectors.PhaseDone)}
	in := Info{Run: &s, Where: "4 × 1", Figures: "sum 7.30 · average 2.43", Notice: "Copied 4 cells", Hints: []Hint{{Key: "F5", Text: "run", Stays: true}}}
	above, below := bar(80, in)
	if !strings.Contains(above, "Copied 4 cells") || !strings.Contains(above, "4 × 1") || !strings.Contains(below, "sum 7.30 · average 2.43") {
		t.Errorf("%q\n%q", above, below)
	}
	in.Figures = ""
	above, below = bar(80, in)
	if !strings.Contains(above, "✓ done  4 rows") || !strings.Contains(below, "Copied 4 cells") {
		t.Errorf("without figures: %q\n%q", above, below)
	}
}
