package scenes

import (
	"testing"

	"sonde/internal/screentest"
)

// style is the style of a text that must be on the screen.
func style(t *testing.T, f screentest.Frame, text string) screentest.Style {
	t.Helper()
	s, ok := f.StyleOf(text)
	if !ok {
		t.Fatalf("%q is not on the screen:\n%s", text, f.Text())
	}
	return s
}

func TestNullNeverLooksLikeText(t *testing.T) {
	s := open(t, screentest.Options{})
	s.ready()
	s.query("SELECT NULL AS nothing, 'NULL' AS word, concat('a', chr(27), 'b') AS escapes")
	f := s.WaitText(" NULL NULL", "a␛b")
	x, y, _ := f.Find(" NULL NULL")
	null, word := f.At(x+1, y).Style, f.At(x+6, y).Style
	if null.FG == word.FG && null.Italic == word.Italic {
		t.Errorf("NULL and the text NULL look the same: %+v", null)
	}
	x, y, _ = f.Find("a␛b")
	if f.At(x, y).Style == f.At(x+1, y).Style {
		t.Errorf("what stands for an escape looks like the text beside it: %+v", f.At(x, y).Style)
	}
}

func TestFocusShowsByColourAndMark(t *testing.T) {
	s := open(t, screentest.Options{})
	s.ready()
	s.Press("alt+3")
	f := s.WaitText("▸Results")
	focused, other := style(t, f, "Results r1"), style(t, f, "Connections")
	if focused.FG == other.FG {
		t.Errorf("the focused title has the colour of the others: %+v", focused)
	}
	s.Press("alt+1")
	f = s.WaitText("▸Connections")
	if style(t, f, "Connections").FG != focused.FG || style(t, f, "Results r1").FG != other.FG {
		t.Error("the colours did not go with the focus")
	}
}

func TestErrorIsMarkedInTheText(t *testing.T) {
	s := open(t, screentest.Options{})
	misspelt(s)
	s.WaitFor("a line under the wrong name only", func(f screentest.Frame) bool {
		wrong, right := style(t, f, "pric "), style(t, f, "category")
		return (wrong.Undercurl || wrong.Underline) && !right.Undercurl && !right.Underline
	})
}

func TestThemeFollowsTheTerminal(t *testing.T) {
	brightness := func(f screentest.Frame) int {
		s := style(t, f, "India")
		return int(s.FG.R) + int(s.FG.G) + int(s.FG.B)
	}
	s := open(t, screentest.Options{})
	s.ready()
	dark := brightness(s.Frame())
	s.Recolour(screentest.LightBackground, screentest.LightForeground)
	s.WaitFor("dark text", func(f screentest.Frame) bool { return brightness(f) < dark })
	s.Recolour(screentest.DarkBackground, screentest.DarkForeground)
	s.WaitFor("light text", func(f screentest.Frame) bool { return brightness(f) == dark })
	light := open(t, scene{light: true}.options())
	light.ready()
	light.WaitFor("dark text", func(f screentest.Frame) bool { return brightness(f) < dark })
}
