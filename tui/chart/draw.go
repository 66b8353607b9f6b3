package chart

import (
	"math"
	"strings"
	"unicode/utf8"

	braille "github.com/NimbleMarkets/ntcharts/v2/canvas"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/graph"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/statusbar"
)

// Draw draws a chart into r, with a mark at a cursor: the number of a point or,
// of a scatter, of a column of the screen. It returns what stands there.
func (d *Data) Draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, cursor int) (at string) {
	if len(d.Points) == 0 {
		c.Text(r.X, r.Y, r.W, "There are no numbers to draw", th.Style(themes.Dim))
		return ""
	}
	if r.W < 12 || r.H < 3 {
		return ""
	}
	if d.Kind == Bar {
		return d.drawBars(c, r, th, cursor)
	}
	p := painter{Canvas: c, d: d, th: th}
	p.axes(r)
	switch d.Kind {
	case Histogram:
		return p.columns(cursor)
	case Scatter:
		return p.cloud(cursor)
	}
	return p.line(cursor)
}

// nameAxes writes what the axes show above and below the place of a chart; bars
// have both above them.
func (d *Data) nameAxes(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, cursor int) {
	if len(d.Points) == 0 || r.H < 3 || r.W <= gutter {
		return
	}
	title := th.Style(themes.Title)
	if d.Kind == Bar {
		names, numbers := d.barColumns(r, d.firstBar(cursor, r.H))
		x, _ := cellwidth.Truncate(cellwidth.OneLine(d.XName), names)
		c.Text(r.X, r.Y-1, names, x, title)
		y, w := cellwidth.Truncate(cellwidth.OneLine(d.YName), max(numbers, r.W-names-1))
		c.Text(r.X+names+1+max(0, numbers-w), r.Y-1, w, y, title)
		return
	}
	y, _ := cellwidth.Truncate("↑ "+cellwidth.OneLine(d.YName), r.W)
	c.Text(r.X, r.Y-1, r.W, y, title)
	x, w := cellwidth.Truncate(cellwidth.OneLine(d.XName)+" →", r.W-gutter)
	c.Text(r.X+r.W-w, r.Y+r.H, w, x, title)
}

// firstBar is the first bar in sight of some lines around the cursor.
func (d *Data) firstBar(cursor, lines int) int {
	return max(0, min(cursor-lines/2, len(d.Points)-lines))
}

// mostOfBar is how far apart bars stand at most: thicker ones would be harder to
// compare by their lengths.
const mostOfBar = 6

// linesOfBar is how far apart bars stand on some lines, and how thick they are: where
// all have room for it, they are thicker than a line, with a gap between them.
func (d *Data) linesOfBar(lines int) (each, thick int) {
	each = max(1, min(mostOfBar, (lines+1)/max(1, len(d.Points))))
	return each, each - (each+2)/4
}

// barColumns are the widths of the names and numbers of the bars in sight, the
// first of which is top.
func (d *Data) barColumns(r canvas.Rect, top int) (names, numbers int) {
	names, numbers = min(cellwidth.Of(cellwidth.OneLine(d.XName)), 16), 1
	for _, q := range d.Points[top:min(len(d.Points), top+r.H)] {
		names = max(names, min(cellwidth.Of(cellwidth.OneLine(q.Label)), r.W/3))
		numbers = max(numbers, min(cellwidth.Of(q.Value), r.W/4))
	}
	return names, numbers
}

// Last is the greatest cursor of a chart that is drawn over some columns.
func (d *Data) Last(width int) int {
	if d.Kind == Scatter && d.MinX == d.MaxX {
		return 0
	}
	if d.Kind == Scatter {
		return max(0, width-gutter-1)
	}
	return max(0, len(d.Points)-1)
}

// painter draws a chart with axes; plot is the place inside of them.
type painter struct {
	*canvas.Canvas
	d    *Data
	th   *themes.Theme
	plot canvas.Rect
}

// gutter is the room for the labels of the axis y and the axis itself.
const gutter = 11

func (p *painter) axes(r canvas.Rect) {
	p.plot = canvas.Rect{X: r.X + gutter, Y: r.Y, W: r.W - gutter, H: r.H - 2}
	border, dim := p.th.Style(themes.Border), p.th.Style(themes.Dim)
	p.VLine(p.plot.X-1, p.plot.Y, p.plot.H, "│", border)
	p.HLine(p.plot.X-1, p.plot.Y+p.plot.H, p.plot.W+1, "─", border)
	p.Text(p.plot.X-1, p.plot.Y+p.plot.H, 1, "└", border)
	low, high := p.rangeY()
	step := niceStep((high - low) / float64(max(3, p.plot.H/3)))
	if p.d.Kind == Histogram {
		step = max(1, step) // There is no half of a row.
	}
	for v := math.Ceil(low/step) * step; v <= high+step/1e6; v += step {
		y := p.plot.Y + p.plot.H - 1 - int((v-low)/(high-low)*float64(p.plot.H-1)+0.5)
		p.right(p.plot.X-2, y, p.labelY(v, high-low), dim)
		p.Text(p.plot.X-1, y, 1, "┤", border)
	}
	p.labelsX(dim)
}

