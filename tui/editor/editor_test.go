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
