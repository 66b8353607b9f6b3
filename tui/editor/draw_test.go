package editor

import (
	"fmt"
	"strings"
	"testing"

	"sonde/internal/sqltext"
	"sonde/themes"
	"sonde/tui/canvas"
)

// cells draws an editor focused and returns the canvas.
func cells(e *Editor, w, h int) *canvas.Canvas {
	c := &canvas.Canvas{}
	c.Resize(w, h)
	e.Draw(c, canvas.Rect{W: w, H: h}, themes.Default(true), true)
	return c
}

func expectFrame(t *testing.T, e *Editor, w, h int, want ...string) {
	t.Helper()
	expect(t, "frame", strings.Join(frame(e, w, h), "\n"), strings.Join(want, "\n"))
}

// sgr is how a role begins on the terminal.
func sgr(role themes.Role) string {
	var c canvas.Canvas
	c.Resize(1, 1)
	c.Text(0, 0, 1, "x", themes.Default(true).Style(role))
	return strings.TrimSuffix(c.String(), "x\x1b[m")
}

func TestDrawsTabsWideAndControlCharacters(t *testing.T) {
	expectFrame(t, newEditor("a\tb\n日本\x1b[31m\ne\u0301\u202e.|\n\xff"), 24, 5,
		"   1▎a   b", "   2▎日本␛[31m", "   3▎e\u0301◌.", "   4▎�", "")
}

func TestColours(t *testing.T) {
	out := cells(newEditor("select 'a\nb' -- c"), 30, 3).String()
	for _, want := range []string{
		sgr(themes.SQLString) + "b'",
		sgr(themes.SQLComment) + "-- c",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in the frame %q", want, out)
		}
	}
}

func TestColoursFollowAnEditAbove(t *testing.T) {
	e := newEditor("select |\n1\n2 -- '\n3")
	frame(e, 30, 5)
	e.Insert("/*")
	out := cells(e, 30, 5).String()
	if !strings.Contains(out, sgr(themes.SQLComment)+"3") {
		t.Errorf("line 4 has no colour of a comment: %q", out)
	}
	do(t, e, "undo")
	if out = cells(e, 30, 5).String(); strings.Contains(out, sgr(themes.SQLComment)+"3") {
		t.Errorf("line 4 has the colour of a comment: %q", out)
	}
}

func TestScrollsWithTheCursor(t *testing.T) {
	e := newEditor("|1\n2\n3\n4\n5\n6\n7")
	do(t, e, "down down down")
	expectFrame(t, e, 20, 3, "   2▎2             ↑", "   3▎3", "   4▎4             ↓")
	do(t, e, "up")
	expectFrame(t, e, 20, 3, "   2▎2             ↑", "   3▎3", "   4▎4             ↓")
	e.Wheel(100)
	expectFrame(t, e, 20, 3, "   7▎7             ↑", "", "")
	do(t, e, "start")
	expectFrame(t, e, 20, 3, "   1▎1", "   2▎2", "   3▎3             ↓")
	do(t, e, "page-down")
	expectFrame(t, e, 20, 3, "   3▎3             ↑", "   4▎4", "   5▎5             ↓")
}

func TestScrollsSideways(t *testing.T) {
	e := newEditor("|select 日本, abc, defgh")
	do(t, e, "line-end")
	expectFrame(t, e, 15, 2, "   1▎‹c, defgh", "")
	do(t, e, "line-start")
	expectFrame(t, e, 15, 2, "   1▎select 日›", "")
	e.WheelSideways(8)
	expectFrame(t, e, 15, 2, "   1▎‹本, abc,›", "")
}

func TestCursorCell(t *testing.T) {
	e := newEditor("a\n日|b")
	var c canvas.Canvas
	c.Resize(30, 10)
	r := canvas.Rect{X: 3, Y: 2, W: 20, H: 4}
	x, y, ok := e.Draw(&c, r, themes.Default(true), false)
	if want := 3 + 5 + 2; x != want || y != 3 || !ok {
		t.Errorf("the cursor is drawn at %d, %d (%v), want %d, 3", x, y, ok, want)
	}
	if e.Wheel(5); true {
		if _, _, ok = e.Draw(&c, canvas.Rect{X: 3, Y: 2, W: 20, H: 1}, themes.Default(true), true); !ok {
			t.Error("the cursor is out of sight on the last line")
		}
	}
	e.Wheel(-5)
	if _, _, ok = e.Draw(&c, canvas.Rect{X: 3, Y: 2, W: 20, H: 1}, themes.Default(true), true); ok {
		t.Error("the cursor is in sight though the view was scrolled away")
	}
}

func TestStaysInItsRectangle(t *testing.T) {
	e := newEditor(strings.Repeat("select 日本日本日本日本, 'a\tb' from t;\n", 20))
	e.SetError(3, strings.Repeat("long ", 30))
	var c canvas.Canvas
	c.Resize(30, 12)
	c.Fill(canvas.Rect{W: 30, H: 12}, themes.Style{})
	for y := range 12 {
		c.Text(0, y, 30, strings.Repeat("#", 30), themes.Style{})
	}
	e.Draw(&c, canvas.Rect{X: 5, Y: 3, W: 17, H: 6}, themes.Default(true), true)
	for y := range 12 {
		line := []rune(c.Line(y))
		if y < 3 || y >= 9 {
			expect(t, fmt.Sprint("row ", y), string(line), strings.Repeat("#", 30))
		} else if string(line[:5]) != "#####" || !strings.HasSuffix(string(line), "########") {
			t.Errorf("row %d is %q", y, string(line))
		}
	}
}

