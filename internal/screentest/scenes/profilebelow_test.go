package scenes

import "testing"

func init() {
	scenes = append(scenes,
		scene{name: "profile-below", play: profiledBelow},
		scene{name: "profile-below-200x60", width: 200, height: 60, play: profiledBelow},
		scene{name: "profile-below-light", light: true, play: profiledTextBelow},
		scene{name: "profile-below-text-200x60", width: 200, height: 60, play: profiledTextBelow},
		scene{name: "profile-below-all", play: profiledAllBelow},
		scene{name: "profile-below-all-200x60", width: 200, height: 60, play: profiledAllBelow},
	)
}

// below has the profile stand below the rows.
func (s *stage) below() {
	s.t.Helper()
	s.WaitText("B below")
	s.Press("B")
	s.WaitText("B beside")
}

func profiledBelow(s *stage) {
	profiled(s)
	s.WaitText("Histogram")
	s.below()
}

func profiledTextBelow(s *stage) {
	s.products()
	s.Press("p")
	s.WaitText("Top values", "electronics", "F6 goes in")
	s.below()
	s.Press("f6", "down", "down")
	s.WaitText("Enter filters by the value")
}

func profiledAllBelow(s *stage) {
	s.orders()
	s.Press("P")
	s.WaitText("Profile of all columns", "F6 goes in")
	s.WaitGone("Esc stops")
	s.below()
	s.Press("f6", "up")
	s.WaitText("Enter goes to the column")
}

func TestAProfileBelowFiltersByItsValues(t *testing.T) {
	s := scene{}.open(t)
	profiledTextBelow(s)
	s.Press("enter")
	s.WaitText("24 of 80", "Local, of 24 filtered of 80 fetched rows", "B beside")
}
