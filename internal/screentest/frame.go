package screentest

import (
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// Style is how a cell looks, with the terminal's own colours filled in, and
// reversed and faint text already in the colours.
type Style struct {
	FG, BG                             color.RGBA
	Bold, Italic, Underline, Undercurl bool
}

// Cell is one cell of the screen. The second cell of a wide character has the
// width 0 and no text.
type Cell struct {
	Text  string
	Width int
	Style Style
}

// Frame is the screen at one moment: W × H cells, row by row.
type Frame struct {
	W, H  int
	Cells []Cell
	// Background is the terminal's own.
	Background color.RGBA
	// CursorX and CursorY are the place of the cursor, −1 where it is hidden.
	CursorX, CursorY int
}

func snapshot(screen *vt.Emulator, cursor bool) Frame {
	f := Frame{W: screen.Width(), H: screen.Height(), CursorX: -1, CursorY: -1}
	f.Background = colorOf(screen.BackgroundColor(), nil)
	fg := colorOf(screen.ForegroundColor(), nil)
	f.Cells = make([]Cell, f.W*f.H)
	for i := range f.Cells {
		f.Cells[i] = newCell(screen.CellAt(i%f.W, i/f.W), fg, f.Background)
	}
	if cursor {
		at := screen.CursorPosition()
		f.CursorX, f.CursorY = at.X, at.Y
	}
	return f
}

func newCell(c *uv.Cell, fg, bg color.RGBA) Cell {
	if c == nil {
		return Cell{" ", 1, Style{FG: fg, BG: bg}}
	}
	text := c.Content
	if text == "" && c.Width > 0 {
		text = " "
	}
	return Cell{text, c.Width, newStyle(c.Style, fg, bg)}
}

func newStyle(s uv.Style, fg, bg color.RGBA) Style {
	out := Style{
		FG: colorOf(s.Fg, fg), BG: colorOf(s.Bg, bg),
		Bold: s.Attrs&uv.AttrBold != 0, Italic: s.Attrs&uv.AttrItalic != 0,
		Underline: s.Underline != ansi.UnderlineNone && s.Underline != ansi.UnderlineCurly,
		Undercurl: s.Underline == ansi.UnderlineCurly,
	}
	if s.Attrs&uv.AttrReverse != 0 {
		out.FG, out.BG = out.BG, out.FG
	}
	if s.Attrs&uv.AttrFaint != 0 {
		out.FG = between(out.FG, out.BG)
	}
	return out
}

// between is the colour halfway from a to b.
func between(a, b color.RGBA) color.RGBA {
	half := func(x, y uint8) uint8 { return uint8((int(x) + int(y)) / 2) }
	return color.RGBA{half(a.R, b.R), half(a.G, b.G), half(a.B, b.B), 0xff}
}

// At is the cell (x, y), 0-based.
func (f Frame) At(x, y int) Cell { return f.Cells[y*f.W+x] }

// Line is the text of row y without blanks at its end.
func (f Frame) Line(y int) string {
	var b strings.Builder
	for x := range f.W {
		b.WriteString(f.At(x, y).Text)
	}
	return strings.TrimRight(b.String(), " ")
}

// Text is the text of the screen, one line per row.
func (f Frame) Text() string {
	var b strings.Builder
	for y := range f.H {
		b.WriteString(f.Line(y))
		b.WriteByte('\n')
	}
	return b.String()
}

// Contains reports whether every text stands in some row.
func (f Frame) Contains(texts ...string) bool {
	screen := f.Text()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			return false
		}
	}
	return true
}

// Find returns the first cell of the first place where a text stands.
func (f Frame) Find(text string) (x, y int, ok bool) {
	for y := range f.H {
		before, _, found := strings.Cut(f.Line(y), text)
		if !found {
			continue
		}
		for x, n := 0, 0; x < f.W; x++ {
			if n >= len(before) && f.At(x, y).Width > 0 {
				return x, y, true
			}
			n += len(f.At(x, y).Text)
		}
	}
	return 0, 0, false
}

// StyleOf is the style of the first cell of a text; ok is false where the text
// is not on the screen.
func (f Frame) StyleOf(text string) (s Style, ok bool) {
	x, y, ok := f.Find(text)
	if !ok {
		return s, false
	}
	return f.At(x, y).Style, true
}
