package scenes

// onMain waits until the source with branches is open.
func (s *stage) onMain() {
	s.t.Helper()
	s.WaitText("● shop @ main", "products")
}

func chosenRef(s *stage) {
	s.onMain()
	s.Press("alt+r")
	s.WaitText("Recent commits")
}

func readAtRef(s *stage) {
	chosenRef(s)
	s.Type("feature")
	s.WaitGone("v1.0")
	s.Press("enter")
	s.WaitText("@ feature/prices", "prices")
	s.unnoticed("reads feature/prices")
}

func asksForBranch(s *stage) {
	s.onMain()
	s.query("UPDATE products SET price = price + 5 WHERE product_id = 1")
	s.WaitText("y run")
	s.Press("b")
	s.WaitText("Write to")
	s.Type("feature/summer")
	s.Press("enter")
	s.WaitText("main → feature/summer")
}

func written(s *stage) {
	asksForBranch(s)
	s.Press("y")
	s.WaitText("D shows what changed")
	s.Press("alt+3")
	s.WaitText("D changes")
}

func compared(s *stage) {
	written(s)
	s.Press("D")
	s.WaitText("29.90", "[r3: diff products]", "✓ done") // Before, Esc would leave the last one out.
	s.unnoticed("Differs between")
}

func merging(s *stage) {
	written(s)
	s.Press("M")
	s.WaitText("y merge")
}

func left(s *stage) {
	s.onMain()
	s.query("UPDATE slow SET price = 0")
	s.WaitText("y run")
	s.Press("y")
	s.WaitText("polling")
	s.Press("esc")
	s.WaitText("✗ cancelled")
	s.Press("alt+3")
	s.WaitText("U waits for it again", "U take up")
}

func fetchesAll(s *stage) {
	s.onMain()
	s.query("SELECT big FROM orders")
	s.WaitText("[limited]")
	s.Press("alt+3", "A")
	s.WaitText("Enter fetch")
}

func scanned(s *stage) {
	s.WaitText("● shop", "events")
	s.query("SELECT day, count(*) FROM events GROUP BY day")
	s.WaitText("Enter run")
}

func piped(s *stage) {
	s.WaitText("● shop", "top_pages")
	s.Press("alt+1", "down", "enter")
	s.WaitText("Enter run", "A value is needed.")
	s.Press("enter")
	s.WaitText("since: a value is needed")
	s.Type("2024-02-29")
	s.Press("down", "down", "right")
}

func pipeDone(s *stage) {
	piped(s)
	s.Press("enter")
	s.WaitText("1 row", "since=2024-02-29")
}
