package scenes

// What shows more of the data, and first what is asked for.
func init() {
	scenes = append(scenes,
		scene{name: "grid-squeezed", width: 120, height: 36, play: squeezed},
		scene{name: "help-of-results", play: helpedInResults},
	)
}

// squeezed has all columns in sight, since long texts make room for them.
func squeezed(s *stage) {
	s.ready()
	s.query("SELECT 7 AS first_number, repeat('one long text ', 9) AS remark, repeat('another text ', 9) AS note,\n" +
		"       repeat('a third text ', 9) AS memo, 9 AS last_number")
	s.WaitText("✓ done", "first_number", "remark", "note", "memo", "last_number")
}

func helpedInResults(s *stage) {
	s.ready()
	s.Press("alt+3")
	s.WaitText("▸Results")
	s.Press("f1")
	s.WaitText("Keys and mouse", "Show the whole cell")
	s.WaitGone("Everywhere")
}
