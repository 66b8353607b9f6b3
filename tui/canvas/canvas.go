// Package canvas is the sheet of cells on which panes draw. A pane gets a
// rectangle and writes text with styles into it; the app turns the whole sheet
// into one string for the terminal. Nothing that is drawn can leave its
// rectangle, and nothing in a text can reach the terminal as a control
// sequence.
package canvas

import (
	"strings"
	"unicode/utf8"
	"unsafe"

	"sonde/internal/cellwidth"
	"sonde/themes"
)

// Rect is a rectangle of cells; X and Y are 0-based.
type Rect struct{ X, Y, W, H int }

// Contains reports whether the cell (x, y) lies in r.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Inset returns r without a frame of n cells.
func (r Rect) Inset(n int) Rect {
	return Rect{r.X + n, r.Y + n, max(0, r.W-2*n), max(0, r.H-2*n)}
}

// cell is one cell. A glyph of one rune stands in r, one of several in text. A
// wide glyph's second cell has r == continuation.
type cell struct {
	text  string
	r     rune
	style themes.Style
}

const continuation = -1

// Canvas is a sheet of W × H cells, written by one goroutine.
type Canvas struct {
	W, H int
	// StandIn is laid over the style of what stands for a character that cannot
	// be shown, so that it never looks like the character itself.
	StandIn themes.Style
	// ASCII draws the screen's own symbols (lines, marks, arrows) with ASCII.
	// Other text stays what it is.
	ASCII bool
	// Base is the style of what has none; the zero value leaves the terminal its
	// own colours.
	Base themes.Style

	cells []cell
	spots []spot
	texts map[string]string
	codes map[themes.Style]string
	based themes.Style // the base of codes
	out   []byte
}

// Resize sets the size and clears every cell.
func (c *Canvas) Resize(w, h int) {
	c.W, c.H = max(0, w), max(0, h)
	c.spots = c.spots[:0]
	if n := c.W * c.H; cap(c.cells) < n {
		c.cells = make([]cell, n)
	} else {
		c.cells = c.cells[:n]
	}
	c.Fill(Rect{0, 0, c.W, c.H}, themes.Style{})
}

// Fill clears a rectangle to blanks of one style.
func (c *Canvas) Fill(r Rect, s themes.Style) {
	r = c.clip(r)
	for y := r.Y; y < r.Y+r.H; y++ {
		c.mend(r.X, y)
		c.mend(r.X+r.W, y)
		row := c.cells[y*c.W+r.X : y*c.W+r.X+r.W]
		for i := range row {
			row[i] = cell{r: ' ', style: s}
		}
	}
}

// Underlay lays a style under the cells of a rectangle, where theirs says
// nothing.
func (c *Canvas) Underlay(r Rect, s themes.Style) {
	r = c.clip(r)
	for y := r.Y; y < r.Y+r.H; y++ {
		row := c.cells[y*c.W+r.X : y*c.W+r.X+r.W]
		for i := range row {
			row[i].style = row[i].style.Over(s)
		}
	}
}

// Restyle lays a style over the cells of a rectangle and keeps their text.
func (c *Canvas) Restyle(r Rect, s themes.Style) {
	r = c.clip(r)
	for y := r.Y; y < r.Y+r.H; y++ {
		row := c.cells[y*c.W+r.X : y*c.W+r.X+r.W]
		for i := range row {
			row[i].style = s.Over(row[i].style)
		}
	}
}

func (c *Canvas) clip(r Rect) Rect {
	x0, y0 := max(0, r.X), max(0, r.Y)
	x1, y1 := min(c.W, r.X+r.W), min(c.H, r.Y+r.H)
	if x0 >= x1 || y0 >= y1 {
		return Rect{}
	}
	return Rect{x0, y0, x1 - x0, y1 - y0}
}

// mend replaces a wide glyph by blanks where a write from x on would halve it.
func (c *Canvas) mend(x, y int) {
	if x <= 0 || x >= c.W {
		return
	}
	if i := y*c.W + x; c.cells[i].r == continuation {
		c.cells[i-1] = cell{r: ' ', style: c.cells[i-1].style}
		c.cells[i] = cell{r: ' ', style: c.cells[i].style}
	}
}

// mendAfter blanks the second half of a wide glyph whose first half has been
// written over by a write that ended before x.
func (c *Canvas) mendAfter(x, y int) {
	if x >= c.W {
		return
	}
	if i := y*c.W + x; c.cells[i].r == continuation {
		c.cells[i] = cell{r: ' ', style: c.cells[i].style}
	}
}

// Text writes s from (x, y), at most width columns and never past the sheet,
// and returns the columns used. A wide glyph that would be halved is left out.
// Characters that cannot be shown are drawn as visible stand-ins.
func (c *Canvas) Text(x, y, width int, s string, st themes.Style) int {
	if y < 0 || y >= c.H || x < 0 || x >= c.W || width <= 0 {
		return 0
	}
	c.mend(x, y)
	row := c.cells[y*c.W : (y+1)*c.W]
	start, end := x, min(c.W, x+width)
	for s != "" && x < end {
		if b := s[0]; b >= ' ' && b < 0x7f && (len(s) == 1 || s[1] < 0x80) {
			row[x] = cell{r: rune(b), style: st}
			s = s[1:]
			x++
			continue
		}
		g := cellwidth.First(s)
		if x+g.Width > end {
			break
		}
		c.put(row[x:], g, st)
		s = s[len(g.Source):]
		x += g.Width
	}
	c.mendAfter(x, y)
	return x - start
}

