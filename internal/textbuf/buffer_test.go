package textbuf

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLinesAndOffsets(t *testing.T) {
	text := "select 1\n\nfrom t\n"
	b := New(text)
	if b.Len() != len(text) || b.Lines() != 4 || b.Text() != text {
		t.Fatalf("len %d, lines %d, text %q", b.Len(), b.Lines(), b.Text())
	}
	for offset := range len(text) + 1 {
		line, column := b.Position(offset)
		want := strings.Count(text[:offset], "\n")
		if line != want || b.LineStart(line)+column != offset || column > len(b.Line(line)) {
			t.Errorf("offset %d is at line %d, column %d", offset, line, column)
		}
	}
	if got := b.Slice(7, 12); got != text[7:12] {
		t.Errorf("slice is %q, want %q", got, text[7:12])
	}
	if b.LineEnd(2) != strings.LastIndex(text, "\n") {
		t.Errorf("line 2 ends at %d", b.LineEnd(2))
	}
}

func TestManyLines(t *testing.T) {
	var want []string
	for i := range 3000 {
		want = append(want, fmt.Sprintf("line %d", i))
	}
	b := New(strings.Join(want, "\n"))
	b.Edit(Other, b.LineStart(700), b.LineStart(2500), "a\nb\nc\n")
	want = append(want[:700:700], append([]string{"a", "b", "c"}, want[2500:]...)...)
	b.Edit(Other, b.LineEnd(10), b.LineEnd(10), "\n"+strings.Repeat("x\n", 5000)+"y")
	more := append(strings.Split(strings.Repeat("x\n", 5000), "\n")[:5000], "y")
	want = append(want[:11:11], append(more, want[11:]...)...)
	if b.Lines() != len(want) || b.Text() != strings.Join(want, "\n") {
		t.Fatal("the text differs from the same edits on a list of lines")
	}
	for _, i := range []int{0, 511, 512, 4999, 5012, len(want) - 1} {
		if b.Line(i) != want[i] {
			t.Errorf("line %d is %q, want %q", i, b.Line(i), want[i])
		}
	}
}

func TestTypedWordsAreUndoneOneByOne(t *testing.T) {
	b := New("")
	for _, r := range "select  one\n" {
		b.Edit(Typing, b.Cursor(), b.Cursor(), string(r))
	}
	for _, want := range []string{"select  one", "select  ", ""} {
		if !b.Undo() || b.Text() != want {
			t.Fatalf("after undo: %q, want %q", b.Text(), want)
		}
	}
	if b.Undo() {
		t.Error("undo goes past the first edit")
	}
	for b.Redo() {
	}
	if b.Text() != "select  one\n" || b.Cursor() != b.Len() {
		t.Errorf("after redo: %q, cursor %d", b.Text(), b.Cursor())
	}
}

func TestMovingTheCursorEndsAnUndoStep(t *testing.T) {
	b := New("")
	b.Edit(Typing, 0, 0, "a")
	b.Select(0, 0)
	b.Select(1, 1)
	b.Edit(Typing, 1, 1, "b")
	b.Undo()
	if b.Text() != "a" {
		t.Errorf("after undo: %q, want %q", b.Text(), "a")
	}
}

func TestErasedCharactersAreUndoneTogether(t *testing.T) {
	b := New("abcdef")
	for range 3 {
		b.Edit(Erasing, b.Len()-1, b.Len(), "")
	}
	b.Edit(Erasing, 0, 1, "")
	b.Undo()
	if b.Text() != "abc" {
		t.Errorf("after one undo: %q", b.Text())
	}
	b.Undo()
	if b.Text() != "abcdef" || b.Cursor() != 0 {
		t.Errorf("after two: %q, cursor %d", b.Text(), b.Cursor())
	}
}

