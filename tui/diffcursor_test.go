package tui

import (
	"testing"

	"sonde/internal/screentest"
)

// A comparison of versions begins at what has changed, not at what stands first.
func TestAComparisonBeginsAtTheFirstChange(t *testing.T) {
	s := wrote(t, "UPDATE products SET price = 1")
	s.WaitText("D shows what changed")
	s.Press("alt+3", "D")
	s.WaitText("the cursor is on the first change", "diff products]")
	s.WaitFor("the new price under the cursor", func(f screentest.Frame) bool { return f.Contains("29.90", "column 7 of 9") })
}

// A key that has to wait for the end of a run says so, and not any longer than that.
func TestWhatHasToWaitIsNotRefusedForLong(t *testing.T) {
	gate := make(chan struct{})
	s := rowsStage(t, 120, 36, tableOf(t, gate, peopleSchema, numbered(1, 10), numbered(11, 10)))
	s.run("SELECT * FROM people")
	s.WaitText("row 10")
	s.Press("alt+w")
	s.WaitText("The run has not ended yet")
	close(gate)
	if f := s.WaitText("✓ done"); f.Contains("has not ended yet") {
		t.Errorf("the run has ended:\n%s", f.Text())
	}
}
