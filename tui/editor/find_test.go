package editor

import (
	"strings"
	"testing"
)

func find(t *testing.T, e *Editor, pattern string, o FindOptions) {
	t.Helper()
	if err := e.Find(pattern, o); err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	e := newEditor("a One|, one\ntwone one")
	found := func(want string, current, total int) {
		t.Helper()
		expect(t, "selection", marked(e), want)
		c, n, more := e.Matches()
		if c != current || n != total || more {
			t.Errorf("match %d of %d (more: %v), want %d of %d", c, n, more, current, total)
		}
	}
	find(t, e, "on", FindOptions{})
	found("a One, ⟦on⟧e\ntwone one", 2, 4)
	find(t, e, "one", FindOptions{})
	found("a One, ⟦one⟧\ntwone one", 2, 4)
	e.FindNext()
	found("a One, one\ntw⟦one⟧ one", 3, 4)
	e.FindNext()
	e.FindNext()
	found("a ⟦One⟧, one\ntwone one", 1, 4)
	e.FindPrevious()
	found("a One, one\ntwone ⟦one⟧", 4, 4)
	find(t, e, "one", FindOptions{WholeWord: true, CaseSensitive: true})
	found("a One, ⟦one⟧\ntwone one", 1, 2)
	find(t, e, "three", FindOptions{})
	found("a One|, one\ntwone one", 0, 0)
	if e.FindNext() || e.FindPrevious() {
		t.Error("something was found")
	}
	if err := e.Find("((", FindOptions{Regexp: true}); err == nil || !strings.HasSuffix(err.Error(), "`((`") {
		t.Errorf("the error of a broken expression: %v", err)
	}
	find(t, e, "", FindOptions{})
	found("a One|, one\ntwone one", 0, 0)
}

func TestMatchesAreShown(t *testing.T) {
	e := newEditor("|\none 日one")
	find(t, e, "one", FindOptions{})
	e.SetCursor(0)
	out := cells(e, 20, 2).String()
	if n := strings.Count(out, "one\x1b["); n != 2 {
		t.Errorf("%d matches stand out in %q", n, out)
	}
}

func TestReplace(t *testing.T) {
	e := newEditor("|a1 b2\nc3")
	if e.Replace("x") {
		t.Error("something was replaced without a search")
	}
	find(t, e, `([a-z])(\d)`, FindOptions{Regexp: true})
	if !e.Replace("$2$1") {
		t.Error("nothing was replaced")
	}
	expect(t, "replace", marked(e), "1a ⟦b2⟧\nc3")
	if n := e.ReplaceAll("${1}_"); n != 2 {
		t.Errorf("%d replaced, want 2", n)
	}
	expect(t, "replace all", e.Text(), "1a b_\nc_")
	do(t, e, "undo")
	expect(t, "undo", e.Text(), "1a b2\nc3")
	find(t, e, "b2", FindOptions{})
	e.ReplaceAll("$1")
	expect(t, "plain text", e.Text(), "1a $1\nc3")
}

func TestManyMatches(t *testing.T) {
	e := newEditor(strings.Repeat("x\n", 2*maxMatches))
	find(t, e, "x", FindOptions{})
	if _, n, more := e.Matches(); n < maxMatches || !more {
		t.Errorf("%d matches counted (more: %v)", n, more)
	}
}

func TestEmptyMatchesDoNotCount(t *testing.T) {
	e := newEditor("|aa\nb")
	find(t, e, "a*", FindOptions{Regexp: true})
	if _, n, _ := e.Matches(); n != 1 {
		t.Errorf("%d matches, want 1", n)
	}
	if n := e.ReplaceAll("c"); n != 1 || e.Text() != "c\nb" {
		t.Errorf("%d replaced: %q", n, e.Text())
	}
}

func TestFindFoldsLettersOutsideASCII(t *testing.T) {
	e := newEditor("|a\nb \u212a SKIP")
	find(t, e, "k", FindOptions{})
	if _, n, _ := e.Matches(); n != 2 {
		t.Errorf("%d matches, want the Kelvin sign and K", n)
	}
	find(t, e, "skip", FindOptions{})
	expect(t, "any case", e.Selection(), "SKIP")
}
