package cellwidth

import (
	"slices"
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		w, n int
		want []string
	}{
		{"", 10, 3, nil},
		{"one two three", 20, 3, []string{"one two three"}},
		{"one two three", 7, 3, []string{"one two", "three"}},
		{"one two three", 8, 3, []string{"one two", "three"}},
		{"one two three", 5, 2, []string{"one", "two …"}},
		{"F2  everything this", 11, 4, []string{"F2 ", "everything", "this"}},
		{"  abcdefgh", 6, 3, []string{"  abcd", "efgh"}},
		{"a bcdefghij", 6, 3, []string{"a bcde", "fghij"}},
		{"abcdefghij", 4, 3, []string{"abcd", "efgh", "ij"}},
		{"日本語です", 4, 2, []string{"日本", "語…"}},
		{"日", 1, 2, nil},
		{"a", 0, 2, nil},
	} {
		if got := Wrap(c.text, c.w, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d × %d: %q, not %q", c.text, c.w, c.n, got, c.want)
		}
	}
	if got := Wrap(strings.Repeat("word ", 1<<20), 20, 4); len(got) != 4 || !strings.HasSuffix(got[3], Ellipsis) {
		t.Errorf("%q", got)
	}
}
