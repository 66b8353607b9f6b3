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

// Where no row of an answer has a key of an earlier one, that column is no key: it
// changes, as the time does.
func TestKeysThatNoAnswerSharesAreNone(t *testing.T) {
	now := map[string]int64{"12:00:02": 0, "b": 1}
	got := sharing(now, []map[string]int64{nil, {"12:00:00": 0}, {"12:00:01": 0, "b": 1}})
	if want := []bool{false, false, true}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
