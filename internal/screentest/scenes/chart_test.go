package scenes

func init() {
	scenes = append(scenes,
		scene{name: "chart-line", screenshot: true, play: drawsLine},
		scene{name: "chart-bars", play: drawsBars},
		scene{name: "chart-histogram", play: drawsHistogram},
		scene{name: "chart-scatter", play: drawsScatter},
		scene{name: "chart-80x24", width: 80, height: 24, play: drawsLine},
		scene{name: "chart-light-200x60", width: 200, height: 60, light: true, play: drawsLine},
	)
}

// chart draws the result of a statement on a table; with its name the chart is
// there, and takes keys.
func (s *stage) chart(sql, table, name string) {
	s.t.Helper()
	s.WaitText("✓ done")
	s.query(sql)
	s.WaitText("✓ done", "[r2: "+table+"]")
	s.Press("alt+3", "o")
	s.WaitText("Tab kind", "fetched rows", name)
}

func drawsLine(s *stage) {
	s.chart("SELECT date_trunc('month', ordered_at)::DATE AS month, sum(unit_price * quantity) AS turnover\n"+
		"FROM orders JOIN order_items USING (order_id) GROUP BY month ORDER BY month", "orders, order_items", "turnover by month (line)")
	s.Press("end", "left")
	s.WaitText("month 2025-11-01")
}

func drawsBars(s *stage) {
	s.chart("SELECT category, price, name FROM products", "products", "sum of price by category (bar)")
	s.Press("down")
	s.WaitText("category home · sum of price 2764.76 · 24 rows")
}

func drawsHistogram(s *stage) {
	s.chart("SELECT unit_price FROM order_items", "order_items", "Histogram of unit_price")
	s.Press("right", "right", "right")
}

func drawsScatter(s *stage) {
	s.chart("SELECT product_id * 7 % 31 AS weight, price FROM products", "products", "price by weight (scatter)")
	s.Press("right", "right")
}
