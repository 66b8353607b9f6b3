package tui

import "testing"

// A command that stopped reading has had some of the rows, and it is said of how many
// where that is known.
func TestRowsOfAStoppedExport(t *testing.T) {
	j := &job{}
	j.rows.Store(8192)
	if got := j.rowsOf(); got != "8,192 rows" {
		t.Errorf("%q", got)
	}
	j.whole = 1_000_000
	if got := j.rowsOf(); got != "8,192 of 1,000,000 rows" {
		t.Errorf("%q", got)
	}
}
