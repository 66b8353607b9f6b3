package scenes

func init() {
	scenes = append(scenes, scene{name: "profile-exact", play: countedExactly})
}

// countedExactly has a column of more long texts than a profile counts by itself
// counted.
func countedExactly(s *stage) {
	s.WaitText("✓ done")
	s.query("SELECT 'https://shop.example/2026/orders/items/' || if(i % 8 = 0, 1, i) AS link, i % 7 AS day FROM range(1_600_000) t(i)")
	s.WaitText("✓ done", "1,600,000 rows")
	s.Press("alt+3", "p")
	s.WaitText("Local, of 1,600,000 fetched rows", "≈ 1,", "E counts distinct values exactly")
	s.Press("E")
	s.WaitText("1,400,000")
	s.WaitGone("≈")
}
