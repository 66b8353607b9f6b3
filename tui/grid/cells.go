package grid

import (
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/cellwidth"
	"sonde/internal/value"
)

// draft holds the rows in sight while a frame is drawn, and the text of the
// column that was formatted last. Its slices are used again and again.
type draft struct {
	rows   []place
	sample []place   // rows that widths are found by; found when a width is asked for
	before []earlier // what the rows were; none where that is not asked for
	text   []byte
	cells  []cell
	widest int // columns of the widest cell
}

// place is where a row is; batch is nil for a row that is not in memory.
type place struct {
	batch  arrow.RecordBatch
	offset int
}

// cell is the text of a cell within draft.text.
type cell struct {
	start, end int
	width      int // in columns; more than asked for where the text is longer
	state      state
}

type state uint8

const (
	isValue state = iota
	isNull
	isMissing
)

const nullText = "NULL"

// peekRows finds the rows in sight.
func (g *Grid) peekRows() {
	d := &g.draft
	d.rows, d.sample, d.before, g.missing = d.rows[:0], d.sample[:0], d.before[:0], span{}
	if len(g.columns) == 0 {
		return
	}
	for row := g.top; row < min(g.rows, g.top+int64(g.seen.body)); row++ {
		b, offset, ok := g.view.Peek(row)
		if !ok {
			b = nil
			g.noteMissing(row)
		}
		d.rows = append(d.rows, place{b, offset})
	}
	g.peekBefore()
}

func (g *Grid) noteMissing(row int64) {
	if g.missing.n == 0 {
		g.missing.first = row
	}
	g.missing.n = row - g.missing.first + 1
}

// forgetRows lets go of the batches, which the store may want to move to disk.
func (g *Grid) forgetRows() {
	d := &g.draft
	clear(d.rows)
	clear(d.sample)
	clear(d.before)
	d.rows, d.sample, d.before = d.rows[:0], d.sample[:0], d.before[:0]
}

// format writes the text of a column's cells in the rows in sight.
func (g *Grid) format(col int) {
	d, c, limit := &g.draft, g.known(col), g.width(col)
	if !c.fixed {
		limit = max(limit, c.mostGrown())
	}
	if col == g.lastColumn() && !c.fixed {
		limit = max(limit, g.bodyWidth())
	}
	d.text, d.cells, d.widest = d.text[:0], d.cells[:0], 0
	for _, p := range d.rows {
		cl := d.add(c, p, col, limit)
		d.cells = append(d.cells, cl)
		d.widest = max(d.widest, cl.width)
	}
}

// add writes one cell, of which at most limit columns will be shown.
func (d *draft) add(c *column, p place, col, limit int) cell {
	start := len(d.text)
	if p.batch == nil {
		d.text = append(d.text, cellwidth.Ellipsis...)
		return cell{start: start, end: len(d.text), state: isMissing, width: 1}
	}
	a := p.batch.Column(col)
	m := c.formatter
	if a.DataType().ID() != c.typeID {
		m = value.NewFormatter(p.batch.Schema().Field(col))
	}
	if m.IsNull(a, p.offset) {
		d.text = append(d.text, nullText...)
		return cell{start: start, end: len(d.text), state: isNull, width: len(nullText)}
	}
	// A column of the screen takes a few bytes of text, rarely more. What is
	// beyond is not shown, and the cell is marked as cut.
	bytes := 4*limit + 32
	d.text = m.AppendClipped(d.text, a, p.offset, bytes+8)
	cut := len(d.text)-start > bytes
	if cut {
		d.text = d.text[:start+bytes]
	}
	width := textWidthOf(d.text[start:], limit+1)
	if cut {
		width = max(width, limit+1)
	}
	return cell{start: start, end: len(d.text), width: width}
}

// textWidthOf returns the width of a text, and stops to count past limit.
func textWidthOf(b []byte, limit int) int {
	if isPlain(b) {
		return len(b)
	}
	prefix, w := cellwidth.Clip(asString(b), limit)
	if len(prefix) < len(b) {
		return max(w, limit)
	}
	return w
}

func isPlain(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

// asString gives a string of the bytes without a copy, for calls that do not
// keep it.
func asString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
