package scenes

func init() {
	scenes = append(scenes, scene{name: "sidebar-filter-known", width: 150, play: filtersKnown})
}

// filtersKnown filters by a column of tables that were never opened.
func filtersKnown(s *stage) {
	s.ready()
	s.Press("alt+1", "/")
	s.Type("quantity")
	s.WaitText("in what is loaded", "INTEGER")
}
