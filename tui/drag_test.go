package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/screentest"
)

func TestTheEndOfAFastDragCounts(t *testing.T) {
	s := open(t, 110, 34)
	s.write("SELECT abcdef")
	x, y, _ := s.WaitText("abcdef").Find("abcdef")
	// The moves and the release come at once, the release on another cell.
	s.Type(fmt.Sprintf("\x1b[<0;%d;%dM", x+1, y+1))
	for i := range 4 {
		s.Type(fmt.Sprintf("\x1b[<32;%d;%dM", x+2+i, y+1))
	}
	s.Type(fmt.Sprintf("\x1b[<0;%d;%dm", x+7, y+1))
	s.Press("ctrl+c")
	s.eventually("the whole word on the clipboard", func() bool { return s.lastCopy() == "abcdef" })

	edge, _, _ := s.Frame().Find("┬")
	s.Type(fmt.Sprintf("\x1b[<0;%d;6M\x1b[<32;%d;6M\x1b[<0;50;6m", edge+1, edge+2))
	s.WaitFor("a wider sidebar", func(f screentest.Frame) bool { x, _, _ := f.Find("┬"); return x == 49 })
}

func TestTheLastOfManyMotionsCounts(t *testing.T) {
	a := anew(t, Options{})
	filter := Coalesce()
	send := func(msg tea.Msg) {
		if msg = filter(a, msg); msg != nil {
			a.Update(msg)
		}
	}
	send(tea.WindowSizeMsg{Width: 110, Height: 34})
	edge := a.layout.panes[paneSidebar].W
	send(tea.MouseClickMsg{X: edge, Y: 5, Button: tea.MouseLeft})
	for i := range 10 {
		send(tea.MouseMotionMsg{X: edge + i, Y: 5, Button: tea.MouseLeft})
	}
	send(lateMotionMsg{})
	if a.splits.sidebar != edge+9 {
		t.Errorf("the divider rests at %d, the mouse at %d", a.splits.sidebar, edge+9)
	}
}
