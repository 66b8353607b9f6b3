package editor

import (
	"strings"
	"testing"

	"sonde/internal/sqltext"
	"sonde/themes"
	"sonde/tui/canvas"
)

// newEditor returns an editor with a text in which "|" stands for the cursor
// and "[" and "]" for the ends of the selection.
func newEditor(marked string) *Editor {
	e := New(sqltext.ForName("duckdb"))
	text := strings.NewReplacer("|", "", "⟦", "", "⟧", "").Replace(marked)
	e.Restore(State{Text: text})
	if from := strings.Index(marked, "⟦"); from >= 0 {
		e.Select(from, strings.Index(marked, "⟧")-len("⟦"))
	} else if at := strings.Index(marked, "|"); at >= 0 {
		e.SetCursor(at)
	}
	return e
}

// marked is the inverse of newEditor.
func marked(e *Editor) string {
	text := e.Text()
	from, to := e.buf.Selection()
	if from < to {
		return text[:from] + "⟦" + text[from:to] + "⟧" + text[to:]
	}
	return text[:to] + "|" + text[to:]
}

// frame draws an editor and returns its lines without blanks at their ends.
func frame(e *Editor, w, h int) []string {
	var c canvas.Canvas
	c.Resize(w, h)
	e.Draw(&c, canvas.Rect{W: w, H: h}, themes.Default(true), true)
	var out []string
	for y := range h {
		out = append(out, strings.TrimRight(c.Line(y), " "))
	}
	return out
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func TestDrawsNumbersAndTheStatementUnderTheCursor(t *testing.T) {
	e := newEditor("select 1;\n\n-- two\nselect\n  |2;\n")
	expect(t, "frame", strings.Join(frame(e, 20, 6), "\n"), strings.Join([]string{
		"   1 select 1;", "   2", "   3 -- two", "   4▎select", "   5▎  2;", "   6",
	}, "\n"))
}

func TestInsert(t *testing.T) {
	e := newEditor("a⟦b⟧c")
	e.Insert("1\r\n2\r3\t")
	expect(t, "paste", marked(e), "a1\n2\n3\t|c")
	do(t, e, "undo")
	expect(t, "undo of a paste", marked(e), "a⟦b⟧c")
	do(t, e, "redo")
	expect(t, "redo", marked(e), "a1\n2\n3\t|c")
}

func TestTypingIsUndoneByWords(t *testing.T) {
	e := newEditor("|")
	for _, r := range "select 日本" {
		e.Insert(string(r))
	}
	do(t, e, "undo")
	expect(t, "undo", marked(e), "select |")
	do(t, e, "undo undo")
	expect(t, "undo", marked(e), "|")
}

func TestSetTextKeepsUndoAndThePlace(t *testing.T) {
	e := newEditor("select a, |b from t")
	before := e.Version()
	e.SetText("select\n  a, b from t")
	expect(t, "text", marked(e), "select\n  a, |b from t")
	if e.Version() == before {
		t.Error("the version is the same after a change")
	}
	do(t, e, "undo")
	expect(t, "undo", marked(e), "select a, |b from t")
}

func TestStateComesBack(t *testing.T) {
	e := newEditor(strings.Repeat("select 1;\n", 100) + "sel⟦ect⟧ 2")
	frame(e, 40, 10)
	s, version := e.State(), e.Version()
	other := newEditor("something else")
	other.Restore(s)
	expect(t, "text", marked(other), marked(e))
	if got := other.State(); got != s || s.Top == 0 {
		t.Errorf("state is top %d, left %d, want %d, %d", got.Top, got.Left, s.Top, s.Left)
	}
	if e.Restore(State{"x", Place{Cursor: 99, Anchor: -5, Top: 50, Left: -1}}); e.Version() <= version {
		t.Error("the version did not grow")
	}
	expect(t, "state that does not fit", marked(e), "⟦x⟧")
	frame(e, 40, 10)
}

func TestCursorForPeople(t *testing.T) {
	e := newEditor("a\n\t日|x")
	if offset, line, column := e.Cursor(); offset != 6 || line != 2 || column != 7 {
		t.Errorf("cursor is at %d, line %d, column %d", offset, line, column)
	}
	if e.SetCursor(4); marked(e) != "a\n\t|日x" {
		t.Errorf("a place inside a character: %q", marked(e))
	}
}
