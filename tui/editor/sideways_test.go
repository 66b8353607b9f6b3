package editor

import (
	"strings"
	"testing"

	"sonde/themes"
	"sonde/tui/canvas"
)

func TestLinesThatGoOnAreMarked(t *testing.T) {
	e := newEditor("|0123456789abcdef\n01234567日本\nshort\n")
	expectFrame(t, e, 15, 4, "   1▎012345678›", "   2▎01234567 ›", "   3▎short", "   4")
	e.WheelSideways(2)
	expectFrame(t, e, 15, 4, "   1▎‹3456789a›", "   2▎‹34567日本", "   3▎‹rt", "   4")
}

func TestTheWheelStopsAtTheEndOfTheLongestLine(t *testing.T) {
	e := newEditor("|0123456789abcdef\nshort")
	frame(e, 15, 2)
	e.WheelSideways(100)
	expectFrame(t, e, 15, 2, "   1▎‹89abcdef", "   2▎‹")
	e.WheelSideways(4)
	expectFrame(t, e, 15, 2, "   1▎‹89abcdef", "   2▎‹")
	e.WheelSideways(-100)
	expectFrame(t, e, 15, 2, "   1▎012345678›", "   2▎short")
}

func TestTheCursorIsNeverOnAMark(t *testing.T) {
	e := newEditor("|" + strings.Repeat("0123456789", 5))
	for _, key := range []string{"right", "left"} {
		for i := range 50 {
			c := cells(e, 25, 1)
			x, y, ok := e.Draw(c, canvas.Rect{W: 25, H: 1}, themes.Default(true), true)
			if under := []rune(c.Line(y))[x]; !ok || under == '‹' || under == '›' {
				t.Fatalf("%s %d: the cursor is on %q (%v)", key, i, under, ok)
			}
			do(t, e, key)
		}
	}
}

// A short line that takes the place of a long one is seen from its start.
func TestShortLineIsSeenFromItsStart(t *testing.T) {
	e := newEditor("0123456789abcdef|")
	expectFrame(t, e, 15, 1, "   1▎‹89abcdef")
	do(t, e, "select-all")
	e.Insert("short")
	expectFrame(t, e, 15, 1, "   1▎short")
}
