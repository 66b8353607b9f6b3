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
