package tui

import "testing"

func TestEqualMessagesAreListedOnce(t *testing.T) {
	a := bare(Options{})
	a.messages = nil
	for range 7 {
		a.noteMessage("it is refused", true)
	}
	a.noteMessage("done", false)
	if len(a.messages) != 2 || a.messages[0].times() != " ×7" || a.messages[1].times() != "" {
		t.Errorf("the list has %+v", a.messages)
	}
}
