package recall

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
	"sonde/themes"
	"sonde/tui/canvas"
)

func screen(r *Recall, w, h int) string {
	var c canvas.Canvas
	c.Resize(w, h)
	r.Draw(&c, canvas.Rect{W: w, H: h}, themes.Default(true))
	var b strings.Builder
	for y := range h {
		b.WriteString(strings.TrimRight(c.Line(y), " ") + "\n")
	}
	return b.String()
}

func entries() []history.Entry {
	return []history.Entry{
		{ID: "2", SQL: "SELECT *\nFROM orders", Connection: "shop", Status: history.OK, Rows: 12, Duration: 40 * time.Millisecond, Start: time.Now(), Uses: 3},
		{ID: "1", SQL: "SELECT 1/0", Connection: "shop", Status: history.Failed, Error: "division\x1b[31m by zero", Start: time.Now().Add(-time.Hour)},
	}
}

func typed(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

func TestEveryKeySearches(t *testing.T) {
	r, first := New(1000)
	if first.Text != "" || first.Scope != Everything {
		t.Fatalf("first search %+v", first)
	}
	r.Update(typed('o'))
	answer, done := r.Update(typed('r'))
	s, ok := answer.(Search)
	if !ok || done || s.Text != "or" || s.ID <= first.ID {
		t.Fatalf("typing gives %#v", answer)
	}
	r.SetEntries(first.ID, entries(), "")
	if strings.Contains(screen(r, 100, 30), "orders") {
		t.Error("a late answer is shown")
	}
	r.SetEntries(s.ID, entries(), "")
	if got := screen(r, 100, 30); !strings.Contains(got, "SELECT * FROM orders") || !strings.Contains(got, "run 3 times") {
		t.Errorf("the answer is not shown:\n%s", got)
	}
}

func TestTabChangesTheScope(t *testing.T) {
	r, _ := New(1)
	answer, _ := r.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	if s := answer.(Search); s.Scope != Connection {
		t.Errorf("scope %v", s.Scope)
	}
	if got := screen(r, 100, 30); !strings.Contains(got, "this connection") {
		t.Errorf("the scope is not shown:\n%s", got)
	}
}

func TestEnterEditsAndF5Runs(t *testing.T) {
	for key, run := range map[rune]bool{tea.KeyEnter: false, tea.KeyF5: true} {
		r, first := New(1)
		r.SetEntries(first.ID, entries(), "")
		r.Update(tea.KeyPressMsg{Code: tea.KeyDown})
		answer, done := r.Update(tea.KeyPressMsg{Code: key})
		c, ok := answer.(Chosen)
		if !ok || !done || c.Entry.ID != "1" || c.Run != run {
			t.Errorf("answer %#v, done %v", answer, done)
		}
	}
}

func TestErrorsAreShownHarmless(t *testing.T) {
	r, first := New(1)
	r.SetEntries(first.ID, entries()[1:], "")
	if got := screen(r, 100, 30); !strings.Contains(got, "by zero") || strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
}

func TestEmptyHistorySaysWhatWillBeThere(t *testing.T) {
	r, first := New(1)
	if got := screen(r, 80, 24); !strings.Contains(got, "Searching") {
		t.Errorf("before the answer:\n%s", got)
	}
	r.SetEntries(first.ID, nil, "")
	if got := screen(r, 80, 24); !strings.Contains(got, "every run will be here") {
		t.Errorf("an empty history:\n%s", got)
	}
	r.SetEntries(first.ID, nil, "disk I/O error")
	if got := screen(r, 80, 24); !strings.Contains(got, "disk I/O error") {
		t.Errorf("a history that cannot be read:\n%s", got)
	}
}

func TestEverySizeIsDrawn(t *testing.T) {
	r, first := New(1)
	r.SetEntries(first.ID, entries(), "")
	for w := range 130 {
		for _, h := range []int{0, 1, 5, 12, 40} {
			screen(r, w, h)
		}
	}
}
