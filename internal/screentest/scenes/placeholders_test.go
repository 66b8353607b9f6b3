package scenes

import "testing"

func init() {
	scenes = append(scenes, scene{name: "parameters-numbered", play: numbered})
}

// numbered asks for the values of $1 and $2, which are there again for the same
// statement.
func numbered(s *stage) {
	s.ready()
	s.query("SELECT name, price FROM products WHERE price > $1 AND category = $2 ORDER BY price")
	s.WaitText("Parameters", "Enter run")
	s.Type("200")
	s.Press("down")
	s.Type("office")
	s.WaitText("office ")
	s.Press("enter")
	s.WaitText("✓ done", "229.23")
	s.WaitGone("Parameters")
	s.query("SELECT 1 AS other")
	s.WaitText("✓ done", "1 row ")
	s.query("SELECT name, price FROM products WHERE price > $1 AND category = $2 ORDER BY price")
	s.WaitText("Parameters", "200", "office ")
}

func TestQuestionMarksAreAskedFor(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.query("SELECT name FROM products WHERE product_id = ?")
	s.WaitText("Parameters", "?1")
	s.Type("4")
	s.Press("enter")
	s.WaitText("✓ done", "1 row ", "Nordic Teapot")
}
