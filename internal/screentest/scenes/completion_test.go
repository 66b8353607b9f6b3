package scenes

import (
	"os"
	"path/filepath"

	"sonde/internal/screentest/source"
)

// What the editor offers to write.
func init() {
	scenes = append(scenes,
		scene{name: "completion", screenshot: true, play: completedAlias},
		scene{name: "completion-80x24", width: 80, height: 24, play: completedAlias},
		scene{name: "completion-200x60", width: 200, height: 60, play: completedAlias},
		scene{name: "completion-light", light: true, play: completedAlias},
		scene{name: "completion-with", play: completedWith},
		scene{name: "completion-subquery", play: completedSubquery},
		scene{name: "completion-tables", play: completedTables},
		scene{name: "completion-new-table", play: completedNewTable},
		scene{name: "completion-signature", play: completedFunction},
		scene{name: "completion-results", play: completedResult},
		scene{name: "completion-files", play: completedFile},
		scene{name: "completion-billed", on: source.Metered(), play: completedBilled},
		scene{name: "completion-billed-refused", on: source.Metered(), play: refusedBilled},
	)
}

// typeAnew empties the editor and types a statement.
func (s *stage) typeAnew(text string) {
	s.Press("alt+2", "ctrl+a", "delete")
	s.Type(text)
}

// within puts a statement into the editor, and the cursor some characters into
// its last line.
func (s *stage) within(sql string, column int) {
	s.Press("alt+2", "ctrl+a")
	s.Paste(sql)
	s.Press("home")
	for range column {
		s.Press("right")
	}
}

func completedAlias(s *stage) {
	s.WaitText("✓ done", "India", "products")
	s.typeAnew("SELECT * FROM orders o JOIN customers c ON c.")
	s.WaitText("customer_id", "country_code", "VARCHAR", "customers c")
	s.Press("down", "down")
	s.WaitText("▸name")
}

func completedWith(s *stage) {
	s.ready()
	s.within("WITH recent AS (SELECT order_id, status AS state FROM orders)\nSELECT  FROM recent r", 7)
	s.Press("ctrl+space")
	s.WaitText("▸order_id", "state", "recent r")
}

func completedSubquery(s *stage) {
	s.ready()
	s.within("SELECT x.country, \nFROM (SELECT c.country_code AS country, count(*) AS n FROM customers c GROUP BY ALL) x\nWHERE x.", 8)
	s.Press("alt+/")
	s.WaitText("▸country", "CHAR", "· x")
}

func completedTables(s *stage) {
	s.ready()
	s.typeAnew("SELECT * FROM ord")
	s.WaitText("order_items", "order_totals", "1,250 rows")
}

// A table is known as soon as it was made.
func completedNewTable(s *stage) {
	s.ready()
	s.query("CREATE TABLE paint (shade VARCHAR, litres INTEGER)")
	s.WaitText("CREATE on sample?")
	s.Press("y")
	s.WaitText("The statement is done")
	s.typeAnew("SELECT * FROM paint WHERE li")
	s.WaitText("litres ", "INTEGER · paint")
}

func completedFunction(s *stage) {
	s.ready()
	s.typeAnew("SELECT regexp_rep")
	s.WaitText("regexp_replace")
	s.Press("tab")
	s.Type("name, ")
	s.WaitText("regexp_replace(", "→ VARCHAR")
	s.WaitGone("regexp_matches")
}

// Results are tables, and their columns are known.
func completedResult(s *stage) {
	s.ready()
	s.typeAnew("SELECT * FROM r")
	s.WaitText(" r1 ", "result · 12 rows")
	s.Press("ctrl+space") // Chooses the first of the list that stands there.
	s.WaitText("▸r1", "result · 12 rows")
	s.Press("enter")
	s.Type(" WHERE rev")
	s.WaitText("revenue", "DECIMAL", "r1")
}

func completedFile(s *stage) {
	s.ready()
	for _, name := range []string{"trips.parquet", "trips_2023.csv.gz", "notes.md"} {
		if err := os.WriteFile(filepath.Join(s.dir, name), nil, 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	s.typeAnew("SELECT * FROM 'tr")
	s.WaitText("trips.parquet", "trips_2023.csv.gz")
}

// The columns of a billed source are fetched by the key alone, once.
func completedBilled(s *stage) {
	s.WaitText("● shop", "visitors")
	s.typeAnew("SELECT pa FROM lake.events e WHERE e.")
	s.Press("ctrl+space")
	s.WaitText("▸happened_at", "visitor_id", "timestamp")
	if f := s.Frame(); f.Contains("crawled") {
		s.t.Error("everything was listed unasked:\n" + f.Text())
	}
}

func refusedBilled(s *stage) {
	s.WaitText("● shop", "visitors")
	s.typeAnew("SELECT * FROM visitors WHERE ")
	s.Press("ctrl+space")
	s.WaitText("permission: no leave to read visitors")
}
