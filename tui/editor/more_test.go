package editor

import (
	"strings"
	"testing"
)

func TestMarksStandBesideTheText(t *testing.T) {
	e := newEditor("|select abcdefghijklm\n2\n3")
	expectFrame(t, e, 18, 2, "   1▎select abcd›", "   2▎2           ↓")
	expectFrame(t, e, 30, 3, "   1▎select abcdefghijklm", "   2▎2", "   3▎3")
}

func TestTheEndOfATextIsReachedSidewaysBesideTheMarks(t *testing.T) {
	e := newEditor("|select abcdefghijklm\n2\n3")
	frame(e, 18, 2)
	e.WheelSideways(100)
	if got := frame(e, 18, 2); !strings.Contains(got[0], "lm") {
		t.Errorf("the end of the line is not in sight: %q", got)
	}
}

func TestAPasteShowsAsMuchAsFits(t *testing.T) {
	e := newEditor(strings.Repeat("old\n", 40) + "|")
	frame(e, 20, 5)
	do(t, e, "select-all")
	e.Insert("1\n2\n3")
	expectFrame(t, e, 20, 5, "   1▎1", "   2▎2", "   3▎3", "", "")
	do(t, e, "select-all")
	e.Insert("1\n2\n3\n4\n5\n6\n7")
	expectFrame(t, e, 20, 5, "   3▎3             ↑", "   4▎4", "   5▎5", "   6▎6", "   7▎7")
}
