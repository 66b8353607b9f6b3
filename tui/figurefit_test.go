package tui

import (
	"strings"
	"sync/atomic"
	"testing"
)

// On a narrow screen all figures stand on the line of the hints.
func TestFiguresHaveRoomOnANarrowScreen(t *testing.T) {
	s := open(t, 80, 24, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "right", "c")
	s.WaitText("4 × 1", "● web")
	f := s.WaitText("sum 7.30 · 1 NULL · average ≈ 2.433333 · min 0.10 · max 7.00 · 3 values")
	if last := f.Line(23); !strings.HasPrefix(last, " sum 7.30 ·") {
		t.Errorf("the last line is %q", last)
	}
}

func TestAwaitedFiguresTellHowFarTheyAre(t *testing.T) {
	x := figuring{rows: 5_000_000, done: new(atomic.Int64)}
	x.done.Store(1_250_000)
	if got := x.awaited(); got != "computing 25 %" {
		t.Errorf("got %q", got)
	}
}

// Where not all figures have room, some are there whole: the ends of the range go
// first, and how many values there are stays longer than the average.
func TestFiguresAreWholeOrNotThere(t *testing.T) {
	all := []string{"sum 6250000000.00", "1 NULL", "average ≈ 2500.333333333", "min -999.999999", "max 999.999999", "1,234,567 values"}
	for room, want := range map[int]string{
		200: strings.Join(all, " · "),
		78:  "sum 6250000000.00 · 1 NULL · average ≈ 2500.333333333 · 1,234,567 values",
		60:  "sum 6250000000.00 · 1 NULL · 1,234,567 values",
		30:  "sum 6250000000.00 · 1 NULL",
		10:  "sum 6250000000.00",
	} {
		if got := strings.Join(wholeFigures(all, room), " · "); got != want {
			t.Errorf("%d columns: %q, want %q", room, got, want)
		}
	}
}
