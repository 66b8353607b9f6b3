package scenes

import "testing"

func TestAQuestionThatEndsAtItsOwnLimitSaysSo(t *testing.T) {
	s := scene{width: 140}.open(t)
	s.ready()
	s.query("SELECT i AS n FROM range(2500) t(i)")
	s.WaitText("✓ done  2,500 rows")
	s.Press("alt+3", "Q")
	s.WaitText("about the whole answer")
	s.Type("greatest")
	s.WaitGone("Count the rows")
	s.Press("enter")
	s.WaitText("LIMIT 1000", "Enter run")
	s.Press("y")
	s.WaitText("[limited]", "the first 1,000 rows, which", "only the first 1,000 rows")
	s.Press("A")
	s.WaitText("Fetch every row?", "without its own LIMIT")
	s.WaitGone("LIMIT 1000")
	s.Press("y")
	s.WaitText("2,500 rows", "over the whole answer")
	s.WaitGone("[limited]")
}

func TestAStatementWithALimitIsAskedAboutAsItIs(t *testing.T) {
	s := scene{width: 140}.open(t)
	s.ready()
	s.query("SELECT product_id FROM products LIMIT 3")
	s.WaitText("✓ done  3 rows")
	s.Press("alt+3", "Q")
	s.WaitText("about the statement's answer", "Count the rows")
	s.Press("enter")
	s.WaitText("Enter run")
	s.Press("y")
	s.WaitText("row_count", "over the statement's answer")
}
