package recall

import (
	"reflect"
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

func plain(string) string { return "" }

func typed(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

func TestEveryKeySearches(t *testing.T) {
	r, first := New(1000, plain)
	if first.Text != "" || first.Scope != Everything {
		t.Fatalf("first search %+v", first)
	}
	r.Update(typed('o'))
	answer, done := r.Update(typed('r'))
	s, ok := answer.(Search)
	if !ok || done || s.Text != "or" || s.ID <= first.ID {
		t.Fatalf("typing gives %#v", answer)
	}
	r.SetEntries(first.ID, entries(), history.SoFar{}, "")
	if strings.Contains(screen(r, 100, 30), "orders") {
		t.Error("a late answer is shown")
	}
	r.SetEntries(s.ID, entries(), history.SoFar{}, "")
	if got := screen(r, 100, 30); !strings.Contains(got, "SELECT * FROM orders") || !strings.Contains(got, "run 3 times") {
		t.Errorf("the answer is not shown:\n%s", got)
	}
}

func TestTabChangesTheScope(t *testing.T) {
	r, _ := New(1, plain)
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
		r, first := New(1, plain)
		r.SetEntries(first.ID, entries(), history.SoFar{}, "")
		r.Update(tea.KeyPressMsg{Code: tea.KeyDown})
		answer, done := r.Update(tea.KeyPressMsg{Code: key})
		c, ok := answer.(Chosen)
		if !ok || !done || c.Entry.ID != "1" || c.Run != run {
			t.Errorf("answer %#v, done %v", answer, done)
		}
	}
}

func TestErrorsAreShownHarmless(t *testing.T) {
	r, first := New(1, plain)
	r.SetEntries(first.ID, entries()[1:], history.SoFar{}, "")
	if got := screen(r, 100, 30); !strings.Contains(got, "by zero") || strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
}

func TestEmptyHistorySaysWhatWillBeThere(t *testing.T) {
	r, first := New(1, plain)
	if got := screen(r, 80, 24); !strings.Contains(got, "Searching") {
		t.Errorf("before the answer:\n%s", got)
	}
	r.SetEntries(first.ID, nil, history.SoFar{}, "")
	if got := screen(r, 80, 24); !strings.Contains(got, "every run will be here") {
		t.Errorf("an empty history:\n%s", got)
	}
	r.SetEntries(first.ID, nil, history.SoFar{}, "disk I/O error")
	if got := screen(r, 80, 24); !strings.Contains(got, "disk I/O error") {
		t.Errorf("a history that cannot be read:\n%s", got)
	}
}

func TestEverySizeIsDrawn(t *testing.T) {
	r, first := New(1, plain)
	r.SetEntries(first.ID, entries(), history.SoFar{}, "")
	for w := range 130 {
		for _, h := range []int{0, 1, 5, 12, 40} {
			screen(r, w, h)
		}
	}
}

func press(t *testing.T, r *Recall, code rune, mod tea.KeyMod) tea.Msg {
	t.Helper()
	answer, _ := r.Update(tea.KeyPressMsg{Code: code, Mod: mod})
	return answer
}

func TestKeysActOnTheEntryUnderTheCursor(t *testing.T) {
	r, first := New(1, plain)
	list := entries()
	list[0].Kept = &history.Kept{Rows: 12}
	answer, _ := r.SetEntries(first.ID, list, history.SoFar{}, "")
	if peek, ok := answer.(Peek); !ok || peek.Entry.ID != "2" {
		t.Fatalf("the rows are not asked for: %#v", peek)
	}
	r.SetRows("1", []string{"rows of another"})
	r.SetRows("2", []string{"a  b", "1  2"})
	if got := screen(r, 120, 40); !strings.Contains(got, "1  2") || strings.Contains(got, "of another") || !strings.Contains(got, "stored result of") {
		t.Errorf("the stored rows are not shown:\n%s", got)
	}
	for code, want := range map[rune]any{tea.KeyF2: Name{list[0]}, tea.KeyF3: Inspect{list[0]}, tea.KeyF6: Pin{list[0]}, tea.KeyF1: Help{}} {
		if got := press(t, r, code, 0); !reflect.DeepEqual(got, want) {
			t.Errorf("%v: %#v", code, got)
		}
	}
	if got, ok := press(t, r, tea.KeyF8, 0).(Remove); !ok || got.Entry.ID != "2" {
		t.Errorf("%#v", got)
	}
	answer, done := r.Update(tea.KeyPressMsg{Code: 'o', Mod: tea.ModCtrl})
	if got, ok := answer.(OpenStored); !ok || !done || got.Entry.ID != "2" {
		t.Errorf("%#v, %v", answer, done)
	}
	press(t, r, tea.KeyDown, 0)
	if answer, done := r.Update(tea.KeyPressMsg{Code: 'o', Mod: tea.ModCtrl}); done {
		t.Errorf("%#v is done although nothing is stored", answer)
	}
}

func TestKeysWithoutAnEntryDoNothing(t *testing.T) {
	r, first := New(1, plain)
	r.SetEntries(first.ID, nil, history.SoFar{}, "")
	for _, code := range []rune{tea.KeyEnter, tea.KeyF2, tea.KeyF3, tea.KeyF5, tea.KeyF6, tea.KeyF8} {
		if answer, done := r.Update(tea.KeyPressMsg{Code: code}); answer != nil || done {
			t.Errorf("%v: %#v, %v", code, answer, done)
		}
	}
}

func TestF4GoesThroughTheStatuses(t *testing.T) {
	r, _ := New(1, plain)
	r.Update(typed('x'))
	for _, want := range []string{"x status:ok", "x status:limited", "x status:failed", "x status:cancelled", "x status:incomplete", "x status:interrupted", "x status:imported", "x status:running", "x"} {
		if s := press(t, r, tea.KeyF4, 0).(Search); s.Text != want {
			t.Errorf("%q, want %q", s.Text, want)
		}
	}
}

func TestAWrongFilterIsExplained(t *testing.T) {
	r, _ := New(1, plain)
	for _, c := range "took:x" {
		r.Update(typed(c))
	}
	if got := screen(r, 120, 30); !strings.Contains(got, "such as >2s") {
		t.Errorf("%s", got)
	}
}

func TestRefreshKeepsTheCursor(t *testing.T) {
	r, first := New(1, plain)
	r.SetEntries(first.ID, entries(), history.SoFar{}, "")
	press(t, r, tea.KeyDown, 0)
	again := r.Refresh()
	if again.ID == first.ID {
		t.Fatal("the search has the id of the one before")
	}
	r.SetEntries(again.ID, entries(), history.SoFar{}, "")
	if e := r.under(); e.ID != "1" {
		t.Errorf("the cursor is on %s", e.ID)
	}
}

// A run whose rows are a part of the answer does not look like one that has all.
func TestPartialRunsSaySo(t *testing.T) {
	whole, limited, broken := entries()[0], entries()[0], entries()[0]
	limited.Completeness, limited.Reason = "limited", "the first 12 rows"
	broken.Status, broken.Completeness, broken.Reason = history.Incomplete, "incomplete", "connection reset"
	for word, e := range map[string]history.Entry{"limited": limited, "incomplete": broken} {
		r, first := New(1, plain)
		r.SetEntries(first.ID, []history.Entry{e}, history.SoFar{}, "")
		got := screen(r, 110, 24)
		if strings.Contains(got, "✓") || !strings.Contains(got, word+" · shop 40 ms") || !strings.Contains(got, "· "+word+" · 12 rows · 40 ms · "+e.Reason) {
			t.Errorf("%s:\n%s", word, got)
		}
		runs := inspected(NewInspector([]history.Entry{e}, ""), 120, 30)
		if strings.Contains(runs, "✓") || !strings.Contains(runs, "12 rows  "+word) {
			t.Errorf("%s:\n%s", word, runs)
		}
	}
	r, first := New(1, plain)
	r.SetEntries(first.ID, []history.Entry{whole}, history.SoFar{}, "")
	if got := screen(r, 110, 24); !strings.Contains(got, "✓") || strings.Contains(got, "limited") {
		t.Errorf("whole:\n%s", got)
	}
}

// Keys that come before the answer to a search are about what it finds.
func TestKeysWaitForTheirSearch(t *testing.T) {
	r, first := New(1, plain)
	r.SetEntries(first.ID, entries(), history.SoFar{}, "")
	answer, _ := r.Update(typed('s'))
	s := answer.(Search)
	for _, key := range []rune{tea.KeyDown, tea.KeyF5} {
		if answer, done := r.Update(tea.KeyPressMsg{Code: key}); answer != nil || done {
			t.Fatalf("an entry of the search before is taken: %#v", answer)
		}
	}
	found := append([]history.Entry{{ID: "3", SQL: "SELECT 3"}}, entries()...)
	answer, done := r.SetEntries(s.ID, found, history.SoFar{}, "")
	if c, ok := answer.(Chosen); !ok || !done || !c.Run || c.Entry.ID != "2" {
		t.Errorf("%#v, %v", answer, done)
	}
	// Another search is about something else.
	r.Update(typed('l'))
	r.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	answer, _ = r.Update(typed('x'))
	if answer, done := r.SetEntries(answer.(Search).ID, found, history.SoFar{}, ""); answer != nil || done {
		t.Errorf("after more was typed: %#v, %v", answer, done)
	}
}
