package editor

import (
	"strings"
	"testing"
)

// What became of a run is out of sight while its statement reads otherwise, and
// comes back with the statement.
func TestAMarkComesBackWithTheTextThatRan(t *testing.T) {
	const text = "select 0;\nselect 1;\nselect 2"
	for name, change := range map[string]func(e *Editor) (back func()){
		"a letter behind the word": func(e *Editor) func() {
			e.SetCursor(18)
			e.Insert("0")
			return func() { e.Do("editor.delete-left") }
		},
		"a letter before it": func(e *Editor) func() {
			e.SetCursor(10)
			e.Insert("x")
			return func() { e.Do("editor.undo") }
		},
		"all of it": func(e *Editor) func() {
			e.Select(10, 19)
			e.Do("editor.delete-left")
			return func() { e.Do("editor.undo") }
		},
		"all of the text": func(e *Editor) func() {
			e.Select(0, len(text))
			e.Insert("values (1);")
			return func() { e.Do("editor.undo") }
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEditor("|" + text)
			e.SetRunning("r", 10, "select 1")
			e.SetDone("r", false)
			if got := signed(e); got != "✗  2 select 1;" {
				t.Fatalf("at first %q", got)
			}
			back := change(e)
			if got := signed(e); got != "" {
				t.Errorf("after the edit %q", got)
			}
			back()
			if e.Text() != text {
				t.Fatalf("the text is %q", e.Text())
			}
			if got := strings.Replace(signed(e), "▎", " ", 1); got != "✗  2 select 1;" {
				t.Errorf("with the text back %q", got)
			}
		})
	}
}

// signed are the lines with a mark.
func signed(e *Editor) string {
	var list []string
	for _, line := range frame(e, 30, 8) {
		if strings.ContainsAny(line, "✓✗■") {
			list = append(list, line)
		}
	}
	return strings.Join(list, "|")
}

func TestTheMarkOfWhatRanLastIsShown(t *testing.T) {
	e := newEditor("select 1|")
	e.SetRunning("a", 0, "select 1")
	e.SetDone("a", false)
	e.Insert("2")
	e.SetRunning("b", 0, "select 12")
	e.SetDone("b", true)
	expectFrame(t, e, 20, 1, "✓  1▎select 12")
	e.Do("editor.delete-left")
	expectFrame(t, e, 20, 1, "✗  1▎select 1")
	e.Insert("2")
	expectFrame(t, e, 20, 1, "✓  1▎select 12")
	e.Insert("3")
	expectFrame(t, e, 20, 1, "   1▎select 123")
}

func TestAPartThatRanIsKnownAgain(t *testing.T) {
	e := newEditor("select 1 from t|")
	e.SetRunning("a", 0, "select 1")
	e.SetDone("a", true)
	e.SetCursor(3)
	e.Insert("x")
	expectFrame(t, e, 40, 1, "   1▎selxect 1 from t")
	e.Do("editor.delete-left")
	expectFrame(t, e, 20, 1, "✓  1▎select 1 from t")
}

func TestFewMarksOfEditedStatementsAreKept(t *testing.T) {
	e := newEditor("select 1|")
	for i := range 3 * mostStale {
		text := e.Text()
		e.SetRunning(strings.Repeat("r", i+1), 0, text)
		e.SetDone(strings.Repeat("r", i+1), true)
		e.Insert("1")
	}
	if n := len(e.marks.runs); n > mostStale+2 {
		t.Errorf("%d marks are kept", n)
	}
}

// What stands before a statement may make it a part of another.
func TestAMarkIsThatOfAStatementByItself(t *testing.T) {
	const text = "select 1;\nselect 2"
	for name, change := range map[string]func(e *Editor){
		"the ; before it goes": func(e *Editor) {
			e.SetCursor(9)
			e.Do("editor.delete-left")
		},
		"a word on the line above": func(e *Editor) {
			e.SetCursor(9)
			e.Insert("\nexplain")
		},
		"a letter on the line above": func(e *Editor) {
			e.SetCursor(9)
			e.Insert(" x")
		},
		"a quote far above": func(e *Editor) {
			e.SetCursor(7)
			e.Insert("'")
		},
		"a comment that is not closed": func(e *Editor) {
			e.SetCursor(0)
			e.Insert("/*")
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEditor(text + "|")
			e.SetRunning("b", 10, "select 2")
			e.SetDone("b", true)
			if got := signed(e); got != "✓  2▎select 2" {
				t.Fatalf("at first %q", got)
			}
			change(e)
			if got := signed(e); got != "" {
				t.Errorf("after the edit %q", got)
			}
			e.Do("editor.undo")
			if e.Text() != text {
				t.Fatalf("the text is %q", e.Text())
			}
			if got := strings.Replace(signed(e), "▎", " ", 1); got != "✓  2 select 2" {
				t.Errorf("with the text back %q", got)
			}
		})
	}
}

func TestMarksOfStatementsThatBecomeOneGo(t *testing.T) {
	e := newEditor("select 1;|\nselect 2")
	e.SetRunning("a", 0, "select 1")
	e.SetDone("a", true)
	e.SetRunning("b", 10, "select 2")
	e.SetDone("b", true)
	e.Do("editor.delete-left")
	if got := signed(e); got != "" {
		t.Errorf("marked are %q", got)
	}
}
