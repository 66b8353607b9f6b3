package scenes

import (
	"fmt"
	"testing"

	"sonde/internal/screentest"
)

func TestKeywordsAndSchemasAreOffered(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.typeAnew("SELECT name FROM products ORD")
	s.WaitText("ORDER BY")
	s.typeAnew("SELECT * FROM mai")
	s.WaitText("main ", "schema")
}

// A table that is read often goes before those that fit as well.
func TestWhatIsUsedOftenIsOfferedFirst(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.typeAnew("SELECT * FROM ord")
	above := func(first, second string) func(screentest.Frame) bool {
		return func(f screentest.Frame) bool {
			_, a, okA := f.Find(first + "  ")
			_, b, okB := f.Find(second + "  ")
			return okA && okB && a < b
		}
	}
	s.WaitFor("the order of names", above("order_items", "order_totals"))
	s.Press("esc")
	s.WaitGone("1,250 rows")
	for i, sql := range []string{"SELECT 1 FROM order_totals", "SELECT 2 AS two FROM order_totals", "SELECT 3 AS three FROM order_totals", "SELECT 4 AS four FROM order_totals"} {
		s.query(sql + " LIMIT 3")
		s.WaitText(fmt.Sprintf("[r%d: order_tot", i+2), "✓ done")
	}
	s.typeAnew("SELECT * FROM ord")
	s.WaitFor("the view that was read", above("order_totals", "order_items"))
}
