package scenes

import "sonde/internal/screentest/source"

func init() {
	scenes = append(scenes,
		scene{name: "facts", on: source.Warehouse(), play: facts},
		scene{name: "facts-cell", on: source.Warehouse(), play: factsOfACell},
		scene{name: "scan-explain", on: source.Warehouse(), play: explainedFirst},
	)
}

// facts shows what a source says of columns, in the sidebar and above the rows.
func facts(s *stage) {
	s.WaitText("● shop", "sales")
	s.query("SELECT * FROM sales LIMIT 2")
	s.WaitText("✓ done")
	s.Press("alt+3", "t", "alt+1", "down", "right")
	s.WaitText("NUMBER(38,0) NN")
	s.Press("down", "down")
	s.WaitText("What was paid")
}

func factsOfACell(s *stage) {
	s.WaitText("● shop", "sales")
	s.query("SELECT * FROM sales LIMIT 2")
	s.WaitText("✓ done")
	s.Press("alt+3", "right", "enter")
	s.WaitText("NUMBER(12,2)", "What was paid")
}

func explainedFirst(s *stage) {
	s.WaitText("● shop", "sales")
	s.query("SELECT * FROM sales")
	s.WaitText("Enter run", "e explain it first")
}
