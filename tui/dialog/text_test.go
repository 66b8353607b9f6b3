package dialog

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestWhatIsLeftOfALineStandsBelowItsText(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
	}{
		{"short", []string{"short"}},
		{"", []string{""}},
		{"the rows are fetched page by page", []string{"the rows are fetched", "page by page"}},
		{"the rows are fetched ", []string{"the rows are fetched"}},
		{"hint    one of these two names", []string{"hint    one of these", "        two names"}},
		{"  price DECIMAL(10,2) NOT NULL", []string{"  price", "    DECIMAL(10,2)", "    NOT NULL"}},
		{"a name that is long  and a value", []string{"a name that is long ", "and a value"}},
		{"abcdefghijklmnopqrstuvwxyz", []string{"abcdefghijklmnopqrst", "uvwxyz"}},
	} {
		if got := appendWords(nil, c.line, 20); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, not %q", c.line, got, c.want)
		}
	}
}

func TestKeysGiveWayToWhatTheyDo(t *testing.T) {
	for _, c := range []struct {
		w            int
		seen, unseen string
	}{
		{80, "Run the statement", "…"},
		{40, "Run the statement         F5  Ctrl+J ", "Alt"},
	} {
		s := screen(NewPalette("Keys", []Item{{Title: "Run the statement", Note: "F5  Ctrl+J  Alt+Enter  Ctrl+Enter"}}), c.w, 10)
		if !strings.Contains(s, c.seen) || strings.Contains(s, c.unseen) {
			t.Errorf("%d columns: no %q, or %q, in\n%s", c.w, c.seen, c.unseen, s)
		}
	}
}

func TestAFormIsAsHighAsItsLongestHelp(t *testing.T) {
	long := strings.Repeat("word ", 40)
	for _, c := range []struct {
		fields []Field
		want   int
	}{
		{[]Field{{Label: "a", Help: "short"}}, 1 + 2 + 3},
		{[]Field{{Label: "a", Help: "short"}, {Label: "b", Help: long}}, 2 + 3 + 3},
	} {
		f := NewForm("Form", c.fields, []FormKey{accepting("f5")}, true)
		before := frameHeight(screen(f, 80, 24))
		f.Update(press(tea.KeyDown))
		if after := frameHeight(screen(f, 80, 24)); before != c.want || after != c.want {
			t.Errorf("%d fields: %d lines, then %d, want %d", len(c.fields), before, after, c.want)
		}
	}
}

// frameHeight is how many lines a box has.
func frameHeight(s string) int {
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		if strings.ContainsAny(line, "│┌└") {
			n++
		}
	}
	return n
}
