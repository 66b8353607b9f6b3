package scenes

func init() {
	scenes = append(scenes,
		scene{name: "palette-all", play: paletteOpened},
		scene{name: "palette-tables", screenshot: true, play: tablesFound},
		scene{name: "palette-80x24", width: 80, height: 24, play: tablesFound},
		scene{name: "help-searched", play: helpSearched},
		scene{name: "sidebar-filter", width: 150, play: sidebarFiltered},
		scene{name: "sidebar-select", play: selectWritten},
		scene{name: "sidebar-definition", play: definitionShown},
	)
}

func paletteOpened(s *stage) {
	s.ready()
	s.Press("ctrl+p")
	s.WaitText("Commands", "Run all statements")
}

func tablesFound(s *stage) {
	s.WaitText("✓ done", "India", "products")
	s.Press("ctrl+p")
	s.WaitText("Commands")
	s.Type("ord")
	s.WaitText("Tables", "preview · sample")
}

func helpSearched(s *stage) {
	s.ready()
	s.Press("f1")
	s.WaitText("Everywhere")
	s.Type("tab")
	s.WaitGone("Recall from history")
}

func sidebarFiltered(s *stage) {
	s.ready()
	s.Press("alt+1")
	for range 6 {
		s.Press("down")
	}
	s.Press("right")
	s.WaitText("INTEGER FK")
	s.Press("left", "/")
	s.Type("id")
	s.WaitText("11 in what is loaded")
}

func selectWritten(s *stage) {
	s.ready()
	s.Press("alt+1", "/")
	s.Type("products")
	s.WaitText("/products")
	s.Press("enter", "s")
	s.WaitText("LIMIT 100", "▸query 1")
}

func definitionShown(s *stage) {
	s.ready()
	s.Press("alt+1", "/")
	s.Type("products")
	s.WaitText("/products")
	s.Press("enter", "d")
	s.WaitText("Definition of products", "CREATE TABLE")
}
