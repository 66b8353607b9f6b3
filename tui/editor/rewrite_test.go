package editor

import "testing"

func TestRewriteKeepsTheCursor(t *testing.T) {
	for _, c := range []struct{ before, after string }{
		{"|ab old yz", "|ab newer yz"},
		{"ab o|ld yz", "ab newe|r yz"},
		{"ab old y|z", "ab newer y|z"},
		{"ab old| yz", "ab newer| yz"},
	} {
		e := newEditor(c.before)
		e.Rewrite(3, 6, "newer", func(offset int) int { return offset + 3 })
		if got := marked(e); got != c.after {
			t.Errorf("%s became %s, want %s", c.before, got, c.after)
		}
		if e.Do("editor.undo"); marked(e) != c.before {
			t.Errorf("undone: %s, want %s", marked(e), c.before)
		}
	}
}
