package recall

import (
	"strings"
	"testing"

	"sonde/history"
)

// box are the first line of the box and its last one.
func box(drawn string) (top, bottom int) {
	for y, line := range strings.Split(drawn, "\n") {
		if strings.Contains(line, "┌─ History") {
			top = y
		}
		if strings.Contains(line, "└─") {
			bottom = y
		}
	}
	return top, bottom
}

// A search that leaves few runs leaves no empty rows, and what is typed into stays
// where it is.
func TestTheBoxFitsWhatIsFound(t *testing.T) {
	r, first := New(1, plain)
	many := make([]history.Entry, 40)
	for i := range many {
		many[i] = entries()[1]
		many[i].ID = strings.Repeat("x", i+1)
	}
	r.SetEntries(first.ID, many, history.SoFar{}, "")
	top, bottom := box(screen(r, 100, 50))
	r.Update(typed('o'))
	r.SetEntries(first.ID+1, entries(), history.SoFar{}, "")
	drawn := screen(r, 100, 50)
	now, end := box(drawn)
	if now != top || end >= bottom-20 {
		t.Errorf("the box is from %d to %d, with many runs from %d to %d:\n%s", now, end, top, bottom, drawn)
	}
	empty := 0
	for _, line := range strings.Split(drawn, "\n")[now:end] {
		if strings.Trim(line, " │") == "" {
			empty++
		}
	}
	if empty > 3 {
		t.Errorf("%d lines are empty:\n%s", empty, drawn)
	}
	// The failed run needs fewer lines; the box does not jump.
	r.move("down")
	if _, after := box(screen(r, 100, 50)); after != end {
		t.Errorf("the box ends at %d, then at %d", end, after)
	}
}

// The rows of a run that the search does not find leave no room behind, and one
// that finds nothing has a small box.
func TestTheBoxIsFittedAnewWithASearch(t *testing.T) {
	r, first := New(1, plain)
	stored := entries()
	stored[0].Kept = &history.Kept{Rows: 100}
	r.SetEntries(first.ID, stored, history.SoFar{}, "")
	top, bottom := box(screen(r, 100, 50))
	if bottom-top < 28 {
		t.Errorf("no room for the rows to come: %d lines", bottom-top)
	}
	r.Update(typed('0'))
	r.SetEntries(first.ID+1, stored[1:], history.SoFar{}, "")
	if now, end := box(screen(r, 100, 50)); now != top || end-now > 12 {
		t.Errorf("one run without rows has a box from %d to %d", now, end)
	}
	r.Update(typed('0'))
	r.SetEntries(first.ID+2, nil, history.SoFar{}, "")
	if now, end := box(screen(r, 100, 50)); now != top || end-now > 11 {
		t.Errorf("nothing has a box from %d to %d", now, end)
	}
}

func TestTheFooterTellsHowToLeave(t *testing.T) {
	r, _ := New(1, plain)
	for _, width := range []int{60, 80, 140} {
		if drawn := screen(r, width, 24); !strings.Contains(drawn, "Esc leave") || !strings.Contains(drawn, "F1 keys") {
			t.Errorf("in %d columns:\n%s", width, drawn)
		}
	}
}
