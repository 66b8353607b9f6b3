package scenes

import "testing"

func TestAFilterByTextIgnoresCaseUntilItIsAsked(t *testing.T) {
	s := scene{width: 120, height: 36}.open(t)
	s.ready()
	s.query("SELECT * FROM (VALUES ('Är' || 'ger'), ('är' || 'mel'), ('zuc' || 'ker')) words(word)")
	s.WaitText("✓ done", "3 rows", "zucker", "Ärger")
	s.Press("alt+3")
	s.keep("word", 6, "äR")
	s.WaitText("word contains äR ×", "2 of 3 rows", "Ärger", "ärmel")
	s.WaitGone("zucker")
	s.Press("\\")
	s.WaitText("Remove: word contains äR")
	s.Press("enter")
	s.WaitText("zucker")
	s.Press("F")
	s.WaitText("Filter by word", "counts, except for")
	s.Press("right", "right", "right", "right", "right", "right", "right", "right")
	s.WaitText("matches", "ignored")
	s.Press("down")
	s.Paste("^ä")
	s.Press("down", "right")
	s.WaitText("counts")
	s.Press("enter")
	s.WaitText("word matches ^ä (case counts) ×", "1 of 3 rows")
	s.WaitGone("Ärger")
}
