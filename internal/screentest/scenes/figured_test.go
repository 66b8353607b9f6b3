package scenes

import (
	"os"
	"path/filepath"
	"testing"
)

// Figures, charts and joins of what is on the screen.
func init() {
	scenes = append(scenes,
		scene{name: "grid-figures-excluded", play: figuresOfSome},
		scene{name: "chart-selection", play: drawsSelection},
		scene{name: "results-file", play: joinsFile},
	)
}

// figuresOfSome selects a column in which not everything is a number.
func figuresOfSome(s *stage) {
	s.ready()
	s.query("SELECT * FROM (VALUES (1.5::DOUBLE, 'x'), (NULL, 'y'), (2.25, 'z'), (10, NULL)) t(n, word)")
	s.WaitText("✓ done", "4 rows", "word")
	s.Press("alt+3", "c")
	s.WaitText("4 × 1", "sum 13.75 · 1 NULL")
	s.Press("ctrl+a")
	s.WaitText("4 × 2", "sum 13.75 · 3 numbers · 2 NULL")
}

// drawsSelection draws some of the rows.
func drawsSelection(s *stage) {
	s.products()
	s.Press("V", "down", "down", "down", "down")
	s.WaitText("5 × 4 selected")
	s.Press("o")
	s.WaitText("Rows 1 to 5 that are selected", "Tab kind")
	s.WaitGone("Reading the rows")
}

// joinsFile joins a result with a file of the folder.
func joinsFile(s *stage) {
	s.ready()
	if err := os.WriteFile(filepath.Join(s.dir, "capitals.csv"), []byte("country,capital\nGreece,Athens\nJapan,Tokyo\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.WaitText("r1 orders")
	s.query("SELECT country, capital, revenue FROM r1 JOIN 'capitals.csv' USING (country) ORDER BY ALL")
	s.WaitText("✓ done", "Athens", "34351.53", "[r2: r1, ")
}

func TestTheChosenNumberOfAWatchIsDrawn(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.prices("Lamp,10")
	s.query("SELECT name, price FROM 'prices.csv'")
	s.WaitText("✓ done", "1 row ")
	s.Press("alt+3", "right", "alt+w")
	s.WaitText("Enter watch")
	s.Type("0.5")
	s.Press("enter")
	s.runs(2)
	s.WaitText("price 10")
	s.prices("Lamp,90")
	s.WaitText("price 90", "●", "└─")
}
