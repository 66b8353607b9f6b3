package local

import (
	"slices"
	"testing"
)

func TestMarksListNumbersInAscendingOrder(t *testing.T) {
	m := make(marks, 3)
	m.add([]int64{130, 0, 64})
	m.add([]int64{63, 191, 1})
	if got, want := m.list(), []int64{0, 1, 63, 64, 130, 191}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := make(marks, 2).list(); got == nil || len(got) != 0 {
		t.Errorf("nothing marked: got %#v", got)
	}
}
