package tui

import (
	"context"
	"testing"

	"sonde/connectors"
	"sonde/internal/screentest/source"
)

func TestConnectionThatCannotBeOpenedSaysWhyWhereItIsLookedFor(t *testing.T) {
	other := source.Driver()
	other.Kind, other.Title, other.Schemes = "slow", "Slow service", nil
	other.Open = func(context.Context, connectors.Config) (connectors.Conn, error) {
		return nil, connectors.Errorf(connectors.ClassConfig, "connection \"other\": unknown option \"read_onl\"; did you mean \"read_only\"? (/home/somebody/config.toml:4)")
	}
	s := open(t, 80, 30, source.Driver(), other)
	s.Press("ctrl+o")
	s.WaitText("Connection of this tab")
	s.Type("other")
	s.Press("enter")
	s.WaitText("config", "unknown option \"read_onl\"; did you mean \"read_only\"?", "✗ other", "F5 runs the statement and tries again")
	if f := s.WaitText("\"read_onl\"; did you mean│", "ebody/config.toml:4)"); f.Contains("Opening other…") {
		t.Errorf("it is opened for ever:\n%s", f.Text())
	}
}
