package scenes

func init() {
	scenes = append(scenes,
		scene{name: "profile-beside", play: profiledBeside},
		scene{name: "profile-beside-text", play: profiledTextBeside},
		scene{name: "profile-beside-all", width: 160, height: 48, play: profiledAllBeside},
	)
}

// aside has the profile stand beside the rows.
func (s *stage) aside() {
	s.t.Helper()
	s.WaitText("B beside")
	s.Press("B")
	s.WaitText("B below")
}

func profiledBeside(s *stage) {
	profiled(s)
	s.WaitText("Histogram")
	s.aside()
}

func profiledTextBeside(s *stage) {
	s.products()
	s.Press("p")
	s.WaitText("Top values", "electronics", "F6 goes in")
	s.aside()
	s.Press("f6", "down")
	s.WaitText("Enter choose")
}

func profiledAllBeside(s *stage) {
	s.orders()
	s.Press("P")
	s.WaitText("Profile of all columns", "F6 goes in")
	s.WaitGone("Esc stops")
	s.aside()
	s.Press("f6")
	s.WaitText("Enter choose")
	s.Press("down", "down")
}
