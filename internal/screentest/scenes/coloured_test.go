package scenes

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
)

func TestWhatBecameOfARowShowsByColour(t *testing.T) {
	s := scene{}.open(t)
	comparesResults(s)
	s.Press("G")
	s.WaitText("row 4 of 4")
	f := s.Frame()
	seen := map[screentest.Style]string{}
	for _, text := range []string{"removed     3", "added      99", "Compact Chair   C"} {
		st := style(t, f, text)
		if other := seen[st]; other != "" {
			t.Errorf("%q looks like %q", text, other)
		}
		seen[st] = text
	}
	s.Press("g")
	s.WaitText("row 1 of 4")
	f = s.Frame()
	x, y, _ := f.Find("187.01")
	kept, _, _ := f.Find("Compact Chair   C")
	if f.At(x, y).Style == f.At(kept, y).Style {
		t.Errorf("a changed cell looks like one that was kept:\n%s", f.Text())
	}
}

// Whatever a terminal can show, text differs from its ground, and the focus, the
// cursor and an error are told by more than colours.
func TestEveryTextCanBeReadWithFewColours(t *testing.T) {
	for _, c := range []scene{
		{name: "none", profile: colorprofile.Ascii}, {name: "sixteen", profile: colorprofile.ANSI},
		{name: "sixteen, light", profile: colorprofile.ANSI, light: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.open(t)
			misspelt(s)
			legible(t, s.WaitText("▸query 1", "✗"))
			for _, d := range []struct{ key, shows string }{
				{"ctrl+p", "Run all statements"}, {"f1", "Everywhere"}, {"ctrl+r", "date_trunc"}, {"ctrl+o", "Connection of"},
			} {
				s.Press(d.key)
				legible(t, s.WaitText(d.shows))
				s.Press("esc")
				s.WaitGone(d.shows)
			}
			s.Press("alt+3")
			s.WaitText("▸Results")
		})
	}
}

// legible fails where a text has the colour of its ground.
func legible(t *testing.T, f screentest.Frame) {
	t.Helper()
	for y := range f.H {
		for x := range f.W {
			if cell := f.At(x, y); strings.TrimSpace(cell.Text) != "" && cell.Style.FG == cell.Style.BG {
				t.Errorf("%q at %d, %d has the colour of its ground", cell.Text, x, y)
			}
		}
	}
}

// The question is written in the words of the source.
func TestAQuestionIsWrittenInTheDialectOfTheSource(t *testing.T) {
	s := scene{on: source.Versions()}.open(t)
	s.onMain()
	s.query("SELECT ref FROM products")
	s.WaitText("✓ done", "1 row ")
	s.Press("alt+3", "Q")
	s.WaitText("Top values of ref")
	s.Type("top")
	s.WaitGone("Count the rows")
	s.Press("enter")
	s.WaitText("`ref`", "Enter run")
}

// What is a comment in one dialect is none in another.
func TestColoursAreThoseOfTheDialect(t *testing.T) {
	same := func(s *stage, a, b string) bool {
		s.edit("SELECT 1 # said\n-- told\nFROM t", "FROM t")
		f := s.Frame()
		return style(t, f, a).FG == style(t, f, b).FG
	}
	duck := scene{}.open(t)
	duck.ready()
	if same(duck, "said", "told") {
		t.Error("DuckDB has no such comments")
	}
	mysql := scene{on: source.Versions()}.open(t)
	mysql.onMain()
	if !same(mysql, "said", "told") {
		t.Error("a comment of MySQL looks like a name")
	}
}
