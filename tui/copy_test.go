package tui

import (
	"errors"
	"strings"
	"testing"
)

func TestCopyTellsWhoHasTheText(t *testing.T) {
	none := errors.New("no program")
	for _, c := range []struct {
		size    int
		err     error
		want    string
		problem bool
	}{
		{10, nil, "Copied 3 rows (10 B)", false},
		{5 << 20, nil, "Copied 3 rows (5 MiB)", false},
		{10, none, "Sent 3 rows to the terminal's clipboard (10 B)", false},
		{200_000, none, "many terminals take no more than", true},
		{5 << 20, none, "Not copied: 5 MiB is more than a terminal takes", true},
	} {
		a := &App{}
		a.clipped(clippedMsg{what: "Copied 3 rows", size: c.size, err: c.err})
		if !strings.Contains(a.notice, c.want) || a.problem != c.problem {
			t.Errorf("%d bytes, %v: %q", c.size, c.err, a.notice)
		}
	}
}

// What takes long to be made does not take the place of what was copied meanwhile.
func TestTheLastCopyStays(t *testing.T) {
	a := &App{}
	text := func(text string) func() copiedMsg { return func() copiedMsg { return copiedMsg{text: text} } }
	slow, quick := a.copyLater(text("a million rows")), a.copyLater(text("a cell"))
	if a.copied(quick().(copiedMsg)) == nil {
		t.Error("the last copy is not made")
	}
	if a.copied(slow().(copiedMsg)) != nil {
		t.Error("a copy that was asked for before takes its place")
	}
}
