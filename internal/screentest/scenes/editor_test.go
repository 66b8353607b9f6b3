package scenes

import (
	"testing"

	"sonde/internal/screentest"
)

// What the editor does with lines, words and marks.
func init() {
	scenes = append(scenes,
		scene{name: "editor-lines", play: changesLines},
		scene{name: "editor-runs", play: marksRuns},
	)
}

// edit puts a text in the place of the editor's, with the cursor at its start.
func (s *stage) edit(text, end string) {
	s.t.Helper()
	s.Press("alt+2", "ctrl+a")
	s.Paste(text)
	s.WaitText(end)
	s.Press("ctrl+home")
	s.WaitText("line 1, column 1 ")
}

// changesLines indents, comments, duplicates and moves lines.
func changesLines(s *stage) {
	s.ready()
	s.edit("SELECT name,\nprice,\ncategory\nFROM products", "▎FROM products")
	s.Press("down", "shift+down", "shift+down", "tab")
	s.WaitText("▎    price,", "▎    category", "▎SELECT name,", "▎FROM products")
	s.Press("ctrl+/")
	s.WaitText("-- price,", "-- category", "▎SELECT name,", "▎FROM products")
	s.Press("ctrl+/")
	s.WaitGone("-- ")
	s.Press("shift+tab")
	s.WaitText("▎price,", "▎category")
	s.Press("ctrl+home", "ctrl+d")
	s.WaitText("5▎FROM products")
	s.Press("ctrl+end", "alt+up")
	s.WaitText("4▎FROM products", "5▎category")
	s.Press("alt+down")
	s.WaitText("4▎category", "5▎FROM products")
	s.Press("alt+k")
	s.WaitGone("FROM products")
}

// marksRuns runs two of three statements, one of which fails.
func marksRuns(s *stage) {
	s.ready()
	s.edit("SELECT 1 AS one;\nSELECT nope;\nSELECT 3 AS three;", "three;")
	s.WaitText("1▎SELECT 1 AS one;", "2 SELECT nope", "3 SELECT 3")
	s.Press("f5")
	s.WaitText("✓  1▎SELECT 1 AS one;", "✓ done")
	s.Press("down")
	s.WaitText("2▎SELECT nope;", "1 SELECT 1 AS one;")
	s.Press("f5")
	s.WaitText("✗ failed", "✗  2▎SELECT nope;", "✓  1 SELECT 1")
	if f := s.Frame(); !f.Contains("3 SELECT 3 AS three;") && !f.Contains("4 SELECT 3 AS three;") {
		s.t.Errorf("a statement that was not run has a mark:\n%s", f.Text())
	}
}

func TestUndoGoesByWordsAndPastes(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.edit("FROM t\nWHERE x", "WHERE x")
	s.Type("-- alpha beta ")
	s.WaitText("-- alpha beta FROM t")
	s.Press("ctrl+z")
	s.WaitText("-- alpha FROM t")
	s.Press("ctrl+y")
	s.WaitText("-- alpha beta FROM t")
	s.Press("ctrl+end")
	s.Paste("\nmore\nlines")
	s.WaitText("4▎lines")
	s.Press("ctrl+z")
	s.WaitGone("more")
	s.WaitText("-- alpha beta FROM t", "WHERE x")
}

func TestSelectionsOfTheEditor(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.edit("SELECT abcdef, ghi, jkl FROM t", "jkl FROM t")
	selected := func(what string, in, out []string) {
		t.Helper()
		s.WaitFor(what, func(f screentest.Frame) bool {
			marked, plain := style(t, f, in[0]).BG, style(t, f, out[0]).BG
			for _, text := range in {
				if style(t, f, text).BG != marked {
					return false
				}
			}
			for _, text := range out {
				if style(t, f, text).BG != plain {
					return false
				}
			}
			return marked != plain
		})
	}
	s.Press("end", "shift+left", "shift+left", "shift+left", "shift+left", "shift+left", "shift+left")
	selected("what Shift selected", []string{"FROM t"}, []string{"SELECT", "abcdef", "ghi"})
	x, y, _ := s.Frame().Find("abcdef")
	s.Drag(x, y, x+6, y)
	selected("what the mouse selected", []string{"abcdef"}, []string{"SELECT", "ghi", "FROM t"})
	x, _, _ = s.Frame().Find("ghi")
	s.DoubleClick(x, y)
	selected("the word under a double click", []string{"ghi"}, []string{"SELECT", "abcdef", "FROM t"})
	s.Type("word")
	s.WaitText("SELECT abcdef, word, jkl")
}

func TestBracketsAndColours(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.edit("SELECT greatest((1), 'text') AS name -- said\nFROM t", "FROM t")
	f := s.Frame()
	x, y, _ := f.Find("((1)")
	colours := map[any]bool{}
	for _, text := range []string{"SELECT", "1)", "'text'", "-- said"} {
		colours[style(t, f, text).FG] = true
	}
	if len(colours) != 4 {
		t.Errorf("keyword, number, text and comment have %d colours", len(colours))
	}
	s.Click(x, y)
	last, _, _ := f.Find(") AS name")
	s.WaitFor("a mark on the partner", func(f screentest.Frame) bool {
		return f.At(last, y).Style != f.At(x+3, y).Style && f.At(x, y).Style != f.At(x+1, y).Style
	})
	s.Press("ctrl+]")
	s.Type("!")
	s.WaitText("'text'!) AS name")
}
