// Package canvas is the sheet of cells on which panes draw. A pane gets a
// rectangle and writes text with styles into it; the app turns the whole sheet
// into one string for the terminal. Nothing that is drawn can leave its
// rectangle, and nothing in a text can reach the terminal as a control
// sequence.
package canvas

import (
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

// cell is one cell. A cluster of several runes stands in text; a single rune in
// r. A wide cluster's second cell has r == continuation.
type cell struct {
	text  string
	r     rune
	style themes.Style
}

const continuation = -1

// Canvas is a sheet of W × H cells, written by one goroutine.
type Canvas struct {
	W, H  int
	cells []cell
	out   []byte
}

// Resize sets the size and clears every cell.
func (c *Canvas) Resize(w, h int) {
	c.W, c.H = max(0, w), max(0, h)
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
	return Rect{x0, y0, max(0, x1-x0), max(0, y1-y0)}
}

// mend replaces a wide cluster by a blank where a write at x would halve it.
func (c *Canvas) mend(x, y int) {
	if x <= 0 || x >= c.W {
		return
	}
	if i := y*c.W + x; c.cells[i].r == continuation {
		c.cells[i-1] = cell{r: ' ', style: c.cells[i-1].style}
		c.cells[i] = cell{r: ' ', style: c.cells[i].style}
	}
}

// Text writes s from (x, y), at most width columns and never past the sheet,
// and returns the columns used. A wide cluster that would be halved is left
// out. Control characters are drawn as visible stand-ins.
func (c *Canvas) Text(x, y, width int, s string, st themes.Style) int {
	if y < 0 || y >= c.H || x < 0 {
		return 0
	}
	end := min(c.W, x+width)
	start := x
	if x < end {
		c.mend(x, y)
	}
	for s != "" && x < end {
		var cluster string
		w := 1
		if b := s[0]; b >= ' ' && b < 0x7f && (len(s) == 1 || s[1] < 0x80) {
			cluster = s[:1]
			c.cells[y*c.W+x] = cell{r: rune(b), style: st}
		} else {
			cluster, w = cellwidth.Next(s)
			if x+w > end {
				break
			}
			c.put(x, y, cluster, w, st)
		}
		s = s[len(cluster):]
		x += w
	}
	if x > start {
		c.mend(x, y)
	}
	return x - start
}

func (c *Canvas) put(x, y int, cluster string, w int, st themes.Style) {
	i := y*c.W + x
	switch {
	case w == 0:
		// A combining mark without a base: it joins the cell to the left.
		if x > 0 && c.cells[i-1].r != continuation {
			left := &c.cells[i-1]
			if left.text == "" {
				left.text = string(left.r)
			}
			if len(left.text) < maxCluster {
				left.text += safe(cluster)
			}
		}
	default:
		c.cells[i] = cell{text: safe(cluster), style: st}
		if w == 2 {
			c.cells[i+1] = cell{r: continuation, style: st}
		}
	}
}

// maxCluster bounds the bytes that combining marks may pile onto one cell.
const maxCluster = 32

// safe replaces a control character by its visible stand-in.
func safe(cluster string) string {
	switch r := rune(cluster[0]); {
	case r < ' ':
		return string('\u2400' + r)
	case r == 0x7f:
		return "\u2421"
	case len(cluster) >= 2 && cluster[0] == 0xc2 && cluster[1] < 0xa0:
		return "\ufffd"
	}
	if len(cluster) > maxCluster {
		return "\ufffd"
	}
	return cluster
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
	var current themes.Style
	for y := range c.H {
		if y > 0 {
			out = append(out, '\n')
		}
		row := c.cells[y*c.W : (y+1)*c.W]
		for i := range row {
			cl := &row[i]
			if cl.r == continuation {
				continue
			}
			if cl.style != current {
				out = appendSGR(out, cl.style)
				current = cl.style
			}
			switch {
			case cl.text != "":
				out = append(out, cl.text...)
			case cl.r < 0x80:
				out = append(out, byte(cl.r))
			default:
				out = append(out, string(cl.r)...)
			}
		}
		if current != (themes.Style{}) {
			out = append(out, "\x1b[m"...)
			current = themes.Style{}
		}
	}
	c.out = out
	return string(out)
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
			out = append(out, string(cl.r)...)
		}
	}
	return string(out)
}