// labelY writes a place on the axis y: numbers of rows as they are written elsewhere.
func (p *painter) labelY(v, span float64) string {
	if p.d.Kind == Histogram {
		if text := statusbar.Count(int64(v)); len(text) < gutter {
			return text
		}
	}
	return short(v, span)
}

// niceStep is the least of 1, 2 and 5 with some zeros that is not below a step.
func niceStep(step float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= step*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// labelsX writes where the axis x begins and ends, and its middle.
func (p *painter) labelsX(dim themes.Style) {
	d, y := p.d, p.plot.Y+p.plot.H+1
	span := d.MaxX - d.MinX
	from, to := axisText(d.xField, d.MinX, span), axisText(d.xField, d.MaxX, span)
	if span == 0 {
		p.Text(p.plot.X+max(0, (p.plot.W-cellwidth.Of(from))/2), y, p.plot.W, from, dim)
		return
	}
	p.Text(p.plot.X, y, p.plot.W, from, dim)
	p.right(p.plot.X+p.plot.W-1, y, to, dim)
	middle := axisText(d.xField, d.MinX+span/2, span)
	if cellwidth.Of(from)+cellwidth.Of(middle)+cellwidth.Of(to)+4 < p.plot.W {
		p.Text(p.plot.X+(p.plot.W-cellwidth.Of(middle))/2, y, p.plot.W, middle, dim)
	}
}

// right writes a text that ends at x.
func (p *painter) right(x, y int, text string, style themes.Style) {
	w := cellwidth.Of(text)
	p.Text(x-w+1, y, w, text, style)
}

// rangeY is the range of the axis y, never empty.
func (p *painter) rangeY() (low, high float64) { return widened(p.d.MinY, p.d.MaxY) }

func (p *painter) rangeX() (low, high float64) { return widened(p.d.MinX, p.d.MaxX) }

func widened(low, high float64) (float64, float64) {
	if low == high {
		return low - max(0.5, math.Abs(low)/100), high + max(0.5, math.Abs(high)/100)
	}
	return low, high
}

func (p *painter) grid() *graph.BrailleGrid {
	lowX, highX := p.rangeX()
	lowY, highY := p.rangeY()
	return graph.NewBrailleGrid(p.plot.W, p.plot.H, lowX, highX, lowY, highY)
}

// dots are the patterns of a chart at a size. To find them costs more than all
// else, so they are kept.
type dots struct {
	w, h  int
	lines [][]rune
}

// stamp draws the dots of a chart, which set finds where they are not known.
func (p *painter) stamp(set func(*graph.BrailleGrid), style themes.Style) {
	known := &p.d.dots
	if known.lines == nil || known.w != p.plot.W || known.h != p.plot.H {
		g := p.grid()
		set(g)
		*known = dots{p.plot.W, p.plot.H, g.BraillePatterns()}
	}
	var text [utf8.UTFMax]byte
	for y, line := range known.lines {
		for x, pattern := range line {
			if pattern == 0 || pattern == '⠀' || x >= p.plot.W || y >= p.plot.H {
				continue
			}
			if p.ASCII {
				pattern = '*'
			}
			p.Bytes(p.plot.X+x, p.plot.Y+y, 1, utf8.AppendRune(text[:0], pattern), style)
		}
	}
}

func (p *painter) line(cursor int) string {
	points := p.d.Points
	p.stamp(p.setLine, p.th.Style(themes.Accent))
	q := points[max(0, min(cursor, len(points)-1))]
	p.mark(q.X, q.Y)
	return p.told(q)
}

// setLine sets the dots of a line.
func (p *painter) setLine(g *graph.BrailleGrid) {
	points := p.d.Points
	at := func(q Point) braille.Point { return g.GridPoint(braille.Float64Point{X: q.X, Y: q.Y}) }
	for i, q := range points {
		g.Set(at(q))
		if i == 0 {
			continue
		}
		for _, dot := range graph.GetLinePoints(at(points[i-1]), at(q)) {
			g.Set(dot)
		}
	}
}

// told is a point in words.
func (p *painter) told(q Point) string {
	label := q.Label
	if p.d.X == None && label == "" {
		label = statusbar.Count(int64(q.X))
	}
	return p.d.XName + " " + label + " · " + p.d.YName + " " + q.Value
}

// mark shows the cursor: a thin line at x, and a dot where the value is.
func (p *painter) mark(x, y float64) {
	lowX, highX := p.rangeX()
	lowY, highY := p.rangeY()
	column := p.plot.X + int((x-lowX)/(highX-lowX)*float64(p.plot.W-1)+0.5)
	row := p.plot.Y + p.plot.H - 1 - int((y-lowY)/(highY-lowY)*float64(p.plot.H-1)+0.5)
	p.Text(column, p.plot.Y+p.plot.H, 1, "┴", p.th.Style(themes.BorderFocused))
	p.Text(column, row, 1, "●", p.th.Style(themes.Warn))
}

// eighths are parts of a cell, from the bottom up and from the left.
var (
	upright  = [...]string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}
	sideways = [...]string{" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"}
)

