package editor

import (
	"strings"
	"testing"

	"sonde/internal/textbuf"
	"sonde/themes"
	"sonde/tui/canvas"
)

func FuzzActions(f *testing.F) {
	f.Add("select 1;\n日本 e\u0301\t(a)", []byte("\x00\x01\x02\x03\x04\x30\x31\x32\x33"), uint8(40), uint8(10))
	f.Add("", []byte{50, 51, 52, 53, 54, 55, 200, 201, 202, 203, 204, 205}, uint8(0), uint8(0))
	f.Add("/* a\n'b\n*/ 👩\u200d👧", []byte{200, 0, 230, 5, 231, 9, 240, 3, 241, 7, 250, 1}, uint8(7), uint8(3))
	inserts := []string{"x", "\n", "'", "/*", "*/", "日", "\u0301", "a\r\nb\n", "\t", "\x1b", ";", "$$", "(", "\xff"}
	theme := themes.Default(true)
	f.Fuzz(func(t *testing.T, text string, script []byte, w, h uint8) {
		e := newEditor("")
		e.Restore(State{Text: text})
		text = e.Text()
		var c canvas.Canvas
		c.Resize(int(w), int(h))
		for i, b := range script[:min(len(script), 200)] {
			step(e, int(b), i, inserts)
			e.Draw(&c, canvas.Rect{X: 1, Y: 1, W: int(w), H: int(h)}, theme, i%2 == 0)
			checkCursor(t, e)
			checkStates(t, e)
		}
		for e.buf.Redo() {
		}
		final := e.Text()
		for e.buf.Undo() {
			checkCursor(t, e)
		}
		expect(t, "everything undone", e.Text(), text)
		for e.buf.Redo() {
		}
		expect(t, "everything redone", e.Text(), final)
	})
}

// step does what a byte of the script stands for.
func step(e *Editor, b, i int, inserts []string) {
	switch {
	case b < len(Actions):
		e.Do(Actions[b].ID)
	case b < 200:
		e.Insert(inserts[b%len(inserts)])
	case b < 210:
		e.Click(i*3%50, b%10, b%2 == 0)
	case b < 220:
		e.Drag(i*5%50, i%12-1)
	case b < 225:
		e.SetRunning("r", i, "xyz")
	case b < 230:
		e.SetDone("r", b%2 == 0)
	case b < 240:
		e.SetError(i*7, "message\nof two lines")
	case b < 245:
		e.Wheel(i - 20)
	case b < 250:
		_ = e.Find(inserts[b%len(inserts)], FindOptions{})
	case b < 253:
		e.Replace("y")
	default:
		e.ReplaceAll("zz")
	}
}

func checkCursor(t *testing.T, e *Editor) {
	t.Helper()
	for _, offset := range []int{e.buf.Cursor(), e.buf.Anchor()} {
		line, column := e.buf.Position(offset)
		if offset != e.buf.LineStart(line)+column || textbuf.Border(e.buf.Line(line), column) != column {
			t.Fatalf("offset %d of %q is inside a character", offset, e.Text())
		}
	}
	if strings.Count(e.Text(), "\n")+1 != e.buf.Lines() {
		t.Fatalf("%d lines in %q", e.buf.Lines(), e.Text())
	}
}

// checkStates compares what is kept between lines with a fresh reading.
func checkStates(t *testing.T, e *Editor) {
	t.Helper()
	fresh := newSyntax(e.dialect, e.buf)
	fresh.begin()
	e.syntax.begin()
	if !fresh.advance(e.buf.Lines()) || !e.syntax.advance(e.buf.Lines()) {
		t.Fatal("a short text was not read in one go")
	}
	for i, l := range fresh.lines {
		if e.syntax.lines[i] != l {
			t.Fatalf("line %d of %q is kept as %v, want %v", i, e.Text(), e.syntax.lines[i], l)
		}
	}
}

func FuzzColumns(f *testing.F) {
	f.Add("select\t日本 e\u0301\x1b", 7)
	f.Fuzz(func(t *testing.T, line string, at int) {
		line = strings.ReplaceAll(normalise(line), "\n", "")
		at = textbuf.Border(line, max(0, at%(len(line)+1)))
		if back := byteAt(line, columnAt(line, at)); back != at {
			t.Errorf("byte %d of %q comes back as %d", at, line, back)
		}
	})
}
