package recall

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A search that takes long says so while the entries of the one before are seen,
// and Enter waits for what it finds.
func TestSlowSearchSaysSo(t *testing.T) {
	r, first := New(1, plain)
	r.SetEntries(first.ID, entries(), "")
	answer, _ := r.Update(typed('x'))
	s := answer.(Search)
	if got := screen(r, 100, 30); strings.Contains(got, "Searching") {
		t.Errorf("a search that has just begun is told of:\n%s", got)
	}
	if r.SetRead(first.ID, 5) || !r.SetRead(s.ID, 123456) {
		t.Error("the wrong search is waited for")
	}
	if got := screen(r, 100, 30); !strings.Contains(got, "Searching… 123,456 entries read so far") || !strings.Contains(got, "orders") {
		t.Errorf("nothing is told of a slow search:\n%s", got)
	}
	if answer, done := r.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); answer != nil || done {
		t.Fatalf("Enter takes an entry of an earlier search: %#v", answer)
	}
	if got := screen(r, 100, 30); !strings.Contains(got, "what you pressed waits") {
		t.Errorf("nothing is told of the key:\n%s", got)
	}
	if answer, done := r.SetEntries(s.ID, nil, ""); answer != nil || done {
		t.Errorf("Enter has taken %#v though nothing was found", answer)
	}
	if got := screen(r, 100, 30); strings.Contains(got, "Searching") || !strings.Contains(got, "Nothing matches") || r.SetRead(s.ID, 9) {
		t.Errorf("the search has not ended:\n%s", got)
	}
}
