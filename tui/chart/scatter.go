package chart

import (
	"math"
	"strconv"
	"time"

	"github.com/NimbleMarkets/ntcharts/v2/canvas/graph"
	"github.com/apache/arrow-go/v18/arrow"

	braille "github.com/NimbleMarkets/ntcharts/v2/canvas"

	"sonde/internal/value"
	"sonde/themes"
	"sonde/tui/statusbar"
)

// heap is what is known of the rows in a cell of a scatter.
type heap struct {
	rows   int64
	xs, ys limits
}

func (h *heap) add(x, y float64) {
	if h.rows == 0 {
		h.xs, h.ys = noLimits(), noLimits()
	}
	h.rows++
	h.xs.add(x)
	h.ys.add(y)
}

// scatter counts rows by cells that are finer than a screen.
func (b *builder) scatter() error {
	xs, ys := noLimits(), noLimits()
	if err := b.pairs(func(_ arrow.RecordBatch, _ int, x, y float64) { xs.add(x); ys.add(y) }); err != nil {
		return err
	}
	cells := make([]heap, across*upwards)
	err := b.pairs(func(_ arrow.RecordBatch, _ int, x, y float64) {
		cells[ys.place(y, upwards)*across+xs.place(x, across)].add(x, y)
	})
	for _, h := range cells {
		if h.rows > 0 {
			b.Points = append(b.Points, Point{X: h.xs.middle(), Y: h.ys.middle(), Low: h.ys.min, High: h.ys.max, Rows: h.rows, xs: h.xs})
		}
	}
	b.settle()
	b.MinX, b.MaxX = xs.min, xs.max
	return err
}

func (l limits) middle() float64 { return l.min + (l.max-l.min)/2 }

// setCloud sets the dots of a scatter.
func (p *painter) setCloud(g *graph.BrailleGrid) {
	for _, q := range p.d.Points {
		g.Set(g.GridPoint(braille.Float64Point{X: q.X, Y: q.Y}))
	}
}

// sparse is how many cells of the plot there are to a point at least where each is
// drawn as one: a single dot could hardly be seen there.
const sparse = 16

// drawCloud draws the points of a scatter: as dots of a fraction of a cell where
// there are many.
func (p *painter) drawCloud(style themes.Style) {
	if len(p.d.Points)*sparse > p.plot.W*p.plot.H {
		p.stamp(p.setCloud, style)
		return
	}
	low, high := p.rangeY()
	for _, q := range p.d.Points {
		row := int(math.Round((high-q.Y)/(high-low)*float64(4*p.plot.H-1))) / 4
		p.Text(p.plot.X+p.columnOf(q.X), p.plot.Y+row, 1, "●", style)
	}
}

// cloud draws a scatter; the cursor tells of all rows that are drawn in a column
// of the screen.
func (p *painter) cloud(cursor int) string {
	p.drawCloud(p.th.Style(themes.Accent))
	column := max(0, min(cursor, p.plot.W-1))
	if p.d.MinX == p.d.MaxX {
		column = p.columnOf(p.d.MinX)
	}
	p.Text(p.plot.X+column, p.plot.Y+p.plot.H, 1, "┴", p.th.Style(themes.BorderFocused))
	xs, ys := noLimits(), noLimits()
	var rows int64
	for _, q := range p.d.Points {
		if p.columnOf(q.X) == column {
			rows += q.Rows
			xs.add(q.xs.min)
			xs.add(q.xs.max)
			ys.add(q.Low)
			ys.add(q.High)
		}
	}
	if rows == 0 {
		low, high := p.rangeX()
		at := low + (high-low)*float64(column)/float64(max(1, p.plot.W-1))
		return "no rows here · " + p.d.XName + " about " + axisText(p.d.xField, at, high-low)
	}
	return p.d.XName + " " + rangeText(p.d.xField, xs) + " · " + statusbar.Rows(rows) + " · " + p.d.YName + " " + rangeText(p.d.yField, ys)
}

// columnOf is the column of the plot in which the dot of an x is set: each has
// two of them.
func (p *painter) columnOf(x float64) int {
	low, high := p.rangeX()
	return int(math.Round((x-low)/(high-low)*float64(2*p.plot.W-1))) / 2
}

// rangeText writes the least and the greatest of some values, or the only one.
func rangeText(f *arrow.Field, l limits) string {
	from, to := valueText(f, l.min), valueText(f, l.max)
	if from == to {
		return from
	}
	return from + " to " + to
}

// exactDigits is how many digits of any number a float keeps.
const exactDigits = 15

// valueText writes a value of a column that is known as a float, with all of its
// digits; where a float cannot hold them all, it says so.
func valueText(f *arrow.Field, v float64) string {
	if f != nil && hasTime(f.Type) {
		return momentText(f.Type, v)
	}
	text := string(value.AppendFloat(nil, v, 64))
	if f == nil || arrow.IsFloating(f.Type.ID()) {
		return text
	}
	if d, ok := f.Type.(arrow.DecimalType); ok {
		text = strconv.FormatFloat(v, 'f', int(max(0, d.GetScale())), 64)
	}
	if math.Abs(v) >= math.Pow10(exactDigits-scaleOf(f.Type)) {
		return "about " + text
	}
	return text
}

// momentText writes a time to the microsecond, which is as far as seconds since
// 1970 can be told apart in a float.
func momentText(t arrow.DataType, v float64) string {
	seconds, part := math.Modf(v)
	at := time.Unix(int64(seconds), int64(math.Round(part*1e6))*1000).UTC()
	switch t := t.(type) {
	case *arrow.Date32Type, *arrow.Date64Type:
		return at.Format(time.DateOnly)
	case *arrow.Time32Type, *arrow.Time64Type:
		return at.Format("15:04:05.999999")
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return at.Format("2006-01-02 15:04:05.999999+00:00")
		}
	}
	return at.Format("2006-01-02 15:04:05.999999")
}
