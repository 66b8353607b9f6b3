package httpapi

import (
	"testing"
	"time"
)

func TestWaitCountsDown(t *testing.T) {
	end := time.Date(2025, 1, 1, 0, 0, 12, 0, time.UTC)
	w := Wait{Until: end, Delay: 12 * time.Second, Reason: "slow down"}
	for before, want := range map[time.Duration]string{
		12 * time.Second:         "waiting 12s before trying again: slow down",
		11400 * time.Millisecond: "waiting 12s before trying again: slow down",
		2 * time.Second:          "waiting 2s before trying again: slow down",
		400 * time.Millisecond:   "waiting 400ms before trying again: slow down",
		-time.Second:             "waiting 0s before trying again: slow down",
	} {
		if got := w.left(end.Add(-before)).String(); got != want {
			t.Errorf("%s before the end: %q", before, got)
		}
	}
}
