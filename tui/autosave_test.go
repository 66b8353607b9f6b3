package tui

import "testing"

func TestTypingIsSavedInItsFirstPauseAndBeforeLong(t *testing.T) {
	a := anew(t, Options{}) // It has no history, so that a save is no command.
	a.tab().editor.Insert("a")
	if a.autosave() == nil || a.autosave() != nil {
		t.Fatal("not exactly one save is waited for")
	}
	a.tab().editor.Insert("b")
	if a.autosaveNow() == nil {
		t.Error("saved while typing goes on")
	}
	if a.autosaveNow() != nil {
		t.Error("not saved in a pause")
	}
	a.tab().editor.Insert("c")
	a.autosaving.since = a.autosaving.since.Add(-autosaveLimit)
	if a.autosaveNow() != nil {
		t.Error("typing on puts the save off")
	}
}
