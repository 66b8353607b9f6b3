package scenes

import (
	"strings"
	"testing"

	"sonde/internal/screentest"
)

func init() {
	scenes = append(scenes,
		scene{name: "results-join", play: joinsResults},
		scene{name: "compare-choose", play: choosesResult},
		scene{name: "compare-key", play: asksForKey},
		scene{name: "compare", screenshot: true, play: comparesResults},
		scene{name: "compare-80x24", width: 80, height: 24, play: comparesResults},
	)
}

// joinsResults reads two results in a statement, one of them as the last.
func joinsResults(s *stage) {
	s.WaitText("✓ done", "12 rows")
	s.query("SELECT name AS country, country_code, local_name FROM countries WHERE country_code < 'H'")
	s.WaitText("✓ done", "r2: countries")
	s.query("SELECT country, local_name, orders FROM r1 JOIN _ USING (country) ORDER BY country")
	s.WaitText("✓ done", "r3: r1, _")
}

// twoVersions shows a table as it was and as it is.
func (s *stage) twoVersions() {
	s.WaitText("✓ done", "12 rows")
	s.query("SELECT product_id AS id, name, price FROM products WHERE product_id <= 12")
	s.WaitText("✓ done", "r2: products")
	s.query("SELECT id, upper(name)[1:1] || name[2:] AS name, if(id % 5 = 0, price + 1, price) AS price FROM r2 WHERE id <> 3 UNION ALL SELECT 99, 'New lamp', 12.50 ORDER BY id")
	s.WaitText("✓ done", "r3: r2")
	s.Press("alt+3")
}

func choosesResult(s *stage) {
	s.twoVersions()
	s.Press("=")
	s.WaitText("Compare r3 r2 with", "r2 products", "r1 orders")
}

func asksForKey(s *stage) {
	choosesResult(s)
	s.Press("enter")
	s.WaitText("What changed from r2 products to r3 r2", "Key columns", "id")
}

func comparesResults(s *stage) {
	asksForKey(s)
	s.Press("enter")
	s.WaitText("✓ done", "diff_type", "added", "removed", "modified", "from_price")
	s.unnoticed("compared as numbers")
}

func TestAComparisonTellsWhatItDidNotCompare(t *testing.T) {
	s := scene{}.open(t)
	s.twoVersions()
	s.query("SELECT 2 AS id, 'x' AS extra")
	s.WaitText("✓ done", "[r4: SELECT 2 AS ")
	s.Press("alt+3", "=")
	s.Type("r3")
	s.WaitFor("one result to choose", func(f screentest.Frame) bool {
		return f.Contains("Enter choose") && strings.Count(f.Text(), " rows · sample") == 1
	})
	s.Press("enter")
	s.WaitText("Key columns")
	s.Press("enter")
	s.WaitText("✓ done", "0 added · 11 removed · 0 changed · 1 equal", "only r3 has name, price")
	s.Press("d")
	s.WaitText("only r3 has name, price", "only r4 has extra")
}

func TestOnlyResultsThatAreThereAreTables(t *testing.T) {
	s := scene{}.open(t)
	s.WaitText("✓ done", "12 rows")
	s.query("SELECT count(*) AS n FROM _")
	s.WaitText("✓ done", "r2: _", "12")
	s.query("SELECT * FROM r7")
	s.WaitText("r7 does not exist")
}
