package scenes

import "testing"

func init() {
	scenes = append(scenes,
		scene{name: "welcome", first: true, screenshot: true, play: welcomed},
		scene{name: "welcome-80x24", first: true, width: 80, height: 24, play: welcomed},
		scene{name: "welcome-60x20", first: true, width: 60, height: 20, play: func(s *stage) { s.WaitText("✓ done", "Welcome", "Ctrl+Q quits") }},
	)
}

func welcomed(s *stage) {
	s.WaitText("✓ done", "India", "Welcome", "F5 runs the statement at the cursor")
}

func TestTheWelcomeGoesAsOneTypes(t *testing.T) {
	s := openFirst(t, scene{}.options())
	welcomed(s)
	s.Press("down", "alt+1", "alt+2")
	s.WaitText("Welcome")
	s.Type("x")
	s.WaitGone("Welcome")
}

// Where the rows need its lines the welcome gives way to somebody who looks at them,
// and to what was asked for.
func TestTheWelcomeGivesWayToRows(t *testing.T) {
	s := openFirst(t, scene{width: 80, height: 24}.options())
	welcomed(s)
	s.Press("alt+3")
	s.WaitGone("Welcome")
	s.WaitText("11 ")
	s.Press("alt+2")
	s.WaitText("Welcome")
	s.Press("f5")
	s.WaitText("[r2")
	s.WaitGone("Welcome")
	s.WaitText("11 ")
}

func TestTheWelcomeStaysBesideRowsThatNeedNoRoom(t *testing.T) {
	s := openFirst(t, scene{width: 120, height: 50}.options())
	welcomed(s)
	s.Press("alt+3")
	s.WaitText("row 1 of 12", "Welcome")
}
