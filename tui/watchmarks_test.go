package tui

import (
	"slices"
	"testing"
	"time"
)

// bases are the times until which those answers were shown that the answers at some
// times are compared with, in milliseconds.
func bases(at ...int64) (list []int64) {
	var p past
	for _, ms := range at {
		p.replaced(shownAnswer{until: time.UnixMilli(ms)})
		list = append(list, p[0].until.UnixMilli())
	}
	return list
}

// A change stays marked for a second where answers come faster, and else until the
// next answer.
func TestMarksOfAFastWatchAreSteady(t *testing.T) {
	if got, want := bases(500, 1000, 1500, 2000, 2600), []int64{500, 500, 1000, 1500, 2000}; !slices.Equal(got, want) {
		t.Errorf("every half a second: got %d, want %d", got, want)
	}
	if got, want := bases(2000, 4000, 6000), []int64{2000, 4000, 6000}; !slices.Equal(got, want) {
		t.Errorf("every two seconds: got %d, want %d", got, want)
	}
	if got := markTime(shortestInterval); got <= shortestInterval {
		t.Errorf("the marks of a fast watch go after %v, before its next answer", got)
	}
	if got := markTime(2 * time.Second); got >= 2*time.Second {
		t.Errorf("the marks of a slow watch stay for %v", got)
	}
}
