package scenes

import (
	"os"
	"path/filepath"
)

// Where the list of names stands, and names of what is no table yet.
func init() {
	scenes = append(scenes,
		scene{name: "completion-below", play: completedBelow},
		scene{name: "completion-below-signature", play: completedBelowSignature},
		scene{name: "completion-above", play: completedAbove},
		scene{name: "completion-file-columns", play: completedFileColumns},
		scene{name: "completion-window", play: completedWindow},
		scene{name: "mark-back", play: markedAgain},
	)
}

const longStatement = "SELECT\n    o.order_id,\n    o.status,\n    c.name,\n    c.country_code\nFROM orders o\nJOIN customers c USING (customer_id)\nWHERE o.status = 'paid'\n"

// The list covers the results, and none of the lines that one writes on.
func completedBelow(s *stage) {
	s.ready()
	s.within(longStatement+"AND c.", 6)
	s.Press("ctrl+space")
	s.WaitText("▸customer_id", "country_code  ", "o.order_id,", "WHERE o.status = 'paid'")
}

// The line about the function stands between the cursor and the list.
func completedBelowSignature(s *stage) {
	s.ready()
	s.within(longStatement+"AND lower(c.", 12)
	s.Press("ctrl+space")
	s.WaitText("▸customer_id", "lower(string", "o.order_id,", "WHERE o.status = 'paid'")
}

// Where there is no room below, the list stands above.
func completedAbove(s *stage) {
	s.ready()
	s.Press("alt+2", "f11")
	s.WaitGone("Connections")
	s.edit("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"+longStatement+"AND c.", "AND c.")
	s.Press("ctrl+end", "ctrl+space")
	s.WaitText("▸customer_id", "AND c.")
}

// The columns of a file that stands in the place of a table are fetched by the key
// alone.
func completedFileColumns(s *stage) {
	s.ready()
	rows := []byte("shelf,height cm,since\nnorth,180,2024-05-01\nsouth,90,2025-01-31\n")
	if err := os.WriteFile(filepath.Join(s.dir, "shelves.csv"), rows, 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.typeAnew("SELECT * FROM 'shelves.csv' b JOIN orders o ON b.")
	s.WaitText("ON b.")
	if f := s.Frame(); f.Contains("height") {
		s.t.Error("the file was read unasked:\n" + f.Text())
	}
	s.Press("ctrl+space")
	s.WaitText("▸shelf", "height cm", "BIGINT · b", "since")
}

func completedWindow(s *stage) {
	s.ready()
	s.typeAnew("SELECT sum(quantity) OVER (par")
	s.WaitText("partition by")
	if f := s.Frame(); f.Contains("parse_") {
		s.t.Error(f.Text())
	}
}

// The mark of a run goes with the first letter that is changed, and comes back with
// the text.
func markedAgain(s *stage) {
	s.ready()
	s.query("SELECT 7 * 6 AS answer")
	s.WaitText("✓  1▎SELECT 7 * 6 AS answer", "42")
	s.Press("alt+2", "ctrl+end")
	s.Type("s")
	s.WaitText("   1▎SELECT 7 * 6 AS answers")
	s.Press("ctrl+z")
	s.WaitGone("answers")
	s.WaitText("✓  1▎SELECT 7 * 6 AS answer")
}
