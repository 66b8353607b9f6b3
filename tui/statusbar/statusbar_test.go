package statusbar

import (
	"strings"
	"testing"
	"time"

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
