package tui

import (
	"sync/atomic"
	"testing"
)

func TestFiguresThatAreCutSaySo(t *testing.T) {
	for room, want := range map[int]string{
		80: "2,000 × 1 selected · sum 1999000.5 · average 999.50025 · 2,000 values",
		60: "2,000 × 1 selected · sum 1999000.5 · average 999.50025 …",
		40: "2,000 × 1 selected · sum 1999000.5 …",
		30: "2,000 × 1 · sum 1999000.5 …",
		20: "2,000 × 1 …",
	} {
		parts := []string{"2,000 × 1 selected", "sum 1999000.5", "average 999.50025", "2,000 values"}
		if got := fitted(parts, room); got != want {
			t.Errorf("in %d columns: %q, want %q", room, got, want)
		}
	}
}

func TestAwaitedFiguresTellHowFarTheyAre(t *testing.T) {
	x := figuring{rows: 5_000_000, done: new(atomic.Int64)}
	x.done.Store(1_250_000)
	if got := x.awaited(); got != "computing 25 %" {
		t.Errorf("got %q", got)
	}
}
