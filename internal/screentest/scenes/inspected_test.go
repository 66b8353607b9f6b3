package scenes

import "testing"

// The whole cell and the whole row, cell by cell.
func init() {
	scenes = append(scenes,
		scene{name: "cell-folded", play: foldsCell},
	)
}

// foldsCell goes through the cells of a column and folds what is nested.
func foldsCell(s *stage) {
	s.ready()
	s.query(`SELECT * FROM (VALUES (1, '{"who": {"name": "Ada", "langs": ["en", "fr"]}, "n": 12345678901234567890}'::JSON), (2, '{"who": null}'::JSON)) t(id, doc)`)
	s.WaitText("✓ done", "2 rows", "doc")
	s.Press("alt+3", "right", "enter")
	s.WaitText("doc · row 1", "▾ who", "12345678901234567890", `"Ada"`, "bytes", "characters")
	s.Press("j")
	s.WaitText("doc · row 2", "who  null")
	s.WaitGone("▾ who")
	s.Press("k")
	s.WaitText("doc · row 1", `"Ada"`)
	s.Press("down", "left")
	s.WaitText("▸ who")
	s.WaitGone("langs  ")
}

func TestBytesInTheInspector(t *testing.T) {
	s := scene{}.open(t)
	asBytes(s)
	s.WaitText("53 bytes", "45 76 65 72 79", "BLOB")
	s.Press("tab")
	s.WaitText("Tab bytes", "\\x45766572797468696e")
}
