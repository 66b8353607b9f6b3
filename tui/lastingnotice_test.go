package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

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

// The list of messages has every mistake of the configuration, each once.
func TestAllMistakesOfTheStartAreListed(t *testing.T) {
	a := bare(Options{Notice: "sonde config check (2 mistakes): one", Messages: []string{"one", "two"}})
	var texts []string
	for _, m := range a.messages {
		texts = append(texts, m.text)
	}
	if got := strings.Join(texts, "; "); got != "two; sonde config check (2 mistakes): one" {
		t.Errorf("the messages are %s", got)
	}
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

// A message that was in sight goes with the next key; one that has just come stays, as
// does trouble, and Esc is left to what it takes away.
func TestAMessageThatWasReadGoesWithTheNextKey(t *testing.T) {
	right, esc := tea.KeyPressMsg{Code: tea.KeyRight}, tea.KeyPressMsg{Code: tea.KeyEscape}
	for _, c := range []struct {
		problem bool
		age     time.Duration
		key     tea.KeyPressMsg
		stays   bool
	}{{false, 2 * readTime, right, false}, {false, 0, right, true}, {true, 2 * readTime, right, true}, {false, 2 * readTime, esc, true}} {
		a := bare(Options{})
		a.say(c.problem, "Copied 4 cells")
		a.noticed = a.noticed.Add(-c.age)
		a.leaveNotice(c.key)
		if stays := a.notice != ""; stays != c.stays {
			t.Errorf("%+v: stays %v", c, stays)
		}
	}
}
