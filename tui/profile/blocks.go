package profile

import (
	"slices"

	"sonde/internal/cellwidth"
	"sonde/themes"
)

// Widths in a strip: between blocks, of a column of figures at most, and where there
// is room to spare, of a histogram at most, and of a column of values at least and at most.
const (
	blockGap                = 3
	mostFigures             = 46
	widestFigures           = 72
	mostChart               = 80
	leastValues, mostValues = 30, 64
)

// strip is how the blocks of one column stand in some cells.
type strip struct {
	column, w, h int
	figures      []figureBlock
	figureLines  int
	chart        []row
	chartWidth   int
	values       [][]row // columns of them
	valuesTitle  string
	valueLines   int
	valueWidth   int
}

// figureBlock is a column of figures, with the width of the shares in it.
type figureBlock struct {
	rows          []row
	width, shares int
	want          int // the width in which nothing is cut
}

// planned is the strip of the shown column in w × h cells.
func (p *Pane) planned(w, h int) *strip {
	if s := &p.strip; s.column != p.Column || s.w != w || s.h != h || len(s.figures) == 0 {
		p.strip = p.rows[p.Column].strip(w, h)
		p.strip.column, p.strip.w, p.strip.h = p.Column, w, h
	}
	return &p.strip
}

// strip divides w × h cells among the blocks: the figures get the columns that
// they need to be in sight all at once, as far as the others are left some room.
func (l layouts) strip(w, h int) strip {
	s := strip{chart: l.chart, valuesTitle: l.valuesTitle}
	others := 0
	if len(l.chart) > 0 {
		others += len(l.chart[0].chart) + blockGap
	}
	if len(l.values) > 0 {
		others += leastValues + blockGap
	}
	for n := ceil(len(l.figures), h); n > 0; n-- {
		width := s.takeFigures(l.figures, n)
		if w -= width; n == 1 || w >= others {
			break
		}
		w += width
	}
	w -= s.widenFigures(w - others)
	if len(l.chart) > 0 {
		s.chartWidth = chartWidth(l.chart, w, len(l.values) > 0)
		w -= s.chartWidth + blockGap
	}
	s.takeValues(l.values, w, h-1)
	return s
}

// takeFigures divides figures into n columns and returns the width that they take
// with the gaps behind them.
func (s *strip) takeFigures(rows []row, n int) (width int) {
	s.figures, s.figureLines = nil, ceil(len(rows), n)
	for part := range slices.Chunk(rows, s.figureLines) {
		b := blockOf(slices.Clone(part))
		s.figures = append(s.figures, b)
		width += b.width + blockGap
	}
	return width
}

// widenFigures gives the figures that are cut some of the spare cells, and returns
// how many.
func (s *strip) widenFigures(spare int) (taken int) {
	for i := range s.figures {
		b := &s.figures[i]
		more := max(0, min(min(b.want, widestFigures)-b.width, spare-taken))
		b.width += more
		taken += more
	}
	return taken
}

func blockOf(rows []row) figureBlock {
	align(pointers(rows))
	b := figureBlock{rows: rows}
	name, value := 0, 0
	for _, r := range rows {
		name, value = max(name, cellwidth.Of(r.name)), max(value, cellwidth.Of(cellwidth.OneLine(r.value)))
		if r.share != "" {
			b.shares = shareWidth
		}
	}
	b.want = name + 2 + value + b.shares
	b.width = min(mostFigures, b.want)
	return b
}

// chartWidth is that of a histogram in some room: cells for every bar alike, and no
// more than half of it beside values.
func chartWidth(chart []row, room int, beside bool) int {
	bars := len(chart[0].chart)
	most := min(mostChart, room)
	if beside {
		most = min(most, max(bars, room/2-blockGap))
	}
	return max(1, most/bars) * bars
}

// takeValues divides values into the columns that w × h cells have room for.
func (s *strip) takeValues(rows []row, w, h int) {
	if len(rows) == 0 || w <= 0 {
		return
	}
	s.valueWidth = min(w, valueWidth(rows))
	n := max(1, min(ceil(len(rows), h), (w+blockGap)/(s.valueWidth+blockGap)))
	s.valueLines = ceil(len(rows), n)
	s.values = slices.Collect(slices.Chunk(rows, s.valueLines))
}

// valueWidth is what values want with their counts, shares and bars, which take a
// fifth.
func valueWidth(rows []row) int {
	w := 0
	for _, r := range rows {
		w = max(w, cellwidth.Of(cellwidth.OneLine(r.name))+cellwidth.Of(r.value))
	}
	return max(leastValues, min(mostValues, (w+shareWidth+3)*5/4))
}

func ceil(n, d int) int { return (n + d - 1) / max(1, d) }

// blocks draws the figures of one column, its histogram and its values side by
// side. Headings and histogram stay where the others are scrolled.
func (d *painter) blocks(s *strip) {
	overFigures, overValues := max(0, s.figureLines-d.r.H), max(0, s.valueLines-d.r.H+1)
	top := d.p.settleStrip(s.valueLines, d.r.H-1, max(overFigures, overValues))
	block := *d
	for _, b := range s.figures {
		block.r.W, block.less = b.width, squeezed(b.rows, b.width, b.shares)
		block.column(b.rows, min(top, overFigures), b.shares)
		block.r.X += b.width + blockGap
	}
	if s.chartWidth > 0 {
		block.r.W = s.chartWidth
		block.bigChart(s.chart)
		block.r.X += s.chartWidth + blockGap
	}
	block.r.W = s.valueWidth
	for i, rows := range s.values {
		inner := block
		if inner.line("", themes.Style{}); i == 0 {
			inner.Text(block.r.X, block.r.Y, block.r.W, s.valuesTitle, d.th.Style(themes.Accent))
		}
		inner.column(rows, min(top, overValues), 0)
		block.r.X += s.valueWidth + blockGap
	}
}

// settleStrip scrolls so that the value under the cursor is in sight on some lines
// of the screen, and returns how far: at most over lines.
func (p *Pane) settleStrip(valueLines, lines, over int) int {
	at := 0
	if p.cursor >= 0 && valueLines > 0 {
		at = p.cursor % valueLines
	}
	p.top = max(at-max(1, lines)+1, min(p.top, at))
	p.most = over
	p.below = max(0, min(p.below, over-p.top))
	p.more = p.top+p.below < over
	return p.top + p.below
}

// column draws those of some rows that are in sight below each other.
func (d painter) column(rows []row, top, shares int) {
	rows = rows[min(top, len(rows)):]
	for _, r := range rows[:min(len(rows), max(0, d.r.H))] {
		if r.value0 > 0 {
			d.counted(r)
		} else {
			d.figureBefore(r, shares)
		}
	}
}

// highest is the height of a histogram in a strip at most.
const highest = 12

// bigChart draws a histogram as high as the strip, with the ends of its range
// below.
func (d painter) bigChart(rows []row) {
	d.line("Histogram", d.th.Style(themes.Accent))
	lines := max(1, min(highest, d.r.H-1))
	for line := range min(lines, d.r.H) {
		d.bars(rows[0].chart, lines-1-line, lines*eighths)
		d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
	}
	if d.r.H > 0 {
		d.ends(rows[1])
	}
}
