package tui

import (
	"strings"
	"testing"

	"sonde/internal/remember"
	"sonde/internal/screentest"
)

func TestTheProfileIsEnteredByKeysAndByTheMouse(t *testing.T) {
	own := map[string][]string{"next-pane": {"f12"}, "profile-column": {"u"}}
	s := openWith(t, screentest.Options{Width: 140, Height: 60}, Options{Workspace: readyEngine{}, Keys: own}, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("ctrl+p")
	s.Type("go to the profile")
	s.WaitText("no profile is open; u in the results opens one")
	s.Press("esc")
	s.WaitGone("Commands")
	s.Press("u")
	s.WaitText("Top values", "F12 goes in · Esc closes")
	s.Press("f12")
	s.WaitText("Enter filters by the value · Esc back")
	s.Press("esc")
	s.WaitText("F12 goes in")
	s.clickOn("value value value")
	s.WaitText("Enter filters by the value")
	s.clickOn("O'Neil")
	s.WaitText("F12 goes in", "row 2 of")
}

func TestTheWheelScrollsTheProfile(t *testing.T) {
	s := openWith(t, screentest.Options{Width: 140, Height: 36}, Options{Workspace: readyEngine{}, State: remember.State{Aside: true}}, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("p")
	x, y, _ := s.WaitText("distinct", "9,999").Find("distinct")
	s.Wheel(x, y, 20)
	s.WaitGone("9,999")
	s.Wheel(x, y, -20)
	s.WaitText("9,999", "row 1 of 4")
}

// paneTitle is the first line of the profile beside the rows, which begins after
// its edge.
func paneTitle(f screentest.Frame) string {
	_, y, _ := f.Find("Local, of")
	_, title, _ := strings.Cut(f.Line(y-1), "│ ")
	return strings.TrimSpace(title)
}

// A frame never has the profile of one column beside the cursor on another whose
// figures are there already.
func TestTheProfileKeepsUpWithTheCursor(t *testing.T) {
	s := openWith(t, screentest.Options{Width: 140, Height: 60}, Options{Workspace: readyEngine{}, State: remember.State{Aside: true}}, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("p")
	s.WaitText("Top values", "column 1 of 3")
	first := paneTitle(s.Frame())
	s.Press("right")
	s.WaitFor("the second column", func(f screentest.Frame) bool {
		return f.Contains("Top values", "column 2 of 3") && paneTitle(f) != first
	})
	s.Press("left")
	if f := s.WaitText("column 1 of 3"); paneTitle(f) != first {
		t.Errorf("in the first column, whose profile is %q, the pane shows %q", first, paneTitle(f))
	}
}
