package editor

import (
	"strings"
	"testing"
)

func TestRunsAreMarked(t *testing.T) {
	e := newEditor("|select 1;\nselect 2;\nselect 3")
	for i, line := range []int{0, 10, 20} {
		e.SetCursor(line)
		text, start, ok := e.Statement()
		if !ok {
			t.Fatal("there is no statement")
		}
		e.SetRunning(string(rune('a'+i)), start, text)
	}
	e.SetDone("b", true)
	e.SetDone("c", false)
	e.SetDone("nobody", false)
	expectFrame(t, e, 20, 3, "▸  1 select 1;", "✓  2 select 2;", "✗  3▎select 3")
	e.SetCancelled("a")
	e.SetRunning("d", 20, "select 3")
	expectFrame(t, e, 20, 3, "■  1 select 1;", "✓  2 select 2;", "▸  3▎select 3")
}

func TestMarksMoveAndGo(t *testing.T) {
	for _, c := range []struct{ at, insert, mark string }{
		{"|select 0;\nselect 1;", "-- more\n", "   ✓"},
		{"select 0;\n|select 1;", "\n", "  ✓"},
		{"select 0;\nselect 1;|", "\nselect 2", " ✓"},
		{"select 0;\n|select 1;", "x", ""},
		{"select 0;\nselect |1;", "x", ""},
		{"select 0;\nselect 1|;", "x", ""},
	} {
		e := newEditor(c.at)
		e.SetRunning("r", 10, "select 1")
		e.SetDone("r", true)
		e.Insert(c.insert)
		marks := 0
		for _, line := range frame(e, 20, 4) {
			if strings.HasPrefix(line, "✓") {
				marks++
				if !strings.Contains(line, "select 1") {
					t.Errorf("%q at %q: the mark is at %q", c.insert, c.at, line)
				}
			}
		}
		if marks != min(1, len(c.mark)) {
			t.Errorf("%q at %q: %d marks", c.insert, c.at, marks)
		}
	}
}

func TestAStatementWithoutSemicolonGoesOn(t *testing.T) {
	e := newEditor("select 1|")
	e.SetRunning("r", 0, "select 1")
	e.SetDone("r", true)
	e.Insert("\n")
	expectFrame(t, e, 20, 2, "✓  1▎select 1", "   2")
	e.Insert("f")
	expectFrame(t, e, 20, 2, "   1▎select 1", "   2▎f")
}

func TestARunThatIsEditedKeepsItsMarkUntilItEnds(t *testing.T) {
	e := newEditor("|\nselect 1;")
	e.SetRunning("r", 1, "select 1")
	e.Insert("x;")
	e.SetCursor(e.Len() - 1)
	e.Insert("0")
	expectFrame(t, e, 20, 2, "   1 x;", "▸  2▎select 10;")
	e.SetDone("r", true)
	expectFrame(t, e, 20, 2, "   1 x;", "   2▎select 10;")
}

func TestErrorIsShownBesideItsStatement(t *testing.T) {
	e := newEditor("select a,\n  b|c from t;\nselect 2")
	e.SetError(12, "no column\x1b[2J bc;\n\nthere are only columns of other names")
	expectFrame(t, e, 30, 12, "   1▎select a,", "   2▎  bc from t;",
		"    ▎✗ no column␛[2J bc;", "    ▎", "    ▎  there are only columns", "    ▎  of other names",
		"   3 select 2", "", "", "", "", "")
	out := cells(e, 30, 8).String()
	if !strings.Contains(out, ";4:3;") {
		t.Errorf("no word is marked in %q", out)
	}
	do(t, e, "end")
	e.Insert("x")
	expectFrame(t, e, 30, 3, "   2   bc from t;            ↑", "     ✗ no column␛[2J bc; …", "   3▎select 2x")
	e.SetCursor(0)
	e.Insert("x")
	expectFrame(t, e, 30, 4, "   1▎xselect a,", "   2▎  bc from t;", "   3 select 2x", "")
}

func TestErrorMovesWithTheText(t *testing.T) {
	e := newEditor("|select a;\nselect b;")
	e.SetError(17, "no b")
	e.Insert("-- c\n")
	expectFrame(t, e, 20, 4, "   1 -- c", "   2▎select a;", "   3 select b;", "     ✗ no b")
	e.ClearError()
	expectFrame(t, e, 20, 4, "   1 -- c", "   2▎select a;", "   3 select b;", "")
}

func TestLongMessageIsCut(t *testing.T) {
	e := newEditor("select|")
	e.SetError(0, strings.Repeat("abcde ", 100))
	got := frame(e, 25, 12)
	expect(t, "last line of the message", got[messageLines], "    ▎  abcde abcde abcde…")
	expect(t, "below", got[messageLines+1], "")
}

func TestMessageDoesNotHideTheCursor(t *testing.T) {
	e := newEditor("a\nb\nc|")
	e.SetError(0, "one\ntwo\nthree")
	if lines := frame(e, 20, 3); !strings.Contains(strings.Join(lines, "\n"), "3▎c") {
		t.Errorf("the cursor's line is not in %q", lines)
	}
}
