package tui

import (
	"context"
	"testing"

	"sonde/connectors"
	"sonde/internal/screentest/source"
)

// openSlow opens a stage with a tab whose connection is open once release is closed.
func openSlow(t *testing.T) (s *stage, release chan struct{}) {
	t.Helper()
	other := source.Driver()
	release = make(chan struct{})
	opens := other.Open
	other.Kind, other.Title, other.Schemes = "slow", "Slow service", nil
	other.Open = func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return opens(ctx, c)
	}
	s = open(t, 140, 36, source.Driver(), other)
	s.Press("ctrl+o")
	s.WaitText("Connection of this tab")
	s.Type("other")
	s.Press("enter")
	s.WaitText("─ other ─")
	return s, release
}

// What is asked for while its connection is being opened is run once and in
// order, however often it was asked for.
func TestStatementsWaitForTheirConnectionAndRunInOrder(t *testing.T) {
	s, release := openSlow(t)
	s.Press("alt+2", "ctrl+a")
	s.Paste("STREAM a;\nDONE b;\nDONE c")
	s.Press("f9")
	s.WaitText("DONE c")
	close(release)
	s.WaitText("downloading", "● other")
	s.Press("esc")
	if f := s.WaitText("✗ cancelled"); f.Contains("r2") {
		t.Errorf("another statement ran beside the first:\n%s", f.Text())
	}
}

// What sonde writes into the first tab runs by itself only where no service is
// asked.
func TestASourceBehindANetworkIsNotAskedUnasked(t *testing.T) {
	for transport, runs := range map[string]bool{"http": false, "": true} {
		d := source.Metered()
		d.Billed, d.Schemes = false, []connectors.Scheme{{Name: "metered", Transport: transport}}
		s := open(t, 120, 36, d)
		s.WaitText("SELECT * FROM lake.crawled LIMIT 100")
		if runs {
			s.WaitText("Results r1")
			continue
		}
		s.Press("f1") // Whatever was begun by now is on the screen before the answer to a key.
		if f := s.WaitText("type to filter"); f.Contains("Results r1") {
			t.Errorf("a statement ran unasked:\n%s", f.Text())
		}
		s.Press("esc")
		s.WaitGone("type to filter")
		s.Press("f5")
		s.WaitText("Results r1")
	}
}
