package editor

import (
	"fmt"
	"strings"
	"testing"
)

func TestAnErrorComesBackWithItsStatement(t *testing.T) {
	e := newEditor("select 0;\nselect |;")
	e.Insert("a")
	e.Insert("b")
	e.SetRunning("a", 10, "select ab")
	e.SetDone("a", false)
	e.SetError(17, "no column ab")
	shown := []string{"   1 select 0;", "✗  2▎select ab;", "    ▎✗ no column ab"}
	expectFrame(t, e, 30, 3, shown...)
	e.Insert("c")
	expectFrame(t, e, 30, 3, "   1 select 0;", "   2▎select abc;", "")
	do(t, e, "undo")
	expectFrame(t, e, 30, 3, shown...)
	do(t, e, "select-all")
	e.Insert("x")
	expectFrame(t, e, 30, 3, "   1▎x", "", "")
	do(t, e, "undo")
	expectFrame(t, e, 30, 3, shown...)
}

func TestAnErrorOfAnotherTextIsNotLost(t *testing.T) {
	e := newEditor("select a|")
	e.SetError(7, "no a")
	e.Insert("b")
	e.ClearError()
	e.SetError(7, "no ab")
	expectFrame(t, e, 20, 2, "   1▎select ab", "    ▎✗ no ab")
	do(t, e, "undo")
	expectFrame(t, e, 20, 2, "   1▎select a", "    ▎✗ no a")
	e.ClearError()
	expectFrame(t, e, 20, 2, "   1▎select a", "")
	do(t, e, "redo")
	expectFrame(t, e, 20, 2, "   1▎select ab", "    ▎✗ no ab")
}

func TestFewErrorsOfEditedStatementsAreKept(t *testing.T) {
	e := newEditor("select 1|")
	for i := range 3 * mostFailures {
		e.SetError(7, fmt.Sprint("error ", i))
		e.Insert("1")
	}
	if n := len(e.marks.failures); n > mostFailures+1 {
		t.Errorf("%d errors are kept", n)
	}
}

// The error of a statement that was edited while it ran belongs to what was sent.
func TestAnErrorThatCameAfterAnEditIsThereAfterUndo(t *testing.T) {
	for name, undoFirst := range map[string]bool{"undone after the end": false, "undone before the end": true} {
		t.Run(name, func(t *testing.T) {
			e := newEditor("select 0;\nselect ab|;")
			e.SetRunning("a", 10, "select ab")
			e.Insert("c")
			if undoFirst {
				do(t, e, "undo")
			}
			e.SetDone("a", false)
			e.SetRunError("a", 7, "no column ab")
			if !undoFirst {
				expectFrame(t, e, 30, 3, "   1 select 0;", "   2▎select abc;", "")
				do(t, e, "undo")
			}
			expectFrame(t, e, 30, 3, "   1 select 0;", "✗  2▎select ab;", "    ▎✗ no column ab")
			if out := cells(e, 30, 3).String(); !strings.Contains(out, ";4:3;") {
				t.Errorf("no word is marked in %q", out)
			}
		})
	}
}

func TestAnErrorThatIsToldElsewhereTakesOneLine(t *testing.T) {
	const message = "no column ab in what is read here"
	e := newEditor("select ab|")
	e.SetError(7, message)
	e.SetTold(message)
	expectFrame(t, e, 20, 9, "   1▎select ab", "    ▎✗ no column ab…", "", "", "", "", "", "", "")
	e.SetTold("another")
	expectFrame(t, e, 20, 9, "   1▎select ab", "    ▎✗ no column ab", "    ▎  in what is", "    ▎  read here", "", "", "", "", "")
}
