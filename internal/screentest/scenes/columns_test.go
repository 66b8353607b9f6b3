package scenes

import (
	"regexp"
	"strings"
	"testing"

	"sonde/internal/screentest"
)

// What is done to the columns of a result, by keys and by the mouse.
func init() {
	scenes = append(scenes, scene{name: "grid-arranged", play: arrangesColumns})
}

// fourColumns shows a result with the cursor on its second column.
func (s *stage) fourColumns() {
	s.t.Helper()
	s.ready()
	s.query("SELECT product_id AS id, name, category, price FROM products ORDER BY product_id")
	s.WaitText("✓ done", "80 rows", "Compact Backpack")
	s.Press("alt+3", "right")
	s.WaitText("column 2 of 4")
}

// header waits until the line of headers is as a pattern says.
func (s *stage) header(pattern string) screentest.Frame {
	s.t.Helper()
	line := regexp.MustCompile(`(?m)^ +` + pattern + `$`)
	return s.WaitFor("headers "+pattern, func(f screentest.Frame) bool { return line.MatchString(f.Text()) })
}

// arrangesColumns widens, narrows, hides, moves and fits columns by keys.
func arrangesColumns(s *stage) {
	s.fourColumns()
	s.header(`id name {23}category     price`)
	s.Press(">", ">")
	s.WaitGone(strings.Repeat(" ", 3) + "id name" + strings.Repeat(" ", 23) + "category")
	s.Press("<", "<", "<", "<")
	s.WaitText("Deluxe Headphones…")
	s.Press("w")
	s.header(`id name {23}category     price`)
	s.Press("-")
	s.header(`id category     price`)
	s.Press("+")
	s.header(`id name {23}category     price`)
	s.Press("left", "left", "right", ")")
	s.header(`id category    name {23} price`)
}

func TestColumnsByTheMouse(t *testing.T) {
	s := scene{}.open(t)
	s.fourColumns()
	f := s.header(`id name {23}category     price`)
	border, y, _ := f.Find("category     price")
	s.Drag(border-1, y, border-11, y)
	s.header(`id name {13}category     price`)
	s.WaitText("Deluxe Headphon…", "column 2 of 4")
	category, _, _ := s.Frame().Find("category     price")
	s.Click(category+len("category     p"), y)
	s.WaitText("80 × 1", "sum ")
	s.Click(2, y+3)
	s.WaitText("1 × 4 selected")
}

func TestTheMouseInTheGrid(t *testing.T) {
	s := scene{width: 150}.open(t)
	s.fourColumns()
	f := s.Frame()
	x, y, _ := f.Find("Nordic Teapot")
	s.Click(x, y)
	s.WaitText("row 4 of 80 · column 2 of 4")
	other, _, _ := f.Find("kitchen")
	s.Drag(x+1, y, other, y+2)
	s.WaitText("3 × 2 selected")
	s.Wheel(x, y, 5)
	s.WaitText("Everyday Blanket", "3 × 2 selected")
	s.WaitGone("Compact Lamp")
	s.Wheel(x, y, -5)
	s.WaitText("Compact Lamp", "3 × 2 selected")
	s.Click(x, y)
	s.WaitText("row 4 of 80 · column 2 of 4")
	s.Wheel(x, y, 1)
	s.WaitGone("Compact Lamp")
	x, y, _ = s.WaitText("Nordic Lamp").Find("Nordic Lamp")
	s.DoubleClick(x, y)
	s.WaitText("name · row 11", "Esc leave")
}

// The mark of a sorted column goes with it when it is hidden, and is told instead.
func TestTheOrderOfAHiddenColumnIsTold(t *testing.T) {
	s := scene{width: 140}.open(t)
	s.fourColumns()
	s.Press("right", "s")
	s.WaitText("category ▲")
	s.Press("right", "S")
	s.WaitText("category ▲1", "price ▲2")
	s.Press("left", "-")
	s.WaitText("price ▲2", "1 column hidden, sorted by category ▲1 · + shows")
	s.Press("left", "-")
	s.WaitText("2 columns hidden, sorted by category ▲1 · + shows")
	s.Press("+")
	s.WaitGone("hidden")
	s.WaitText("category ▲1", "price ▲2")
}
