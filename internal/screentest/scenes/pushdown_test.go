package scenes

import (
	"testing"

	"sonde/internal/screentest/source"
)

func init() {
	scenes = append(scenes,
		scene{name: "ask-source", play: asksSource},
		scene{name: "ask-source-preview", play: previewsQuestion},
		scene{name: "ask-source-answer", play: answersQuestion},
		scene{name: "ask-source-80x24", width: 80, height: 24, play: answersQuestion},
	)
}

// products shows a table, with the cursor on a column of text.
func (s *stage) products() {
	s.t.Helper()
	s.WaitText("✓ done")
	s.query("SELECT product_id, name, category, price FROM products -- all of them")
	s.WaitText("✓ done", "[r2: products]")
	s.Press("alt+3", "right", "right")
	s.WaitText("column 3 of 4")
}

func asksSource(s *stage) {
	s.products()
	s.Press("Q")
	s.WaitText("Ask DuckDB about the whole answer", "Top values of category")
}

func previewsQuestion(s *stage) {
	asksSource(s)
	s.Type("top")
	s.WaitGone("Count the rows")
	s.Press("enter")
	s.WaitText("GROUP BY", "Enter run · e edit in a new tab")
}

func answersQuestion(s *stage) {
	previewsQuestion(s)
	s.Press("y")
	s.WaitText("row_count", "✓ done", "from the source")
}

func TestQuestionsThatCannotBeAsked(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.query("SHOW TABLES")
	s.WaitText("✓ done  7 rows", "[r2: SHOW TABLES]")
	s.Press("alt+3", "Q")
	s.WaitText("SHOW cannot stand within another statement")
}

func TestQuestionIsEditedInATab(t *testing.T) {
	s := scene{}.open(t)
	previewsQuestion(s)
	s.Press("e")
	s.WaitText("[query 2]", `GROUP BY r."category"`)
}

func TestQuestionThatCostsIsAskedAbout(t *testing.T) {
	s := scene{on: source.Lake()}.open(t)
	s.WaitText("● shop", "events")
	s.query("SELECT day, count(*) FROM events WHERE day = '2024-01-01' GROUP BY day")
	s.WaitText("✓ done", "1 row ")
	s.Press("ctrl+a")
	s.Paste("SELECT day, count(*) FROM events GROUP BY day")
	s.Press("f5")
	s.WaitText("All of events is read")
	s.Press("y")
	s.WaitText("✓ done", "[r2: events")
	s.Press("alt+3", "Q")
	s.WaitText("Count the rows")
	s.Press("enter")
	s.WaitText("SELECT count(*) AS row_count", "All of events is read, which is billed", "Enter run")
	s.Press("enter")
	s.WaitText("count]", "✓ done")
	if f := s.Frame(); f.Contains("Run on shop?") {
		t.Errorf("it is asked about twice:\n%s", f.Text())
	}
}
