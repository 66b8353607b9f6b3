package tui

import (
	"slices"
	"testing"
)

func TestTagsAreParted(t *testing.T) {
	if got := tagsOf(" #money, Q4,daily  x"); !slices.Equal(got, []string{"money", "Q4", "daily", "x"}) {
		t.Errorf("%q", got)
	}
}

// TestEscapeLeavesExportsAlone presses the key that closes a dialog once too often.
func TestEscapeLeavesExportsAlone(t *testing.T) {
	stopped := false
	j := &job{stop: func() { stopped = true }}
	a := &App{tabs: []*tab{{}}, jobs: []*job{j}}
	if a.leave(); stopped {
		t.Error("Escape stops an export")
	}
}

func TestEmptyTextOfAConditionIsSeen(t *testing.T) {
	if got := valueText("", 40); got != "''" {
		t.Errorf("%q", got)
	}
}
