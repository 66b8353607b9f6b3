package tui

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/run"
)

func TestEscEndsTheLayoutOfALongStatement(t *testing.T) {
	known := run.NewConnections(connectors.NewRegistry(), &config.Config{})
	a := New(t.Context(), Options{Connections: known, Runner: &run.Runner{}})
	text := "select  1" + strings.Repeat(" /* of a row */", 2000)
	a.tab().editor.SetText(text)
	lay := a.format()
	if a.escape() != escInquiry {
		t.Fatal("Esc does something else while the layout is made")
	}
	if bar := a.background(); bar != "formatting… · Esc stops" {
		t.Errorf("the bar says %q", bar)
	}
	a.leave()
	answer, ok := lay().(inquiredMsg)
	if !ok {
		t.Fatal("there is no answer")
	}
	if laid, ok := answer.answer.(formattedMsg); ok && laid.err == nil {
		t.Error("the layout was made although nobody waits for it")
	}
	a.handle(answer)
	if got := a.tab().editor.Text(); got != text {
		t.Errorf("the text has changed: %.40q", got)
	}
	a.handle(a.format()().(inquiredMsg))
	if got := a.tab().editor.Text(); !strings.HasPrefix(got, "select 1 /*") {
		t.Errorf("%.40q is not laid out", got)
	}
}
