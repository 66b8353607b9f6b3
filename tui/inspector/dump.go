package inspector

import (
	"fmt"
	"strings"

	"sonde/themes"
	"sonde/tui/canvas"
)

// perLine is how many bytes a line of a dump has.
const perLine = 16

// dump shows bytes as hexadecimal digits and, where they are printable ASCII, as
// characters.
type dump struct {
	bytes  []byte
	top    int // line
	height int
}

func (d *dump) lines() int { return (len(d.bytes) + perLine - 1) / perLine }

func (d *dump) scroll(lines int) { d.top = max(0, min(d.top+lines, d.lines()-d.height)) }

func (d *dump) toTop() { d.top = 0 }

func (d *dump) toEnd() { d.scroll(d.lines()) }

func (d *dump) page() int { return max(1, d.height) }

func (d *dump) fits() bool { return d.lines() <= d.height }

func (d *dump) draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	d.height = r.H
	d.scroll(0)
	if len(d.bytes) == 0 {
		c.Text(r.X, r.Y, r.W, "no bytes", on(th, themes.Dim))
	}
	for i := range r.H {
		from := (d.top + i) * perLine
		if from >= len(d.bytes) {
			break
		}
		line, end := d.bytes[from:min(len(d.bytes), from+perLine)], r.X+r.W
		x := r.X + c.Text(r.X, r.Y+i, r.W, fmt.Sprintf("%08x  ", from), on(th, themes.Dim))
		x += c.Text(x, r.Y+i, end-x, fmt.Sprintf("%-50s", spaced(line)), on(th, themes.Binary))
		c.Text(x, r.Y+i, end-x, printable(line), on(th, themes.Text))
	}
}

// spaced writes bytes as hexadecimal digits, in two halves.
func spaced(line []byte) string {
	var b strings.Builder
	for i, v := range line {
		if i == perLine/2 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%02x ", v)
	}
	return b.String()
}

// printable replaces what is no printable ASCII by dots.
func printable(line []byte) string {
	out := []byte(string(line))
	for i, v := range out {
		if v < ' ' || v >= 0x7f {
			out[i] = '.'
		}
	}
	return string(out)
}
