package scenes

func init() {
	scenes = append(scenes,
		scene{name: "replace", play: replacing},
		scene{name: "replace-80x24", width: 80, height: 24, play: replacing},
	)
}

// replacing looks for a pattern and is about to replace it.
func replacing(s *stage) {
	s.WaitText("✓ done", "products")
	s.Press("ctrl+a")
	s.Paste("SELECT o.id, o.status, count(*)\nFROM orders AS o\nGROUP BY o.id, o.status")
	s.Press("ctrl+home", "f4", "alt+r")
	s.Paste(`\bo\.(\w+)`)
	s.WaitText("1 of 4")
	s.Press("tab")
	s.Paste("orders.$1")
	s.Press("enter")
	s.WaitText("SELECT orders.id, o.status", "1 of 3")
}
