package editor

import (
	"strings"
	"testing"
)

func TestALargerPaneShowsWhatWasScrolledAway(t *testing.T) {
	e := newEditor("1\n2\n3\n4\n5\n6|")
	expectFrame(t, e, 20, 3, "   4▎4             ↑", "   5▎5", "   6▎6")
	if got := frame(e, 20, 8); !strings.HasSuffix(got[0], "1") {
		t.Errorf("got %q", got)
	}
	e = newEditor("abcdefghijklmnopqrstuvwxyz|")
	frame(e, 16, 3)
	if e.view.left == 0 {
		t.Fatal("nothing is scrolled away")
	}
	if got := frame(e, 60, 3); !strings.Contains(got[0], "abcdef") {
		t.Errorf("got %q", got)
	}
}
