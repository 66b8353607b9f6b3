package screentest

// arms tells in which directions a line character runs from the middle of its
// cell. Fonts leave gaps between lines of text, so these are drawn as shapes.
type arms uint8

const (
	left arms = 1 << iota
	right
	up
	down
	heavy
)

var lines = map[string]arms{
	"─": left | right, "│": up | down, "━": left | right | heavy, "┃": up | down | heavy,
	"┌": right | down, "┐": left | down, "└": right | up, "┘": left | up,
	"├": up | down | right, "┤": up | down | left, "┬": left | right | down, "┴": left | right | up,
	"┼": left | right | up | down,
	"╭": right | down, "╮": left | down, "╰": right | up, "╯": left | up,
}

// block is the part of a cell that a block character fills, as fractions.
type block struct{ x, y, w, h float64 }

var blocks = map[string]block{
	"█": {0, 0, 1, 1}, "▀": {0, 0, 1, 0.5}, "▄": {0, 0.5, 1, 0.5}, "▌": {0, 0, 0.5, 1}, "▐": {0.5, 0, 0.5, 1},
	"▏": {0, 0, 0.125, 1}, "▎": {0, 0, 0.25, 1}, "▍": {0, 0, 0.375, 1}, "▋": {0, 0, 0.625, 1}, "▊": {0, 0, 0.75, 1}, "▉": {0, 0, 0.875, 1}, "▕": {0.875, 0, 0.125, 1},
	"▁": {0, 0.875, 1, 0.125}, "▂": {0, 0.75, 1, 0.25}, "▃": {0, 0.625, 1, 0.375},
	"▅": {0, 0.375, 1, 0.625}, "▆": {0, 0.25, 1, 0.75}, "▇": {0, 0.125, 1, 0.875},
}

// shape draws a line or block character and returns the cells that it has taken:
// those of a row that make one shape are drawn as one, none where there is none.
func (p *picture) shape(x, y int, c Cell) int {
	if b, ok := blocks[c.Text]; ok {
		n := 1
		if b.w == 1 {
			n = p.run(x, y, c)
		}
		p.rect(x, y, b.x*cellWidth, b.y*cellHeight, (b.w+float64(n-1))*cellWidth, b.h*cellHeight, c.Style.FG)
		return n
	}
	a, ok := lines[c.Text]
	if !ok {
		return 0
	}
	thick := 1.2
	if a&heavy != 0 {
		thick = 2.4
	}
	if a&^heavy == left|right {
		n := p.run(x, y, c)
		p.rect(x, y, 0, (cellHeight-thick)/2, float64(n)*cellWidth, thick, c.Style.FG)
		return n
	}
	p.arm(x, y, c, thick, a&left != 0, a&right != 0, true)
	p.arm(x, y, c, thick, a&up != 0, a&down != 0, false)
	return 1
}

// run is the number of cells from one on that show the same in the same colour.
func (p *picture) run(x, y int, c Cell) int {
	n := 1
	for x+n < p.W && p.At(x+n, y).Text == c.Text && p.At(x+n, y).Style == c.Style {
		n++
	}
	return n
}

// arm draws one line through the middle of a cell, from one end or the middle to
// the other end or the middle.
func (p *picture) arm(x, y int, c Cell, thick float64, first, second, flat bool) {
	if !first && !second {
		return
	}
	length := cellHeight
	if flat {
		length = cellWidth
	}
	from, to := (length-thick)/2, (length+thick)/2
	if first {
		from = 0
	}
	if second {
		to = length
	}
	if flat {
		p.rect(x, y, from, (cellHeight-thick)/2, to-from, thick, c.Style.FG)
	} else {
		p.rect(x, y, (cellWidth-thick)/2, from, thick, to-from, c.Style.FG)
	}
}
