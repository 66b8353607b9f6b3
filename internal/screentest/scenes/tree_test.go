package scenes

import (
	"strings"
	"testing"

	"sonde/internal/screentest"
)

// What the tree of the sidebar shows and does.
func init() {
	scenes = append(scenes,
		scene{name: "sidebar-tree", width: 140, play: readsTree},
		scene{name: "sidebar-results", height: 48, play: showsResult},
	)
}

// readsTree opens a table with keys, and makes one whose name is too long.
func readsTree(s *stage) {
	s.ready()
	s.query("CREATE TABLE a_name_that_does_not_fit_into_the_width_of_the_sidebar (n INTEGER)")
	s.WaitText("CREATE on sample?")
	s.Press("y")
	s.WaitText("▸ a_name_tha…he_sidebar ~0", "~1,250", "view")
	_, y, _ := s.Frame().Find("▸ orders")
	s.Click(12, y)
	s.WaitText("One row per order", "▸Connections")
	s.Press("right")
	s.WaitText("INTEGER PK", "INTEGER FK")
}

// showsResult shows a result that the tree lists.
func showsResult(s *stage) {
	s.ready()
	s.query("SELECT name, currency FROM countries ORDER BY name")
	s.WaitText("✓ done", "[r2: countries]", "r1 orders", "r2 countries")
	s.Press("alt+1", "end")
	s.WaitText("▸Connections")
	s.Press("up", "enter")
	s.WaitText("[r1: orders]", "▸Results", "India")
}

func TestADoubleClickPreviews(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	x, y, _ := s.Frame().Find("customers")
	s.DoubleClick(x, y)
	s.WaitText("customers]", "✓ done", "external_id")
}

func TestNamesGoIntoTheEditor(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.edit("-- here: ", "-- here:")
	s.Press("end")
	x, y, _ := s.Frame().Find("order_totals")
	s.Click(x, y)
	s.WaitText("▸Connections")
	s.Press("i")
	s.WaitText("-- here: order_totals")
}

func TestTheWheelScrollsTheTreeAndTheText(t *testing.T) {
	s := scene{height: 24}.open(t)
	s.WaitText("✓ done", "India", "products")
	s.edit(strings.Repeat("-- line\n", 40)+"-- the end", "-- the end")
	s.WaitText("   1 -- line")
	s.Wheel(60, 3, 2)
	s.WaitGone("   1 -- line")
	s.WaitText("line 1, column 1")
	s.Wheel(60, 3, -2)
	s.WaitText("   1 -- line")
	s.Wheel(3, 4, 2)
	s.WaitFor("the end of the tree", func(f screentest.Frame) bool { return !f.Contains("● sample   ") && f.Contains("r1 orders") })
}