func TestSelectionIsShown(t *testing.T) {
	style := themes.Default(true).Style(themes.Selection)
	e := newEditor("a⟦b\n\nc⟧d")
	got := cells(e, 16, 3).String()
	e.Select(5, 5)
	want := &canvas.Canvas{}
	want.Resize(16, 3)
	e.Draw(want, canvas.Rect{W: 16, H: 3}, themes.Default(true), false)
	for _, r := range []canvas.Rect{{X: 6, Y: 0, W: 2, H: 1}, {X: 5, Y: 1, W: 1, H: 1}, {X: 5, Y: 2, W: 1, H: 1}} {
		want.Restyle(r, style)
	}
	expect(t, "frame", got, want.String())
}

func TestMatchingBrackets(t *testing.T) {
	style := themes.Style{FG: themes.Default(true).Style(themes.Accent).FG, Attr: themes.Bold | themes.Underline}
	for _, c := range []struct {
		text  string
		marks []canvas.Rect
	}{
		{"f|(a, (b)\n)", []canvas.Rect{{X: 6, Y: 0, W: 1, H: 1}, {X: 5, Y: 1, W: 1, H: 1}}},
		{"f(')' )|", []canvas.Rect{{X: 6, Y: 0, W: 1, H: 1}, {X: 11, Y: 0, W: 1, H: 1}}},
		{"f('|)' )", nil},
		{"f|(a", nil},
	} {
		e := newEditor(c.text)
		got := cells(e, 14, 2)
		want := cells(e, 14, 2)
		for _, r := range c.marks {
			want.Restyle(r, style)
		}
		expect(t, c.text, got.String(), want.String())
		if n := strings.Count(got.String(), ";1;4;"); n != len(c.marks) {
			t.Errorf("%s: %d brackets are marked, want %d in %q", c.text, n, len(c.marks), got.String())
		}
	}
}

func TestSmallAndEmptyRectangles(t *testing.T) {
	e := newEditor("select 日本 from t\nwhere|")
	e.SetError(2, "no\nsuch thing")
	for w := range 14 {
		for h := range 5 {
			frame(e, w, h)
		}
	}
	expectFrame(t, newEditor("ab|c"), 6, 1, "abc")
}

func TestLongLineIsDrawnPlainAndFast(t *testing.T) {
	e := newEditor(strings.Repeat("select 1, ", 200_000))
	do(t, e, "end")
	e.Insert("'x")
	expectFrame(t, e, 20, 1, "   1▎‹ select 1, 'x")
	if offset, _, column := e.Cursor(); offset != 2_000_002 || column != 2_000_003 {
		t.Errorf("the cursor is at %d, column %d", offset, column)
	}
}

func TestLongTextIsReadInSteps(t *testing.T) {
	e := newEditor("|")
	e.Insert("/*\n" + strings.Repeat("select column_one from a_table_of_some_name;\n", 60_000))
	comment := sgr(themes.SQLComment) + "select"
	if first := cells(e, 80, 10).String(); !e.Pending() || strings.Contains(first, comment) {
		t.Fatal("the first frame after a paste has read everything")
	}
	for range 10 {
		cells(e, 80, 10)
	}
	if last := cells(e, 80, 10).String(); e.Pending() || !strings.Contains(last, comment) {
		t.Error("the text is not read after some frames")
	}
}

func TestDialectCanChange(t *testing.T) {
	e := newEditor("select 1 # one\n|")
	e.SetDialect(sqltext.ForName("mysql"))
	if out := cells(e, 40, 2).String(); !strings.Contains(out, sgr(themes.SQLComment)+"# one") {
		t.Errorf("# begins no comment after the change: %q", out)
	}
}

func TestEmptyEditorSaysWhatToDo(t *testing.T) {
	e := newEditor("|")
	e.SetHint("Type SQL, F5 runs it")
	expectFrame(t, e, 30, 2, "   1 Type SQL, F5 runs it", "")
	e.Insert("x")
	expectFrame(t, e, 30, 2, "   1▎x", "")
}

func TestCursorStaysInSightWhenThePaneShrinks(t *testing.T) {
	e := newEditor("1\n2\n3\n4\n5|")
	frame(e, 20, 5)
	expectFrame(t, e, 20, 2, "   4▎4             ↑", "   5▎5")
}

// The match that one is at differs from the others, and is not drawn in their
// colour of text on the background of a selection.
func TestTheMatchThatOneIsAt(t *testing.T) {
	e := newEditor("one two\none two")
	if err := e.Find("two", FindOptions{}); err != nil {
		t.Fatal(err)
	}
	out := cells(e, 30, 3).String()
	for _, want := range []string{sgr(themes.Cursor) + "two", sgr(themes.Match) + "two"} {
		if strings.Count(out, want) != 1 {
			t.Errorf("%q is not in the frame once: %q", want, out)
		}
	}
}
