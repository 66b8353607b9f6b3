package tui

import (
	"context"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/run"
)

func bare(o Options) *App {
	o.Connections = run.NewConnections(connectors.NewRegistry(), &config.Config{})
	o.Runner = &run.Runner{}
	return New(context.Background(), o)
}

func TestRecallWithoutHistorySaysSo(t *testing.T) {
	a := bare(Options{})
	a.do("history")
	if len(a.dialogs) != 0 || !strings.Contains(a.notice, "switched off") {
		t.Errorf("%d dialogs, notice %q", len(a.dialogs), a.notice)
	}
}

func TestAWarningOfTheStartStaysUntilSomethingIsRun(t *testing.T) {
	a := bare(Options{Notice: "config.toml:3: unknown setting"})
	a.firstRun(a.tab())
	if a.notice == "" {
		t.Error("the warning went before it could be read")
	}
	a.do("run")
	if strings.Contains(a.notice, "config.toml") {
		t.Errorf("notice %q", a.notice)
	}
}
