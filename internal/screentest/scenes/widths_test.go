package scenes

// How wide columns are by themselves, and what does not change that.
func init() {
	scenes = append(scenes, scene{name: "grid-widths", play: keepsWidths})
}

// keepsWidths pages through texts that get longer, and changes the pane and its
// columns: the last column stays in sight, and the headings where they are.
func keepsWidths(s *stage) {
	s.ready()
	s.query("SELECT i AS id, repeat('a', i // 3) AS a, repeat('b', i // 5) AS b, 'end' AS z FROM range(100, 600) t(i)")
	s.WaitText("✓ done", "500 rows")
	const headers = ` id a {40}b {39}z`
	s.header(headers)
	s.Press("alt+3", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
	s.WaitText("row 137 of 500")
	s.header(headers)
	s.Resize(80, 24)
	s.WaitText("row 137 of 500")
	s.header(` id a {33}b {33}z`)
	s.Resize(120, 36)
	s.header(headers)
}
