package profile

import (
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/cellwidth"
	"sonde/internal/workspace"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/facts"
)

// Widths of a strip that lists all columns: from which on there is room for the
// middle of the values too, and those of its cells.
const (
	roomyTable           = 165
	shareCell, countCell = 7, 12
	middleCell           = 20
	leastEnds            = 12
	leastNames           = 24
	spreadCell           = 26
	barsWidth            = 20 // as many as bars mostly are, so that each has one cell
	tableGap             = 2
)

// needs are the widths that the cells of the table want, as far as its columns are
// known.
type needs struct{ min, max, median, mean int }

// mostNeeded is the most that a cell wants: longer texts are cut anyway.
const mostNeeded = 100

func (n *needs) take(c workspace.Column) {
	for _, x := range []struct {
		width *int
		text  string
	}{{&n.min, c.Min}, {&n.max, c.Max}, {&n.median, median(c)}, {&n.mean, c.Mean}} {
		text, _ := cellwidth.Clip(x.text, mostNeeded)
		*x.width = max(*x.width, cellwidth.Of(cellwidth.OneLine(text)))
	}
}

// shared divides some room between two cells: what one does not need the other has.
func shared(room, a, b int) (int, int) {
	a = min(a, max(room/2, room-b))
	return a, min(b, room-a)
}

// cell is a column of the table of all columns.
type cell struct {
	title string
	width int
	text  func(workspace.Column) string
}

// tableOf are the cells between the names and the spread of the values in a table
// that is w wide, and the width of the names, which want some width.
func tableOf(w, wanted int, n needs) (cells []cell, names int) {
	names = min(wanted, max(leastNames, w/6))
	middle, mean := min(middleCell, max(n.median, len("median"))), min(middleCell, max(n.mean, len("mean")))
	rest := w - names - shareCell - countCell - spreadCell - 5*tableGap
	if w >= roomyTable {
		rest -= middle + mean + 2*tableGap
	}
	least, most := shared(max(rest, 2*leastEnds), max(leastEnds, n.min), max(leastEnds, n.max))
	cells = []cell{
		{"NULL", shareCell, func(c workspace.Column) string { return share(c.Nulls, c.Rows) }},
		{"distinct", countCell, distinct},
		{"min", least, func(c workspace.Column) string { return c.Min }},
	}
	if w >= roomyTable {
		cells = append(cells, cell{"median", middle, median}, cell{"mean", mean, func(c workspace.Column) string { return c.Mean }})
	}
	cells = append(cells, cell{"max", most, func(c workspace.Column) string { return c.Max }})
	for _, c := range cells {
		w -= c.width + tableGap
	}
	return cells, min(names, w-spreadCell-tableGap)
}

// median is the middle quantile of a column that has quantiles.
func median(c workspace.Column) string {
	if len(c.Quantiles) != len(workspace.Levels) {
		return ""
	}
	return c.Quantiles[len(c.Quantiles)/2]
}

// table draws all columns, each in one line below a header.
func (d *painter) table() {
	p := d.p
	cells, names := tableOf(d.r.W, p.widestName(), p.needs)
	d.tableHeader(cells, names)
	shown := max(1, d.r.H)
	p.cursor = max(0, p.cursor)
	p.top = max(p.cursor-shown+1, min(p.top, p.cursor, max(0, len(p.Columns)-shown)))
	p.height, p.more = d.r.H, len(p.Columns)-p.top > d.r.H
	for i := p.top; i < len(p.Columns) && d.r.H > 0; i++ {
		d.tableRow(i, cells, names)
		d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
	}
}

// widestName is the width of the names of the columns with their types, which is
// measured once.
func (p *Pane) widestName() int {
	if p.widest == 0 {
		for _, col := range p.Columns {
			f := p.schema.Field(col)
			p.widest = max(p.widest, cellwidth.Of(columnName(f))+1+cellwidth.Of(facts.Type(f)))
		}
	}
	return p.widest
}

func (d *painter) tableHeader(cells []cell, names int) {
	dim := d.th.Style(themes.Dim)
	d.Fit(d.r.X, d.r.Y, names, "column", dim)
	x := d.r.X + names + tableGap
	for _, c := range cells {
		d.tableCell(x, c, c.title, 0, dim)
		x += c.width + tableGap
	}
	d.Fit(x, d.r.Y, d.r.X+d.r.W-x, "values", dim)
	d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
}

func (d *painter) tableRow(i int, cells []cell, names int) {
	col := d.p.Columns[i]
	at := canvas.Rect{X: d.r.X, Y: d.r.Y, W: d.r.W, H: 1}
	d.p.places = append(d.p.places, place{r: at, n: i, column: col, listed: true})
	var base themes.Style
	if i == d.p.cursor {
		base = d.current()
		d.Fill(at, base)
		base = themes.Style{BG: base.BG}
	}
	d.tableName(d.p.schema.Field(col), names, base)
	x := at.X + names + tableGap
	c, ok := d.p.known[col]
	if !ok {
		d.Text(x, at.Y, 1, "…", d.th.Style(themes.Dim).Over(base))
		return
	}
	for _, cell := range cells {
		text := cell.text(c)
		d.tableCell(x, cell, text, alike(text, c.Min, c.Max), d.th.Style(themes.Text).Over(base))
		x += cell.width + tableGap
	}
	d.tableSpread(canvas.Rect{X: x, Y: at.Y, W: d.r.X + d.r.W - x, H: 1}, c, base)
}

// current is the style of the column under the cursor.
func (d *painter) current() themes.Style {
	if d.focused {
		return d.th.Style(themes.Selection)
	}
	return d.th.Style(themes.CurrentLine)
}

// tableName draws the name of a column and its type behind it.
func (d *painter) tableName(f arrow.Field, width int, base themes.Style) {
	kind := facts.Type(f)
	room := max(width*3/5, width-1-cellwidth.Of(kind))
	used := d.FitName(d.r.X, d.r.Y, room, columnName(f), d.th.Style(themes.Bright).Over(base))
	d.Fit(d.r.X+used+1, d.r.Y, width-used-1, kind, d.th.Style(themes.Dim).Over(base))
}

// tableCell draws a text at the right of a cell, see cut.
func (d *painter) tableCell(x int, c cell, text string, alike int, style themes.Style) {
	text, w := cut(text, c.width, alike)
	d.Text(x+c.width-w, d.r.Y, w, text, style)
}

// tableSpread draws how the values of a column lie: a histogram, or which of them
// there are most.
func (d *painter) tableSpread(r canvas.Rect, c workspace.Column, base themes.Style) {
	text := ""
	switch {
	case len(c.Bins) > 0:
		inner := *d
		inner.r = canvas.Rect{X: r.X, Y: r.Y, W: min(r.W, barsWidth), H: 1}
		inner.bars(counts(c.Bins), 0, lowBar)
		d.Underlay(inner.r, base)
		return
	case c.True+c.False > 0:
		text = "true " + share(c.True, c.Rows) + " · false " + share(c.False, c.Rows)
	case allDiffer(c):
		text = "all values differ"
	case len(c.Top) > 0:
		part := " " + share(c.Top[0].Rows, c.Rows)
		text, _ = cellwidth.Truncate(cellwidth.OneLine(c.Top[0].Value), max(0, r.W-cellwidth.Of(part)))
		text += part
	}
	d.Fit(r.X, r.Y, r.W, text, d.th.Style(themes.Dim).Over(base))
}