func TestGroupIsOneStepAndKeepsTheSelection(t *testing.T) {
	b := New("a\nb")
	b.Select(0, 3)
	b.Group(func() {
		b.Edit(Other, 2, 2, "-- ")
		b.Group(func() { b.Edit(Other, 0, 0, "-- ") })
		b.Select(0, b.Len())
	})
	b.Group(func() {})
	if !b.Undo() || b.Text() != "a\nb" || b.Anchor() != 0 || b.Cursor() != 3 {
		t.Fatalf("after undo: %q, %d–%d", b.Text(), b.Anchor(), b.Cursor())
	}
	if !b.Redo() || b.Text() != "-- a\n-- b" || b.Anchor() != 0 || b.Cursor() != 9 {
		t.Fatalf("after redo: %q, %d–%d", b.Text(), b.Anchor(), b.Cursor())
	}
}

func TestAnEditForgetsWhatWasUndone(t *testing.T) {
	b := New("")
	b.Edit(Other, 0, 0, "one")
	b.Undo()
	b.Edit(Other, 0, 0, "two")
	if b.Redo() || b.Text() != "two" {
		t.Errorf("after redo: %q", b.Text())
	}
}

func TestHistoryIsBounded(t *testing.T) {
	big := strings.Repeat("x", 10)
	b := New("")
	b.history.limit = 3 * len(big)
	b.Edit(Other, 0, 0, "old")
	for range 4 {
		b.Edit(Other, 0, 0, big)
	}
	undone := 0
	for b.Undo() {
		undone++
	}
	if undone != 3 || b.Len() != len(big)+len("old") {
		t.Errorf("%d steps were undone, %d bytes are left", undone, b.Len())
	}
}

func TestClusters(t *testing.T) {
	for _, text := range []string{
		"e\u0301x", "日本", "👩\u200d👩\u200d👧!", "🇩🇪🇩🇪", "a\xffb", "\u0301", "x\u200by", "\u0600a", "क्षि",
	} {
		b := New(text)
		var borders []int
		for at := 0; at < b.Len(); at = b.Next(at) {
			borders = append(borders, at)
		}
		for at, i := b.Len(), len(borders)-1; i >= 0; i-- {
			if at = b.Prev(at); at != borders[i] {
				t.Errorf("%q: back to %d, want %d", text, at, borders[i])
			}
		}
		for at := range b.Len() {
			b.Select(at, at)
			if b.Prev(b.Next(b.Cursor())) != b.Cursor() || b.Cursor() > at {
				t.Errorf("%q: the cursor set to %d stands inside a cluster: %d", text, at, b.Cursor())
			}
		}
	}
}

func TestTypingBeforeACombiningMark(t *testing.T) {
	b := New("\u0301x")
	b.Edit(Typing, 0, 0, "e")
	if b.Cursor() != len("e\u0301") {
		t.Errorf("the cursor is at %d, inside the cluster", b.Cursor())
	}
}

func TestWords(t *testing.T) {
	const text = "select a_b1, 'x'\nfrom"
	b := New(text)
	var right []int
	for at := 0; at < b.Len(); {
		at = b.NextWord(at)
		right = append(right, at)
	}
	if got, want := fmt.Sprint(right), "[6 11 12 14 15 16 17 21]"; got != want {
		t.Errorf("stops to the right: %s, want %s", got, want)
	}
	var left []int
	for at := b.Len(); at > 0; {
		at = b.PrevWord(at)
		left = append(left, at)
	}
	if got, want := fmt.Sprint(left), "[17 16 15 14 13 11 7 0]"; got != want {
		t.Errorf("stops to the left: %s, want %s", got, want)
	}
	for _, c := range []struct {
		at   int
		want string
	}{{0, "select"}, {3, "select"}, {6, "select"}, {7, "a_b1"}, {11, "a_b1"}, {16, "'"}, {21, "from"}} {
		from, to := b.Word(c.at)
		if b.Slice(from, to) != c.want {
			t.Errorf("the word at %d is %q, want %q", c.at, b.Slice(from, to), c.want)
		}
	}
}

