package scenes

// A branch of the tree in which nothing is says so once it is open.
func init() {
	scenes = append(scenes, scene{name: "sidebar-empty", play: opensEmpty})
}

func opensEmpty(s *stage) {
	s.ready()
	s.query("CREATE SCHEMA hollow")
	s.WaitText("CREATE on sample?")
	s.Press("y")
	s.WaitText("▸ hollow")
	x, y, _ := s.Frame().Find("▸ hollow")
	s.Click(x+4, y)
	s.WaitText("▸Connections")
	s.Press("right")
	s.WaitText("▾ hollow", "empty")
}
