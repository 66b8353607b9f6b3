package editor

import (
	"slices"
	"strings"
	"testing"
)

// reserved are the keys that mean the same everywhere and belong to the app.
var reserved = strings.Fields(`f1 ctrl+p f5 ctrl+j alt+enter esc ctrl+c ctrl+q f6 shift+f6 alt+1 alt+2 alt+3
	ctrl+t ctrl+w ctrl+r ctrl+e ctrl+s ctrl+f f11`)

func TestActionsAreDistinct(t *testing.T) {
	ids, keys := map[string]bool{}, map[string]string{}
	for _, a := range Actions {
		if ids[a.ID] || a.Title == "" || len(a.Keys) == 0 {
			t.Errorf("%s is there twice, or has no title or key", a.ID)
		}
		ids[a.ID] = true
		for _, k := range a.Keys {
			if keys[k] != "" || slices.Contains(reserved, k) {
				t.Errorf("key %s of %s is taken by %q or by the app", k, a.ID, keys[k])
			}
			keys[k] = a.ID
		}
		if !New(newEditor("").dialect).Do(a.ID) {
			t.Errorf("%s does nothing", a.ID)
		}
	}
	if New(newEditor("").dialect).Do("editor.nothing") {
		t.Error("an action without a name was done")
	}
}

func TestMotions(t *testing.T) {
	const text = "select a, b\n  from t;\n\nselect 日本 from u"
	for _, c := range []struct{ before, actions, after string }{
		{"se|lect", "left", "s|elect"},
		{"|select", "left", "|select"},
		{"select|", "right", "select|"},
		{"a\n|b", "left", "a|\nb"},
		{"|e\u0301x", "right", "e\u0301|x"},
		{"⟦ab⟧c", "left", "|abc"},
		{"⟦ab⟧c", "right", "ab|c"},
		{"ab|c", "select-left", "a⟦b⟧c"},
		{"abc|d\na\nabcd", "down down", "abcd\na\nabc|d"},
		{"日|本\nabcd", "down", "日本\nab|cd"},
		{"ab|c\n日本", "down right", "abc\n日本|"},
		{"a\tb|\n12345678", "down", "a\tb\n12345|678"},
		{"abc|", "up", "|abc"},
		{"|abc", "down", "abc|"},
		{"a|bc\nabc", "select-down", "a⟦bc\na⟧bc"},
		{"select| a_b, c", "word-right", "select a_b|, c"},
		{"select a_b|, c", "word-left", "select |a_b, c"},
		{"  ab|c", "line-start", "  |abc"},
		{"  |abc", "line-start", "|  abc"},
		{"|ab\nc", "line-end", "ab|\nc"},
		{"ab\nc|d", "start", "|ab\ncd"},
		{"a|b\ncd", "end", "ab\ncd|"},
		{"a|b\ncd", "select-end", "a⟦b\ncd⟧"},
		{"sel|ect 1; select 2", "next-statement", "select 1; |select 2"},
		{"select 1; sel|ect 2", "previous-statement previous-statement", "|select 1; select 2"},
		{"f|((a) + (b)) c", "bracket", "f((a) + (b)|) c"},
		{"f(a ')' )|", "bracket", "f|(a ')' )"},
		{"f(a|", "bracket", "f(a|"},
		{"a|b", "select-all", "⟦ab⟧"},
		{"a\nb|c\nd", "select-line", "a\n⟦bc\n⟧d"},
		{"a b|c d", "select-word", "a ⟦bc⟧ d"},
		{"select 1; sel|ect 2 ;", "select-statement", "select 1; ⟦select 2⟧ ;"},
	} {
		e := newEditor(c.before)
		do(t, e, c.actions)
		expect(t, c.actions+" in "+c.before, marked(e), c.after)
	}
	e := newEditor("|" + text)
	for range len(text) {
		e.Do("editor.right")
	}
	expect(t, "right to the end", marked(e), text+"|")
}

func do(t *testing.T, e *Editor, actions string) {
	t.Helper()
	for _, a := range strings.Fields(actions) {
		if !e.Do("editor." + a) {
			t.Fatalf("there is no action %s", a)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, c := range []struct{ before, actions, after string }{
		{"  a|b", "newline", "  a\n  |b"},
		{"|  ab", "newline", "\n|  ab"},
		{"ab|c", "delete-left", "a|c"},
		{"e\u0301|x", "delete-left", "|x"},
		{"🇩🇪|x", "delete-left", "|x"},
		{"a\n|b", "delete-left", "a|b"},
		{"|abc", "delete-left", "|abc"},
		{"a|bc", "delete-right", "a|c"},
		{"a|\nb", "delete-right", "a|b"},
		{"a⟦bc⟧d", "delete-left", "a|d"},
		{"a⟦bc⟧d", "delete-right", "a|d"},
		{"ab cd|", "delete-word-left", "ab |"},
		{"|ab cd", "delete-word-right", "| cd"},
		{"ab c|d\ne", "delete-to-start", "|d\ne"},
		{"ab c|d\ne", "delete-to-end", "ab c|\ne"},
		{"a\nb|c\nd", "delete-line", "a\n|d"},
		{"a\nb|c", "delete-line", "a|"},
		{"a|b", "delete-line", "|"},
		{"a|b\nc", "duplicate", "ab\na|b\nc"},
		{"a⟦b⟧c", "duplicate", "ab⟦b⟧c"},
		{"a\nb|c", "move-line-up", "b|c\na"},
		{"a|\nb\nc", "move-line-down move-line-down", "b\nc\na|"},
		{"a|b", "move-line-up", "a|b"},
		{"⟦a\nb\n⟧c\nd", "move-line-down", "c\n⟦a\nb\n⟧d"},
		{"a|b", "indent", "a   |b"},
		{"⟦a\n\nb⟧", "indent", "⟦    a\n\n    b⟧"},
		{"⟦    a\n  b\n\tc⟧", "outdent", "⟦a\nb\nc⟧"},
		{"   a|b", "outdent", "a|b"},
		{"  a|b", "comment", "  -- a|b"},
		{"  -- a|b", "comment", "  a|b"},
		{"--ab|", "comment", "ab|"},
		{"|", "comment", "-- |"},
		{"⟦  a\n\n    b\n⟧c", "comment", "⟦  -- a\n\n  --   b\n⟧c"},
		{"⟦-- a\nb⟧", "comment", "⟦-- -- a\n-- b⟧"},
		{"⟦  -- a\n\n  --   b⟧", "comment", "⟦  a\n\n    b⟧"},
	} {
		e := newEditor(c.before)
		do(t, e, c.actions)
		expect(t, c.actions+" in "+c.before, marked(e), c.after)
		for range strings.Fields(c.actions) {
			e.Do("editor.undo")
		}
		expect(t, "undo of "+c.actions, marked(e), c.before)
	}
}

func TestCut(t *testing.T) {
	e := newEditor("a⟦b⟧c\nd")
	do(t, e, "cut")
	expect(t, "cut", e.TakeClipboard(), "b")
	expect(t, "taken twice", e.TakeClipboard(), "")
	do(t, e, "cut")
	expect(t, "cut line", e.TakeClipboard(), "ac\n")
	expect(t, "text", marked(e), "|d")
	do(t, e, "undo undo")
	expect(t, "undo", marked(e), "a⟦b⟧c\nd")
}

func TestCommentThatEndsBeforeTheCursor(t *testing.T) {
	e := newEditor("-|- a")
	do(t, e, "comment")
	expect(t, "uncomment", marked(e), "|a")
}