func TestWordMotionAlwaysMoves(t *testing.T) {
	b := New("❤\ufe0f❤\ufe0f a\u0301\xff\u200d日")
	for at := 0; at < b.Len(); {
		next := b.NextWord(at)
		if b.Select(next, next); b.Cursor() <= at {
			t.Fatalf("from %d the cursor went to %d", at, b.Cursor())
		}
		at = b.Cursor()
	}
}

// naive is the text and history as plain strings, to compare with.
type naive struct{ text string }

func (n *naive) edit(from, to int, text string) { n.text = n.text[:from] + text + n.text[to:] }

func FuzzEdits(f *testing.F) {
	f.Add("select 1\nfrom t", []byte("\x00\x05\x02\x01\x07\x00\x02\x01\x03"))
	f.Add("", []byte{0, 0, 0, 1, 0, 0, 0, 2, 9, 9, 9, 3})
	f.Add("日本e\u0301\n👩\u200d👧", []byte{3, 9, 5, 4, 200, 1, 5, 2, 17, 3, 6, 0})
	f.Fuzz(func(t *testing.T, text string, script []byte) {
		b, want := New(text), naive{text}
		inserts := []string{"", "x", "\n", "a b", "\u0301", "日", "one\ntwo\n", strings.Repeat("y\n", 700), "\xff"}
		script = script[:min(len(script), 200)]
		for ; len(script) >= 4 && b.Len() < 1<<16; script = script[4:] {
			from, to := int(script[0])*7%(b.Len()+1), int(script[1])*3%(b.Len()+1)
			if from > to {
				from, to = to, from
			}
			insert := inserts[int(script[2])%len(inserts)]
			switch script[3] % 5 {
			case 4:
				b.Group(func() { b.Edit(Other, from, to, insert); b.Edit(Other, from, from, "g") })
				want.edit(from, to, insert)
				want.edit(from, from, "g")
			case 3:
				b.Undo()
				want.text = b.Text()
			default:
				b.Edit(Kind(script[3]%3), from, to, insert)
				want.edit(from, to, insert)
			}
			check(t, b, want.text)
		}
		for b.Redo() {
		}
		final := b.Text()
		for b.Undo() {
			check(t, b, b.Text())
		}
		check(t, b, text)
		for b.Redo() {
		}
		check(t, b, final)
	})
}

func check(t *testing.T, b *Buffer, want string) {
	t.Helper()
	if b.Text() != want || b.Len() != len(want) || b.Lines() != strings.Count(want, "\n")+1 {
		t.Fatalf("the text is %q, want %q", b.Text(), want)
	}
	line, column := b.Position(b.Cursor())
	if b.LineStart(line)+column != b.Cursor() || Border(b.Line(line), column) != column {
		t.Fatalf("the cursor at %d of %q is inside a cluster", b.Cursor(), want)
	}
	if utf8.ValidString(want) && !utf8.ValidString(b.Slice(0, b.Cursor())) {
		t.Fatalf("the cursor at %d of %q is inside a rune", b.Cursor(), want)
	}
}

func BenchmarkType(b *testing.B) {
	text := strings.Repeat("select column_one, column_two from some_table where x = 1;\n", 5000)
	b.Run("floor", func(b *testing.B) {
		line := text[:60]
		for b.Loop() {
			_ = line[:30] + "x" + line[30:]
		}
	})
	b.Run("sonde", func(b *testing.B) {
		buf := New(text)
		buf.Select(len(text)/2, len(text)/2)
		b.ReportAllocs()
		for b.Loop() {
			buf.Edit(Typing, buf.Cursor(), buf.Cursor(), "x")
			buf.Edit(Erasing, buf.Cursor()-1, buf.Cursor(), "")
		}
	})
}

func BenchmarkPaste100MB(b *testing.B) {
	text := strings.Repeat("insert into some_table values (1, 'one', 2.5, null, current_date);\n", 1_500_000)
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			strings.Count(text, "\n")
		}
	})
	b.Run("sonde", func(b *testing.B) {
		for b.Loop() {
			buf := New("")
			buf.Edit(Other, 0, 0, text)
			buf.Undo()
		}
	})
}
