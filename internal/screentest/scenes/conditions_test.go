package scenes

import "testing"

// Filters of every kind.
func init() {
	scenes = append(scenes, scene{name: "grid-conditions", width: 150, screenshot: true, play: combinesConditions})
}

// keep adds a condition on the column under the cursor: the choice of a form,
// so many to the right, and a value.
func (s *stage) keep(column string, choice int, value string) {
	s.t.Helper()
	s.Press("F")
	s.WaitText("Filter by "+column, "Keep rows where")
	for range choice {
		s.Press("right")
	}
	if value != "" {
		s.Press("down")
		s.Paste(value)
	}
	s.Press("enter")
	s.WaitGone("Keep rows where")
}

// combinesConditions keeps rows by a comparison, a pattern and NULL, and takes
// one condition away.
func combinesConditions(s *stage) {
	s.ready()
	s.query("SELECT product_id AS id, name, category, price, weight_kg FROM products ORDER BY product_id")
	s.WaitText("✓ done", "80 rows", "Compact Backpack")
	s.Press("alt+3", "end", "left")
	s.WaitText("column 4 of 5")
	s.keep("price", 4, "100")
	s.WaitText("price > 100 ×", " of 80 rows")
	s.WaitGone("60.31")
	s.Press("left", "left")
	s.keep("name", 8, "^(Deluxe|Nordic) .*e")
	s.WaitText("price > 100 ×", "name matches ^(Deluxe|Nordic) .*e ×")
	s.WaitGone("Compact")
	s.Press("end")
	s.keep("weight_kg", 10, "")
	s.WaitText("weight_kg is NULL ×", "name matches ^(Deluxe|Nordic) .*e ×", "price > 100 ×")
	s.Press("\\")
	s.WaitText("Remove: price > 100", "Remove all filters")
	s.Type("name")
	s.WaitGone("Remove all filters")
	s.Press("enter")
	s.WaitGone("name matches")
	s.WaitText("price > 100 ×", "weight_kg is NULL ×")
}

func TestAChipIsClickedAway(t *testing.T) {
	s := scene{}.open(t)
	combinesConditions(s)
	x, y, _ := s.Frame().Find("price > 100 ×")
	s.Click(x, y)
	s.WaitGone("price > 100")
	s.WaitText("weight_kg is NULL ×")
}
