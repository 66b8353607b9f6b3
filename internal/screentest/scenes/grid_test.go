package scenes

func init() { scenes = append(scenes, gridScenes...) }

// gridScenes are what can be done with the rows of a result.
var gridScenes = []scene{
	{name: "grid-figures", play: summedUp},
	{name: "grid-figures-80x24", width: 80, height: 24, play: summedUp},
	{name: "grid-copy-as", play: copiedAs},
}

func summedUp(s *stage) {
	s.WaitText("✓ done", "India")
	s.query("SELECT order_id, unit_price, quantity, unit_price * quantity AS total FROM order_items ORDER BY order_id, unit_price LIMIT 40")
	s.WaitText("total", "40 rows")
	s.Press("alt+3", "right", "v", "right", "right", "down", "down", "down")
	s.WaitText("4 × 3 selected", "sum")
}

func copiedAs(s *stage) {
	selection(s)
	s.Press("C")
	s.WaitText("Copy 3 × 3 cells as", "IN-list")
}
