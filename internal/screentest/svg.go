package screentest

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"math"
	"slices"
	"strings"
)

// Sizes of the picture in pixels. The width of a cell is the advance of DejaVu
// Sans Mono, 1233/2048 of the size of the font, so that a run of letters stands
// on the grid by itself.
const (
	fontSize   = 16.0
	cellWidth  = fontSize * 1233 / 2048
	cellHeight = 20.0
	baseline   = 15.0
	margin     = 12.0
)

const fonts = "'DejaVu Sans Mono', Menlo, 'Liberation Mono', Consolas, monospace"

// SVG draws the frame as a picture: the grid of cells with its colours, lines
// and blocks as shapes, every word of text at its cell.
func (f Frame) SVG(w io.Writer) error {
	p := f.picture()
	p.open()
	for y := range f.H {
		p.backgrounds(y)
	}
	for y := range f.H {
		p.glyphs(y)
	}
	p.printf("</g>\n</svg>\n")
	_, err := io.WriteString(w, p.out.String())
	return err
}

// picture begins the picture of a frame.
func (f Frame) picture() *picture {
	p := &picture{Frame: f}
	p.Cells = slices.Clone(f.Cells)
	p.Background = f.ground()
	p.showCursor()
	return p
}

// open writes what is before the rows.
func (p *picture) open() {
	width, height := float64(p.W)*cellWidth+2*margin, float64(p.H)*cellHeight+2*margin
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.2f %.2f">`+"\n", width, height, width, height)
	p.printf(`<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", hex(p.Background))
	p.printf(`<g transform="translate(%g %g)" font-family="%s" font-size="%g" shape-rendering="crispEdges">`+"\n", margin, margin, fonts, fontSize)
}

// ground is the background of the corner: a program may give the whole screen one
// of its own, and what it lays over that leaves the corner free.
func (f Frame) ground() color.RGBA {
	if len(f.Cells) == 0 {
		return f.Background
	}
	return f.Cells[0].Style.BG
}

// picture is an SVG in the making.
type picture struct {
	Frame
	out strings.Builder
}

func (p *picture) printf(format string, args ...any) { fmt.Fprintf(&p.out, format, args...) }

// showCursor reverses the cell under the cursor for the picture.
func (p *picture) showCursor() {
	if p.CursorX < 0 || p.CursorX >= p.W || p.CursorY < 0 || p.CursorY >= p.H {
		return
	}
	s := &p.Cells[p.CursorY*p.W+p.CursorX].Style
	s.FG, s.BG = s.BG, s.FG
}

// backgrounds draws what is behind row y, neighbours of one colour as one.
func (p *picture) backgrounds(y int) {
	for x := 0; x < p.W; {
		bg, start := p.At(x, y).Style.BG, x
		for x < p.W && (p.At(x, y).Style.BG == bg || p.At(x, y).Width == 0) {
			x++
		}
		if bg != p.Background {
			p.rect(start, y, 0, 0, float64(x-start)*cellWidth, cellHeight, bg)
		}
	}
}

// rect draws a rectangle at an offset from a cell. Its edges are rounded, not its
// size, so that there is no gap between neighbours.
func (p *picture) rect(x, y int, dx, dy, w, h float64, c color.RGBA) {
	left, top := float64(x)*cellWidth+dx, float64(y)*cellHeight+dy
	right, bottom := hundredths(left+w), hundredths(top+h)
	left, top = hundredths(left), hundredths(top)
	p.printf(`<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" fill="%s"/>`+"\n", left, top, right-left, bottom-top, hex(c))
}

func hundredths(x float64) float64 { return math.Round(x*100) / 100 }

// glyphs draws the text of row y: lines and blocks cell by cell, the rest word
// by word, and underlines below it.
func (p *picture) glyphs(y int) {
	for x := 0; x < p.W; {
		c := p.At(x, y)
		p.underline(x, y, c)
		drawn := p.shape(x, y, c)
		switch {
		case drawn > 0:
			x += drawn
		case c.Text == " " || c.Width == 0:
			x++
		case single(c):
			x = p.word(x, y)
		default:
			p.text(x, y, c.Text, c.Style, float64(c.Width)*cellWidth/2)
			x += c.Width
		}
	}
}

// single reports whether a cell has a character that every monospaced font has
// with the width of its cell.
func single(c Cell) bool {
	return c.Width == 1 && len(c.Text) == 1 && c.Text != " "
}

// word draws a run of characters of one style and returns where it ends.
func (p *picture) word(x, y int) int {
	start, style := x, p.At(x, y).Style
	var b strings.Builder
	for ; x < p.W && single(p.At(x, y)) && p.At(x, y).Style == style; x++ {
		b.WriteString(p.At(x, y).Text)
		if x > start {
			p.underline(x, y, p.At(x, y))
		}
	}
	p.text(start, y, b.String(), style, 0)
	return x
}

// text draws text at a cell; where middle is not 0 it is centred so far from
// the left of the cell, since the font may lack the character and another one
// has other widths.
func (p *picture) text(x, y int, text string, s Style, middle float64) {
	p.printf(`<text x="%.2f" y="%.2f" fill="%s"`, float64(x)*cellWidth+middle, float64(y)*cellHeight+baseline, hex(s.FG))
	if middle > 0 {
		p.printf(` text-anchor="middle"`)
	}
	if s.Bold {
		p.printf(` font-weight="bold"`)
	}
	if s.Italic {
		p.printf(` font-style="italic"`)
	}
	p.printf(">")
	_ = xml.EscapeText(&p.out, []byte(text)) // A builder takes everything.
	p.printf("</text>\n")
}

func (p *picture) underline(x, y int, c Cell) {
	left, low := float64(x)*cellWidth, float64(y)*cellHeight+baseline+2.5
	switch {
	case c.Style.Underline:
		p.rect(x, y, 0, baseline+2, cellWidth, 1, c.Style.FG)
	case c.Style.Undercurl:
		q := cellWidth / 4
		p.printf(`<path d="M%.2f %.2fq%.2f -3 %.2f 0t%.2f 0" fill="none" stroke="%s" shape-rendering="auto"/>`+"\n", left, low, q, 2*q, 2*q, hex(c.Style.FG))
	}
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