// Fit is Text for what is to be read: where it does not fit it ends in an
// ellipsis.
func (c *Canvas) Fit(x, y, width int, s string, st themes.Style) int {
	s, _ = cellwidth.Truncate(s, min(width, c.W-x))
	return c.Text(x, y, width, s, st)
}

// FitName is Fit for names, which are cut in their middle.
func (c *Canvas) FitName(x, y, width int, s string, st themes.Style) int {
	s, _ = cellwidth.Middle(s, min(width, c.W-x))
	return c.Text(x, y, width, s, st)
}

// Bytes is Text for a slice that the caller may use again afterwards.
func (c *Canvas) Bytes(x, y, width int, b []byte, st themes.Style) int {
	return c.Text(x, y, width, unsafe.String(unsafe.SliceData(b), len(b)), st)
}

// put writes a glyph into the first of cells.
func (c *Canvas) put(cells []cell, g cellwidth.Glyph, st themes.Style) {
	if g.StandIn {
		st = c.StandIn.Over(st)
	}
	if r, size := utf8.DecodeRuneInString(g.Text); size == len(g.Text) {
		cells[0] = cell{r: r, style: st}
	} else {
		cells[0] = cell{text: c.keep(g.Text), style: st}
	}
	if g.Width == 2 {
		cells[1] = cell{r: continuation, style: st}
	}
}

// maxTexts bounds the texts that a canvas keeps.
const maxTexts = 4096

// keep returns a copy of a text that outlives the caller's bytes, the same one
// for the same text.
func (c *Canvas) keep(text string) string {
	if kept, ok := c.texts[text]; ok {
		return kept
	}
	if c.texts == nil || len(c.texts) >= maxTexts {
		c.texts = map[string]string{}
	}
	kept := strings.Clone(text)
	c.texts[kept] = kept
	return kept
}

// HLine draws n cells of a line from (x, y) to the right, VLine downwards.
func (c *Canvas) HLine(x, y, n int, line string, st themes.Style) {
	for i := range n {
		c.Text(x+i, y, 1, line, st)
	}
}

// VLine draws n cells of a line from (x, y) downwards.
func (c *Canvas) VLine(x, y, n int, line string, st themes.Style) {
	for i := range n {
		c.Text(x, y+i, 1, line, st)
	}
}

// String returns the sheet as text with ANSI styles, rows joined by newlines.
func (c *Canvas) String() string {
	out := c.out[:0]
	for y := range c.H {
		if y > 0 {
			out = append(out, '\n')
		}
		out = c.appendRow(out, c.cells[y*c.W:(y+1)*c.W])
	}
	c.out = out
	return string(out)
}

func (c *Canvas) appendRow(out []byte, row []cell) []byte {
	var current themes.Style
	if c.Base != current {
		out = append(out, c.code(current)...)
	}
	for i := range row {
		cl := &row[i]
		if cl.r == continuation {
			continue
		}
		if cl.style != current && !(cl.r == ' ' && blankAlike(cl.style, current)) {
			current = following(cl, current)
			out = append(out, c.code(current)...)
		}
		switch {
		case cl.text != "":
			out = append(out, cl.text...)
		case cl.r < utf8.RuneSelf:
			out = append(out, byte(cl.r))
		case c.ASCII && symbols[cl.r] != 0:
			out = append(out, symbols[cl.r])
		default:
			out = utf8.AppendRune(out, cl.r)
		}
	}
	if current != (themes.Style{}) || c.Base != (themes.Style{}) {
		out = append(out, "\x1b[m"...)
	}
	return out
}

// blankAlike reports whether a blank looks the same in both styles: the colour of
// the text does not show then. A blank goes on in the style before it, which
// halves the sequences of a row of values.
func blankAlike(a, b themes.Style) bool {
	return a.BG == b.BG && (a.Attr|b.Attr)&showsOnBlanks == 0
}

// showsOnBlanks are the attributes that one sees where there is no text.
const showsOnBlanks = themes.Underline | themes.Undercurl | themes.Reverse

// following is the style in which a cell is written after cells of another one: a
// blank without a style ends the background alone, since the next text may well
// have the colour of the last.
func following(cl *cell, before themes.Style) themes.Style {
	if cl.r != ' ' || cl.style != (themes.Style{}) || before.Attr&showsOnBlanks != 0 {
		return cl.style
	}
	return themes.Style{FG: before.FG, Attr: before.Attr}
}

// code returns the sequence that sets a style.
func (c *Canvas) code(s themes.Style) string {
	if c.codes == nil || c.based != c.Base {
		c.codes, c.based = map[themes.Style]string{}, c.Base
	}
	if code, ok := c.codes[s]; ok {
		return code
	}
	code := string(appendSGR(nil, s.Over(c.Base)))
	c.codes[s] = code
	return code
}

// Line returns the plain text of row y, for tests and for copying a screen.
func (c *Canvas) Line(y int) string {
	var out []byte
	for _, cl := range c.cells[y*c.W : (y+1)*c.W] {
		switch {
		case cl.r == continuation:
		case cl.text != "":
			out = append(out, cl.text...)
		default:
			out = utf8.AppendRune(out, cl.r)
		}
	}
	return string(out)
}

// StyleAt returns the style of the cell (x, y), for tests.
func (c *Canvas) StyleAt(x, y int) themes.Style { return c.cells[y*c.W+x].style }
