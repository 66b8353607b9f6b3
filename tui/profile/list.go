package profile

import (
	"sonde/internal/cellwidth"
	"sonde/internal/workspace"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/facts"
)

// blockHeight is the number of lines of a column in the list.
const blockHeight = 4

// list draws all columns, each in short.
func (d *painter) list() {
	p := d.p
	shown := max(1, d.r.H/blockHeight)
	p.cursor = max(0, p.cursor)
	p.top = max(p.cursor-shown+1, min(p.top, p.cursor))
	p.more = len(p.Columns)-p.top > d.r.H/blockHeight
	for i := p.top; i < len(p.Columns) && d.r.H > 0; i++ {
		d.block4(i)
	}
}

func (d *painter) block4(i int) {
	col := d.p.Columns[i]
	f := d.p.schema.Field(col)
	at := canvas.Rect{X: d.r.X, Y: d.r.Y, W: d.r.W, H: 1}
	name := d.th.Style(themes.Bright)
	d.p.places = append(d.p.places, place{d.r.Y, i})
	if i == d.p.cursor {
		back := themes.CurrentLine
		if d.focused {
			back = themes.Selection
		}
		d.Fill(at, d.th.Style(back))
		name = d.th.On(themes.Bright, back)
	}
	text, _ := cellwidth.Middle(columnName(f), d.r.W*2/3)
	used := d.Text(at.X, at.Y, at.W, text, name)
	d.Fit(at.X+used+1, at.Y, max(0, at.W-used-1), facts.Type(f), d.th.Style(themes.Dim).Over(themes.Style{BG: name.BG}))
	d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
	c, ok := d.p.known[col]
	if !ok {
		d.line("  …", d.th.Style(themes.Dim))
		d.line("", themes.Style{})
		d.line("", themes.Style{})
		return
	}
	d.line("  NULL "+share(c.Nulls, c.Rows)+" · "+distinct(c)+" distinct", d.th.Style(themes.Text))
	d.spread(c)
}

// spread draws the range of a column and how its values lie in it.
func (d *painter) spread(c workspace.Column) {
	switch {
	case c.HasRange:
		d.line("  "+cellwidth.OneLine(c.Min)+" … "+cellwidth.OneLine(c.Max), d.th.Style(themes.Dim))
	case c.True+c.False > 0:
		d.line("  true "+share(c.True, c.Rows)+" · false "+share(c.False, c.Rows), d.th.Style(themes.Dim))
	default:
		d.line("", themes.Style{})
	}
	if d.r.H <= 0 {
		return
	}
	if len(c.Bins) > 0 {
		inner := *d
		inner.r = canvas.Rect{X: d.r.X + 2, Y: d.r.Y, W: min(d.r.W-2, len(c.Bins)), H: 1}
		inner.bars(counts(c.Bins), 0, 1)
	} else if len(c.Top) > 0 {
		d.Fit(d.r.X+2, d.r.Y, d.r.W-2, cellwidth.OneLine(c.Top[0].Value)+" "+share(c.Top[0].Rows, c.Rows), d.th.Style(themes.Dim))
	}
	d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
}
