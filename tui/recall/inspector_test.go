package recall

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/history"
	"sonde/themes"
	"sonde/tui/canvas"
)

func inspected(i *Inspector, w, h int) string {
	var c canvas.Canvas
	c.Resize(w, h)
	i.Draw(&c, canvas.Rect{W: w, H: h}, themes.Default(true))
	var b strings.Builder
	for y := range h {
		b.WriteString(strings.TrimRight(c.Line(y), " ") + "\n")
	}
	return b.String()
}

func TestInspectorShowsRunsOverTime(t *testing.T) {
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.Local)
	runs := []history.Entry{
		{ID: "3", SQL: "SELECT n\nFROM t", Start: day.Add(48 * time.Hour), Status: history.OK, Duration: 80 * time.Millisecond, Rows: 200, Server: []connectors.Stat{{Name: "rows_read", Value: "12345"}}, Kept: &history.Kept{Rows: 200}},
		{ID: "2", SQL: "SELECT n\nFROM t", Start: day.Add(24 * time.Hour), Status: history.Failed, Error: "no such table"},
		{ID: "1", SQL: "SELECT n\nFROM t", Start: day, Status: history.OK, Duration: 20 * time.Millisecond, Rows: 100},
	}
	i := NewInspector(runs, "")
	got := inspected(i, 120, 30)
	for _, want := range []string{"3 runs of one statement", "▂▁█", "▄▁█", "2026-03-03 09:00:00", "no such table", "rows_read", "12345", "FROM t", "stored"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not there:\n%s", want, got)
		}
	}
	i.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	if got := inspected(i, 120, 30); strings.Contains(got, "12345") {
		t.Errorf("the facts are not those of the second run:\n%s", got)
	}
	if answer, done := i.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); !done || answer.(Chosen).Entry.ID != "2" {
		t.Errorf("%#v, %v", answer, done)
	}
}

func TestInspectorAtEverySize(t *testing.T) {
	i := NewInspector([]history.Entry{{ID: "1", SQL: "SELECT 1"}, {ID: "2", SQL: "SELECT 1"}}, "")
	for w := range 130 {
		for _, h := range []int{0, 1, 5, 12, 40} {
			inspected(i, w, h)
		}
	}
}
