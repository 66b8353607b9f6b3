package tui

import (
	"strings"
	"testing"

	"sonde/internal/screentest"
)

// A notice of the start stays until it is left, and takes no key out of sight.
func TestANoticeThatStaysLeavesTheKeysInSight(t *testing.T) {
	notice := "sonde config check (6 mistakes): " + strings.Repeat("something is wrong ", 10)
	s := openWith(t, screentest.Options{Width: 80, Height: 24}, Options{Notice: notice})
	s.WaitText("sonde config check (6 mistakes)", "Esc hide", "F5 run", "F1 help", "Ctrl+Q quit")
	s.Press("ctrl+p")
	s.WaitText("Commands", "sonde config check (6 mistakes)")
	if f := s.Frame(); !strings.Contains(f.Text(), "Esc leave") || f.Contains("Esc hide") {
		t.Error(f.Text())
	}
	s.Press("esc")
	s.WaitText("Esc hide")
	s.Press("esc")
	s.WaitGone("6 mistakes")
}

// Why something could not be done is no longer told beside what was done since.
func TestARefusalGoesWithTheNextKey(t *testing.T) {
	s := open(t, 120, 36)
	s.Press("alt+z")
	s.WaitText("No tab with a text was closed")
	s.Press("ctrl+t")
	s.WaitGone("No tab with a text")
	s.WaitText("[query 2]")
}
