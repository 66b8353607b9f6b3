package scenes

import "testing"

func init() {
	scenes = append(scenes,
		scene{name: "profile", screenshot: true, play: profiled},
		scene{name: "profile-200x60", width: 200, height: 60, play: profiled},
		scene{name: "profile-light", light: true, play: profiledText},
		scene{name: "profile-text-200x60", width: 200, height: 60, play: profiledText},
		scene{name: "profile-all", play: profiledAll},
		scene{name: "profile-all-200x60", width: 200, height: 60, play: profiledAll},
		scene{name: "profile-80x24", width: 80, height: 24, play: profiled},
	)
}

// orders shows a large part of a table, with the cursor on a column of numbers.
func (s *stage) orders() {
	s.t.Helper()
	s.WaitText("✓ done")
	s.query("SELECT order_id, product_id, quantity, unit_price FROM order_items ORDER BY ALL")
	s.WaitText("✓ done", "order_items]")
	s.Press("alt+3", "right", "right", "right")
	s.WaitText("column 4 of 4")
}

func profiled(s *stage) {
	s.orders()
	s.Press("p")
	s.WaitText("unit_price", "fetched rows", "distinct")
}

func profiledText(s *stage) {
	s.products()
	s.Press("p")
	s.WaitText("Top values", "electronics", "F6 goes in")
	s.Press("f6", "down", "down")
	s.WaitText("Enter filters by the value")
}

func profiledAll(s *stage) {
	s.orders()
	s.Press("P")
	s.WaitText("Profile of all columns", "F6 goes in")
	s.WaitGone("Esc stops")
	s.Press("f6", "up")
	s.WaitText("Enter goes to the column")
}

func TestRowsKeepTheKeysBesideAProfile(t *testing.T) {
	s := scene{width: 160, height: 48}.open(t)
	s.orders()
	s.Press("p")
	s.WaitText("fetched rows", "median")
	s.aside()
	s.Press("left", "down")
	s.WaitText("row 2 of", "column 3 of 4", "quantity", "median")
	s.Press("P")
	s.WaitText("Profile of all columns")
	s.Press("left", "down")
	s.WaitText("row 3 of", "column 2 of 4", "Profile of all columns")
	s.Press("P")
	s.WaitGone("Profile of all columns")
}

func TestProfileFilters(t *testing.T) {
	s := scene{}.open(t)
	profiledText(s)
	s.Press("enter")
	s.WaitText("24 of 80", "Local, of 24 filtered of 80 fetched rows", "B beside")
	s.Press("Q")
	s.WaitText("Filter as here")
	s.Type("as here")
	s.WaitGone("without the filters here")
	s.Press("enter")
	s.WaitText(`WHERE r."category" = 'kitchen'`)
}
