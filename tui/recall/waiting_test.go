package recall

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
)

// A search that takes long says so while the entries of the one before are seen,
// and Enter waits for what it finds.
func TestSlowSearchSaysSo(t *testing.T) {
	r, first := New(1, plain)
	r.SetEntries(first.ID, entries(), history.SoFar{}, "")
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
	if answer, done := r.SetEntries(s.ID, nil, history.SoFar{}, ""); answer != nil || done {
		t.Errorf("Enter has taken %#v though nothing was found", answer)
	}
	if got := screen(r, 100, 30); strings.Contains(got, "Searching") || !strings.Contains(got, "Nothing matches") || r.SetRead(s.ID, 9) {
		t.Errorf("the search has not ended:\n%s", got)
	}
}

// What is found so far is there while older entries are looked through, and can be
// taken; the cursor stays on what it was moved to.
func TestEntriesComeWhileTheSearchGoesOn(t *testing.T) {
	r, first := New(1, plain)
	all := entries()
	r.SetEntries(first.ID, all[:2], history.SoFar{Read: 120_000, Total: 500_000, More: true}, "")
	if got := screen(r, 100, 30); !strings.Contains(got, "Looked through 120,000 of 500,000 entries so far") {
		t.Errorf("it is not told what has been looked through:\n%s", got)
	}
	if !r.Awaits(first.ID) || r.Awaits(first.ID-1) {
		t.Error("the wrong search goes on")
	}
	r.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	r.SetEntries(first.ID, append([]history.Entry{{ID: "better", SQL: "SELECT better"}}, all...), history.SoFar{Read: 500_000, Total: 500_000}, "")
	if got := screen(r, 100, 30); strings.Contains(got, "Looked through") || r.Awaits(first.ID) {
		t.Errorf("the search has not ended:\n%s", got)
	}
	answer, _ := r.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if chosen, ok := answer.(Chosen); !ok || chosen.Entry.ID != all[1].ID {
		t.Errorf("Enter takes %#v, not what the cursor is on", answer)
	}
}

// Keys that were pressed before anything was found take what is first in the end,
// however fast the history is read.
func TestEarlyKeysWaitForTheEnd(t *testing.T) {
	r, first := New(1, plain)
	r.SetEntries(first.ID, nil, history.SoFar{}, "")
	answer, _ := r.Update(typed('x'))
	s := answer.(Search)
	r.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	all := entries()
	if answer, done := r.SetEntries(s.ID, all[1:], history.SoFar{Read: 1, Total: 3, More: true}, ""); done {
		t.Fatalf("Enter takes what was found halfway: %#v", answer)
	}
	if got := screen(r, 100, 30); !strings.Contains(got, "what you pressed waits") {
		t.Errorf("nothing is told of the key:\n%s", got)
	}
	answer, done := r.SetEntries(s.ID, all, history.SoFar{Read: 3, Total: 3}, "")
	if chosen, ok := answer.(Chosen); !ok || !done || chosen.Entry.ID != all[0].ID {
		t.Errorf("Enter has taken %#v", answer)
	}
}
