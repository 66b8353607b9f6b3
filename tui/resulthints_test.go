package tui

import "testing"

// The keys that go through results read as two keys, which ] and [ around a word do
// not.
func TestTheKeysOfResultsReadAsKeys(t *testing.T) {
	s := open(t, 110, 34)
	s.run("SELECT 1")
	s.WaitText("✓ done")
	s.run("SELECT 2")
	s.WaitText("[r2: SELECT 2]", "✓ done")
	s.Press("alt+3")
	f := s.WaitText("] next  [ previous")
	x, y, _ := f.Find("] next  [ previous")
	key, word := f.At(x, y).Style, f.At(x+2, y).Style
	if key.FG == word.FG || f.At(x+len("] next  "), y).Style != key {
		t.Errorf("keys and words look the same: %+v, %+v", key, word)
	}
}
