package scenes

import "testing"

func init() {
	scenes = append(scenes,
		scene{name: "profile", screenshot: true, play: profiled},
		scene{name: "profile-text", play: profiledText},
		scene{name: "profile-all", width: 160, height: 48, play: profiledAll},
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
	s.Press("f6", "down")
	s.WaitText("Enter choose")
}

func profiledAll(s *stage) {
	s.orders()
	s.Press("P")
	s.WaitText("Profile of all columns", "F6 goes in")
	s.WaitGone("Esc stops")
	s.Press("f6")
	s.WaitText("Enter choose")
	s.Press("down", "down")
}

func TestRowsKeepTheKeysBesideAProfile(t *testing.T) {
	s := scene{width: 160, height: 48}.open(t)
	s.orders()
	s.Press("p")
	s.WaitText("fetched rows", "median")
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
	s.Press("down", "enter")
	s.WaitText("24 of 80", "Local, of 24 filtered of 80 fetched rows")
	s.Press("Q")
	s.WaitText("Filter as here")
	s.Type("as here")
	s.WaitGone("without the filters here")
	s.Press("enter")
	s.WaitText(`WHERE r."category" = 'kitchen'`)
}
