package canvas

import (
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"sonde/internal/cellwidth"
	"sonde/themes"
)

var (
	red   = themes.Style{FG: themes.ANSI(1)}
	blue  = themes.Style{BG: themes.RGB(1, 2, 3), Attr: themes.Bold}
	plain = themes.Style{}
)

func sheet(w, h int) *Canvas {
	c := &Canvas{}
	c.Resize(w, h)
	return c
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		x, width, used int
	}{
		{"cut at the width", "hello", " hel      ", 1, 3, 3},
		{"cut at the sheet", "hello", "        he", 8, 9, 2},
		{"a wide glyph is not halved", "a数b", "a         ", 0, 2, 1},
		{"wide glyphs", "数据", " 数据     ", 1, 9, 4},
		{"combining marks", "e\u0301x", "e\u0301x        ", 0, 9, 2},
		{"controls", "\x1b[m\n", "␛[m␊      ", 0, 9, 4},
		{"left of the sheet", "abc", "          ", -1, 9, 0},
		{"no width", "abc", "          ", 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sheet(10, 1)
			if used := s.Text(c.x, 0, c.width, c.in, plain); used != c.used {
				t.Errorf("used %d columns, want %d", used, c.used)
			}
			if got := s.Line(0); got != c.want {
				t.Errorf("drew %q, want %q", got, c.want)
			}
		})
	}
}

func TestWritingOverHalfOfAWideGlyph(t *testing.T) {
	for x, want := range []string{"x 据", " x据", "数x ", "数 x"} {
		s := sheet(4, 1)
		s.Text(0, 0, 4, "数据", plain)
		s.Text(x, 0, 1, "x", plain)
		if got := s.Line(0); got != want {
			t.Errorf("x at %d gives %q, want %q", x, got, want)
		}
	}
	s := sheet(4, 1)
	s.Text(0, 0, 4, "数据", plain)
	s.Fill(Rect{1, 0, 2, 1}, plain)
	if got := s.Line(0); got != "    " {
		t.Errorf("a fill across two halves leaves %q", got)
	}
}

func TestStandInsHaveTheirOwnStyle(t *testing.T) {
	s := sheet(3, 1)
	s.StandIn = red
	s.Text(0, 0, 3, "\x1b␛", blue)
	if got, want := s.StyleAt(0, 0), red.Over(blue); got != want {
		t.Errorf("the escape character has style %+v, want %+v", got, want)
	}
	if got := s.StyleAt(1, 0); got != blue {
		t.Errorf("the symbol itself has style %+v", got)
	}
}

func TestBytesMayBeReused(t *testing.T) {
	s := sheet(4, 1)
	b := []byte("e\u0301数")
	s.Bytes(0, 0, 4, b, plain)
	clear(b)
	if got := s.Line(0); got != "e\u0301数 " {
		t.Errorf("after the bytes were reused the sheet shows %q", got)
	}
}

func TestStringSetsAndEndsStyles(t *testing.T) {
	s := sheet(3, 2)
	s.Text(0, 0, 1, "a", red)
	s.Text(1, 0, 2, "bc", blue)
	if got, want := s.String(), "\x1b[0;31ma\x1b[0;1;48;2;1;2;3mbc\x1b[m\n   "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRestyleKeepsText(t *testing.T) {
	s := sheet(3, 1)
	s.Text(0, 0, 3, "abc", red)
	s.Restyle(Rect{1, 0, 9, 9}, themes.Style{BG: themes.ANSI(4)})
	if s.Line(0) != "abc" || s.StyleAt(0, 0) != red || s.StyleAt(1, 0) != (themes.Style{FG: themes.ANSI(1), BG: themes.ANSI(4)}) {
		t.Errorf("text %q, styles %+v and %+v", s.Line(0), s.StyleAt(0, 0), s.StyleAt(1, 0))
	}
}

// FuzzText writes any bytes twice into a rectangle and reads the frame back as
// a terminal would: the terminals of both kinds of width must show the sheet,
// and nothing may stand outside of the rectangle.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		"plain", "\x1b[2J\x1b]0;title\a\x9b31m", "👨\u200d👩\u200d👧👍🏽", "🇩🇪🇫", "กำ\u0e33", "क्षक्", "ᄒ\u1161\u11a8각",
		"\u0600a\u0301", "a\ufe0f1️⃣", "\xff\xe2\x82", "\u0301\u202e\u200d", "数\u3099据", "\n\n\n\n", "\x90q\x1b\\",
	} {
		f.Add(s, s, uint8(3), uint8(7))
	}
	f.Fuzz(func(t *testing.T, first, second string, x, width uint8) {
		const w, h = 24, 3
		s := sheet(w, h)
		s.Text(int(x%w), 1, int(width%w), first, red)
		s.Text(int(x/2%w), 1, int(width%w), second, plain)
		frame := s.String()
		checkTerminal(t, frame, w, h)
		for _, method := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
			checkRenderer(t, s, frame, method)
		}
	})
}

