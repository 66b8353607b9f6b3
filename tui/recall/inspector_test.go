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

// One run makes no chart, equal values no range, and what is not known no number.
func TestInspectorChartsWhatIsKnown(t *testing.T) {
	took := history.Entry{ID: "1", SQL: "SELECT 1", Status: history.OK, Duration: 96 * time.Millisecond, Rows: 5}
	lost := history.Entry{ID: "2", SQL: "SELECT 1", Status: history.Interrupted}
	for _, c := range []struct {
		runs  []history.Entry
		want  []string
		never []string
	}{
		{[]history.Entry{took}, []string{"duration     96 ms\n", "rows         5\n"}, []string{" to ", "█"}},
		{[]history.Entry{took, took}, []string{"duration     ██  96 ms\n"}, []string{" to "}},
		{[]history.Entry{took, lost, took}, []string{"duration     █ █  96 ms\n"}, []string{" to ", "0 ms"}},
		{[]history.Entry{lost}, []string{"duration     –\n"}, []string{"0 rows", "0 ms", "█"}},
	} {
		got := strings.ReplaceAll(inspected(NewInspector(c.runs, ""), 100, 30), "│", "")
		var lines []string
		for line := range strings.Lines(got) {
			lines = append(lines, strings.TrimSpace(line))
		}
		got = strings.Join(lines, "\n")
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not there:\n%s", want, got)
			}
		}
		for _, never := range c.never {
			if strings.Contains(got, never) {
				t.Errorf("%q is there:\n%s", never, got)
			}
		}
	}
}
