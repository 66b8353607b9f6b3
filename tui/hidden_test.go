package tui

import (
	"testing"

	"sonde/history"
)

// The mark of a secret is not run from the history, and the user is told what stands
// in the editor.
func TestTheMarkOfASecretIsNotRun(t *testing.T) {
	s := open(t, 130, 40)
	if err := s.store.End(history.Entry{ID: "a", SQL: "SELECT '•••' AS token", Connection: "web", Kind: "web", Status: history.OK}); err != nil {
		t.Fatal(err)
	}
	s.Press("ctrl+r")
	s.WaitText("AS token")
	s.Press("f5")
	s.WaitText("SELECT '•••' AS token", "Nothing was run: ••• stands for a secret, which is not stored")
	if n, err := s.store.Count(t.Context(), history.Query{EachRun: true}); err != nil || n != 1 {
		t.Errorf("%d runs, %v", n, err)
	}
	s.Press("ctrl+r")
	s.WaitText("F1 keys")
	s.Press("enter")
	s.WaitText("••• stands for a secret, which is not stored: put it in its place")
}
