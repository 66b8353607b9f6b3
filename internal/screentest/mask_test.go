package screentest

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestMaskKeepsPlaces(t *testing.T) {
	mask := Mask{
		{regexp.MustCompile(`\d+ rows +(\d+ m?s)\b`), "#.# s"},
		{regexp.MustCompile(`size \d+`), "size ####"},
	}
	for name, c := range map[string][2]string{
		"shorter":        {"done  12 rows  3 s       right", "done  12 rows  #.# s     right"},
		"longer":         {"done  12 rows  12345 ms  |     right", "done  12 rows  #.# s  |        right"},
		"gap before":     {"|   12 rows  3 s right|", "|  12 rows  #.# s right|"},
		"no gap":         {"12 rows 15 ms", "12 rows #.# s"},
		"twice":          {"size 1  size 123456      end", "size ####  size ####     end"},
		"nothing":        {"12 columns  3 s", "12 columns  3 s"},
		"every line":     {"size 1\nsize 2", "size ####\nsize ####"},
		"a little space": {"size 1   |", "size ####  |"},
	} {
		if got := mask.Apply(c[0]); got != c[1] {
			t.Errorf("%s: %q becomes %q, want %q", name, c[0], got, c[1])
		}
	}
}

func TestGoldenWaitsForTheKeptFrame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kept", "echo.txt")
	term := startEcho(t, Options{Width: 60, Height: 6})
	term.WaitText("dark=true")
	mask := Mask{{regexp.MustCompile(`pasted \d+`), "pasted #"}}
	term.keep(path, mask)
	term.Paste("more")
	term.WaitText("pasted 4")
	if f := term.Golden(path, mask); !f.Contains("pasted 4") {
		t.Errorf("the frame is not as the screen was:\n%s", f.Text())
	}
	if d := difference("a\nb\nc", "a\nx\nc\nd"); d != "row 2\n  kept: b\n  seen: x\nrow 4\n  kept: \n  seen: d\n" {
		t.Errorf("the difference is %q", d)
	}
}

func TestSVGDrawsCellsWhereTheyAre(t *testing.T) {
	term := startEcho(t, Options{Width: 40, Height: 6})
	f := term.WaitText("reversed", "dark=true")
	before := f.Text()
	var b strings.Builder
	if err := f.SVG(&b); err != nil {
		t.Fatal(err)
	}
	svg := b.String()
	for what, want := range map[string]string{
		"a bold word in its colour": `fill="#800000" font-weight="bold">red</text>`,
		"a wide character, centred": `text-anchor="middle">日</text>`,
		"a background":              `fill="#cdd3e0"/>`,
		"the word after the blanks": `<text x="0.00" y="35.00"`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture lacks %s (%s):\n%s", what, want, svg)
		}
	}
	if f.Text() != before {
		t.Error("drawing has changed the frame")
	}
}

func TestSVGDrawsLinesAsShapes(t *testing.T) {
	f := Frame{W: 3, H: 1, Cells: []Cell{{"┬", 1, Style{}}, {"▎", 1, Style{}}, {"<", 1, Style{Underline: true}}}, CursorX: -1}
	var b strings.Builder
	if err := f.SVG(&b); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "┬▎") || strings.Count(b.String(), "<rect") != 5 || !strings.Contains(b.String(), "&lt;") {
		t.Errorf("the picture is\n%s", b.String())
	}
}
