package scenes

func init() { scenes = append(scenes, gridScenes...) }

// gridScenes are what can be done with the rows of a result.
var gridScenes = []scene{
	{name: "grid-figures", play: summedUp},
	{name: "grid-figures-80x24", width: 80, height: 24, play: summedUp},
	{name: "grid-copy-as", play: copiedAs},
	{name: "grid-record", screenshot: true, play: asRecord},
	{name: "grid-record-80x24", width: 80, height: 24, play: asRecord},
	{name: "grid-bytes", play: asBytes},
	{name: "grid-sort", play: sorted},
	{name: "grid-sort-80x24", width: 80, height: 24, play: sorted},
	{name: "grid-filter-form", play: asksForFilter},
	{name: "grid-filters", play: unfilters},
	{name: "grid-search", screenshot: true, play: searched},
	{name: "grid-search-80x24", width: 80, height: 24, play: searched},
	{name: "grid-fields", play: expanded},
	{name: "grid-columns", play: listsColumns},
	{name: "grid-frozen", width: 80, height: 24, play: frozen},
}

func summedUp(s *stage) {
	s.WaitText("✓ done", "India")
	s.query("SELECT order_id, unit_price, quantity, unit_price * quantity AS total FROM order_items ORDER BY order_id, unit_price LIMIT 40")
	s.WaitText("✓ done  40 rows")
	s.Press("alt+3", "right", "v", "right", "right", "down", "down", "down")
	s.WaitText("4 × 3 selected", "sum")
}

func copiedAs(s *stage) {
	selection(s)
	s.Press("C")
	s.WaitText("Copy 3 × 3 cells as", "IN-list")
}

func asRecord(s *stage) {
	s.WaitText("✓ done", "India")
	s.query("SELECT * FROM products ORDER BY product_id")
	s.WaitText("✓ done  80 rows")
	s.Press("alt+3", "r")
	s.WaitText("Row 1")
	s.Press("right", "down", "down")
	s.WaitText("Row 2", "Esc leave")
}

func asBytes(s *stage) {
	s.ready()
	s.query("SELECT encode('Everything that has a beginning has an end. 数据 ' || chr(0) || chr(27)) AS raw")
	s.WaitText("✓ done  1 row ")
	s.Press("alt+3", "enter")
	s.WaitText("00000000", "bytes")
}

// sorted sorts by two columns and filters by two more.
func sorted(s *stage) {
	s.WaitText("✓ done", "India")
	s.query("SELECT order_id, status, customer_id, ordered_at FROM orders")
	s.WaitText("✓ done  500 rows")
	s.Press("alt+3", "right", "f")
	s.WaitText("of 500 rows")
	s.Press("right", "s")
	s.WaitText("customer_id ▲")
	s.Press("right", "S", "S")
	s.WaitText("customer_id ▲1", "ordered_at ▼2")
}

func asksForFilter(s *stage) {
	s.ready()
	s.Press("alt+3", "right", "right", "F")
	s.WaitText("Filter by items", "Keep rows")
	for range 4 {
		s.Press("right")
	}
	s.WaitText("> ")
}

func unfilters(s *stage) {
	sorted(s)
	s.Press("\\")
	s.WaitText("End the order")
}

func listsColumns(s *stage) {
	frozen(s)
	s.Press("|")
	s.Type("e")
	s.WaitText("price", "weight_kg")
	s.Press("down", "tab")
	s.WaitText("hide or show")
}

// frozen keeps the first two columns, the second moved before the first, in sight.
func frozen(s *stage) {
	s.WaitText("✓ done", "India")
	s.query("SELECT product_id, name, price, category, sku, weight_kg, barcode, discontinued FROM products ORDER BY product_id")
	s.WaitText("✓ done  80 rows")
	s.Press("alt+3", "right", "(", "right", "b", "end", "left")
	s.WaitText("column 7 of 8")
}

func searched(s *stage) {
	s.WaitText("✓ done", "India")
	s.query("SELECT order_id, status, details FROM orders")
	s.WaitText("✓ done  500 rows")
	s.Press("alt+3", "/")
	s.Type("save")
	s.WaitText("1 of 61")
	s.Press("down", "down")
	s.WaitText("3 of 61")
}

func expanded(s *stage) {
	s.ready()
	s.query("SELECT product_id, dimensions, name, tags FROM products ORDER BY product_id")
	s.WaitText("✓ done  80 rows")
	s.Press("alt+3", "right", "e")
	s.WaitText("dimensions.width_cm")
}