// columns draws a histogram.
func (p *painter) columns(cursor int) string {
	points := p.d.Points
	cursor = max(0, min(cursor, len(points)-1))
	_, high := p.rangeY()
	for i, q := range points {
		from, to := p.plot.W*i/len(points), p.plot.W*(i+1)/len(points)
		style := p.th.Style(themes.Accent)
		if i == cursor {
			style = p.th.Style(themes.Warn)
			p.HLine(p.plot.X+from, p.plot.Y+p.plot.H, to-from, "━", style)
		}
		p.column(p.plot.X+from, max(1, to-from-gap(p.plot.W/len(points))), q.Y/high, style)
	}
	return p.told(points[cursor])
}

// gap is what stays free between columns that are wide enough.
func gap(width int) int {
	if width >= 3 {
		return 1
	}
	return 0
}

func (p *painter) column(x, width int, share float64, style themes.Style) {
	left := int(share*float64(8*p.plot.H) + 0.5)
	if share > 0 {
		left = max(1, left)
	}
	for y := p.plot.Y + p.plot.H - 1; left > 0 && y >= p.plot.Y; y-- {
		p.Text(x, y, width, strings.Repeat(upright[min(8, left)], width), style)
		left -= 8
	}
}

// drawBars draws bars one below the other, as many as there is room for around
// the cursor.
func (d *Data) drawBars(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, cursor int) string {
	cursor = max(0, min(cursor, len(d.Points)-1))
	top := d.firstBar(cursor, r.H)
	names, numbers := d.barColumns(r, top)
	room := max(1, r.W-names-numbers-3)
	span := max(d.MaxY-d.MinY, math.SmallestNonzeroFloat64)
	zero := int(-d.MinY / span * float64(room))
	each, thick := d.linesOfBar(r.H)
	for i, q := range d.Points[top:min(len(d.Points), top+r.H)] {
		y := r.Y + i*each
		style, bar := th.Style(themes.TextValue), th.Style(themes.Accent)
		if top+i == cursor {
			c.Fill(canvas.Rect{X: r.X, Y: y, W: r.W, H: thick}, th.Style(themes.Selection))
			style, bar = th.On(themes.Bright, themes.Selection), th.On(themes.Accent, themes.Selection)
		}
		label, _ := cellwidth.Truncate(cellwidth.OneLine(q.Label), names)
		middle := y + (thick-1)/2
		c.Text(r.X, middle, names, label, style)
		number, w := cellwidth.Truncate(q.Value, numbers)
		c.Text(r.X+names+1+numbers-w, middle, w, number, th.Style(themes.Number).Over(themes.Style{BG: style.BG}))
		length := math.Abs(q.Y) / span * float64(room)
		x := r.X + names + numbers + 2 + zero
		if q.Y < 0 {
			x -= int(math.Ceil(length))
		}
		for line := range thick {
			drawBar(c, x, y+line, length, bar)
		}
	}
	q := d.Points[cursor]
	return d.XName + " " + cellwidth.OneLine(q.Label) + " · " + d.YName + " " + q.Value + " · " + statusbar.Rows(q.Rows)
}

// drawBar draws a bar to the right, to an eighth of a cell.
func drawBar(c *canvas.Canvas, x, y int, length float64, style themes.Style) {
	eighths := int(length*8 + 0.5)
	if length > 0 {
		eighths = max(1, eighths)
	}
	if c.ASCII {
		c.Text(x, y, eighths/8+1, strings.Repeat("#", (eighths+7)/8), style)
		return
	}
	c.Text(x, y, eighths/8+1, strings.Repeat("█", eighths/8)+strings.TrimSpace(sideways[eighths%8]), style)
}