// checkTerminal shows a frame on a terminal that is larger than the sheet.
func checkTerminal(t *testing.T, frame string, w, h int) {
	t.Helper()
	screen := vt.NewEmulator(w+8, h+2)
	defer screen.Close()
	if _, err := screen.WriteString(strings.ReplaceAll(frame, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
	for y := range h + 2 {
		for x := range w + 8 {
			c := screen.CellAt(x, y)
			if (y != 1 || x >= w) && c.Width > 0 && c.Content != " " {
				t.Fatalf("%q stands at %d,%d\nframe %q", c.Content, x, y, frame)
			}
		}
	}
	if at := screen.CursorPosition(); at.X != w || at.Y != h-1 {
		t.Fatalf("the frame ends at %d,%d, want %d,%d\nframe %q", at.X, at.Y, w, h-1, frame)
	}
}

// checkRenderer compares the sheet with what Bubble Tea's renderer makes of it.
func checkRenderer(t *testing.T, s *Canvas, frame string, method ansi.Method) {
	t.Helper()
	buffer := uv.NewScreenBuffer(s.W, s.H)
	buffer.Method = method
	uv.NewStyledString(frame).Draw(buffer, buffer.Bounds())
	for y := range s.H {
		for x := 0; x < s.W; {
			g := cellwidth.Glyph{Text: " ", Width: 1}
			switch cl := s.cells[y*s.W+x]; {
			case cl.text != "":
				g = cellwidth.Glyph{Text: cl.text, Width: method.StringWidth(cl.text)}
			case cl.r != continuation:
				g = cellwidth.Glyph{Text: string(cl.r), Width: method.StringWidth(string(cl.r))}
			}
			got := buffer.CellAt(x, y)
			if got.Width != g.Width || strings.Trim(got.Content, "\u2060") != strings.Trim(g.Text, "\u2060") {
				t.Fatalf("method %d: cell %d,%d holds %q of width %d, want %q of width %d\nframe %q", method, x, y, got.Content, got.Width, g.Text, g.Width, frame)
			}
			x += g.Width
		}
	}
}

func BenchmarkString(b *testing.B) {
	c := sheet(200, 60)
	line := strings.Repeat("value 12345 ", 17)
	styles := []themes.Style{plain, red, blue}
	fill := func() {
		for y := range c.H {
			for x := 0; x < c.W; x += 10 {
				c.Text(x, y, 10, line, styles[(x/10+y)%3])
			}
		}
	}
	b.Run("floor", func(b *testing.B) {
		var out []byte
		for b.Loop() {
			out = out[:0]
			for range c.H {
				out = append(append(out, line[:c.W]...), '\n')
			}
			_ = string(out)
		}
	})
	b.Run("sonde", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Resize(200, 60)
			fill()
			_ = c.String()
		}
	})
}

func TestRectanglesOutsideTheSheetDrawNothing(t *testing.T) {
	for _, size := range []Rect{{}, {W: 3, H: 2}, {H: 4}} {
		var s Canvas
		s.Resize(size.W, size.H)
		before := s.String()
		for _, r := range []Rect{{X: 1, Y: 1, H: 9}, {X: 9, W: 1, H: 9}, {Y: 9, W: 9, H: 1}, {X: -9, Y: -9, W: 2, H: 2}} {
			s.Fill(r, themes.Style{Attr: themes.Bold})
			s.Restyle(r, themes.Style{Attr: themes.Bold})
		}
		if s.String() != before {
			t.Errorf("a sheet of %d × %d changed to %q", size.W, size.H, s.String())
		}
	}
}

func TestTheBaseShowsWhereNothingHasAStyle(t *testing.T) {
	var c Canvas
	c.Resize(3, 2)
	c.Text(0, 0, 1, "a", themes.Style{FG: themes.ANSI(1)})
	plain := c.String()
	c.Base = themes.Style{FG: themes.RGB(1, 2, 3), BG: themes.RGB(4, 5, 6)}
	const own, red = "\x1b[0;38;2;1;2;3;48;2;4;5;6m", "\x1b[0;31;48;2;4;5;6m"
	if got, want := c.String(), own+red+"a"+"  \x1b[m\n"+own+"   \x1b[m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	c.Base = themes.Style{}
	if c.String() != plain {
		t.Errorf("%q, want %q", c.String(), plain)
	}
}

// A blank without a style ends a background and leaves the colour of the text,
// which the next text may have too.
func TestABlankEndsTheBackgroundAlone(t *testing.T) {
	c := &Canvas{}
	c.Resize(5, 1)
	th := themes.Default(true)
	text := th.Style(themes.Text)
	c.Text(0, 0, 2, "ab", text.On(th.Style(themes.Selection)))
	c.Text(3, 0, 2, "cd", text)
	_, after, _ := strings.Cut(c.String(), "ab")
	blank, rest, _ := strings.Cut(after, " ")
	if !strings.HasPrefix(rest, "cd") || blank == "" {
		t.Errorf("%q", c.String())
	}
	c.Text(0, 0, 2, "ab", themes.Style{Attr: themes.Underline})
	if _, after, _ = strings.Cut(c.String(), "ab"); !strings.HasPrefix(after, "\x1b[0m ") {
		t.Errorf("the blank is underlined: %q", c.String())
	}
}
