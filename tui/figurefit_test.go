package tui

import "testing"

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
