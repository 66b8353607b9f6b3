package tui

import (
	"strings"
	"testing"

	"sonde/internal/cellwidth"
)

// The smallest terminal that is worked on for long, of 80×24 cells, has a box of
// 60×20 for a text.
func TestTheHelpOfTheHistoryFitsOneScreen(t *testing.T) {
	lines := strings.Split(recallHelp, "\n")
	if len(lines) > 20 {
		t.Errorf("it has %d lines", len(lines))
	}
	for _, line := range lines {
		if w := cellwidth.Of(line); w > 60 {
			t.Errorf("%q has %d cells", line, w)
		}
	}
}
