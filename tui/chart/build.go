package chart

import (
	"cmp"
	"context"
	"iter"
	"math"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
	"sonde/tui/statusbar"
)

// Bounds of what a chart keeps.
const (
	mostPoints = 4000 // of a line; more rows are put together by intervals
	intervals  = 1000 // of a line of more rows
	bins       = 40   // of a histogram
	across     = 400  // cells of a scatter in width
	upwards    = 200  // cells of a scatter in height
)

// Rows are the rows to draw; they may be read more than once.
type Rows struct {
	Schema *arrow.Schema
	Scan   func(context.Context) iter.Seq2[arrow.RecordBatch, error]
	// Count is their number, for the progress.
	Count int64
}

// Point is a place on a line, a bar or a cell of a scatter.
type Point struct {
	X, Y float64
	// Low and High are the least and the greatest Y of an interval.
	Low, High float64
	Rows      int64
	// Label and Value are X and Y as text, with all digits.
	Label, Value string
	xs           limits // of the rows of a cell of a scatter
}

// Data is a chart that can be drawn.
type Data struct {
	Spec
	// XName and YName are what the axes show.
	XName, YName string
	// LeftOut says how many rows are not drawn, Note how the others were put
	// together.
	LeftOut, Note  string
	Points         []Point
	MinX, MaxX     float64
	MinY, MaxY     float64
	xField, yField *arrow.Field
	dots           dots // as they were drawn last
}

// Build reads the rows and makes a chart. Progress is told the fraction that is
// done, from the calling goroutine.
func Build(ctx context.Context, rows Rows, s Spec, progress func(float64)) (*Data, error) {
	b := &builder{ctx: ctx, rows: rows, progress: progress, passes: 2, Data: &Data{Spec: s}}
	b.name()
	var err error
	switch s.Kind {
	case Bar:
		b.passes = 1
		err = b.bars()
	case Histogram:
		err = b.histogram()
	case Scatter:
		err = b.scatter()
	default:
		err = b.line()
	}
	return b.Data, err
}

type builder struct {
	*Data
	ctx      context.Context
	rows     Rows
	progress func(float64)
	passes   int
	pass     int
	skipped  int64
}

func (b *builder) name() {
	b.XName, b.YName = "row", "rows"
	if b.X != None {
		f := b.rows.Schema.Field(b.X)
		b.XName, b.xField = columnName(f), &f
	}
	if b.Y != None {
		f := b.rows.Schema.Field(b.Y)
		b.YName, b.yField = columnName(f), &f
	}
}

func columnName(f arrow.Field) string {
	if f.Name == "" {
		return "(no name)"
	}
	return f.Name
}

// each calls do for every batch, with the number of its first row.
func (b *builder) each(do func(batch arrow.RecordBatch, first int64)) error {
	var done int64
	for batch, err := range b.rows.Scan(b.ctx) {
		if err != nil {
			return err
		}
		do(batch, done)
		done += batch.NumRows()
		b.progress((float64(b.pass) + float64(done)/float64(max(1, b.rows.Count))) / float64(b.passes))
	}
	b.pass++
	return nil
}

// pairs calls do for every row that has both values.
func (b *builder) pairs(do func(batch arrow.RecordBatch, i int, x, y float64)) error {
	b.skipped = 0
	return b.each(func(batch arrow.RecordBatch, first int64) {
		xs, ys := readerOf(batch, b.X, first), readerOf(batch, b.Y, first)
		for i := range int(batch.NumRows()) {
			x, ok := xs(i)
			y, also := ys(i)
			if !ok || !also {
				b.skipped++
				continue
			}
			do(batch, i, x, y)
		}
	})
}

// limits are the least and the greatest of values.
type limits struct{ min, max float64 }

func noLimits() limits { return limits{math.Inf(1), math.Inf(-1)} }

func (l *limits) add(v float64) { l.min, l.max = min(l.min, v), max(l.max, v) }

// place is the number of the part in which a value lies, of n equal ones.
func (l limits) place(v float64, n int) int {
	if l.max == l.min {
		return 0
	}
	return max(0, min(n-1, int((v-l.min)/(l.max-l.min)*float64(n))))
}

// line keeps the rows as they are while they are few, else intervals of them.
func (b *builder) line() error {
	xs := noLimits()
	var points []Point
	n := 0
	err := b.pairs(func(batch arrow.RecordBatch, i int, x, y float64) {
		xs.add(x)
		if n++; n <= mostPoints {
			points = append(points, Point{X: x, Y: y, Low: y, High: y, Rows: 1, Label: cellText(batch, b.X, i), Value: cellText(batch, b.Y, i)})
		}
	})
	if err != nil {
		return err
	}
	if n > mostPoints {
		points, err = b.intervals(xs)
	}
	slices.SortStableFunc(points, func(p, q Point) int { return cmp.Compare(p.X, q.X) })
	b.Points = b.together(points)
	b.settle()
	return err
}

// intervals are the means of equal parts of the axis x.
func (b *builder) intervals(xs limits) ([]Point, error) {
	parts := make([]Point, intervals)
	err := b.pairs(func(_ arrow.RecordBatch, _ int, x, y float64) {
		p := &parts[xs.place(x, intervals)]
		if p.Rows == 0 {
			p.Low, p.High = y, y
		}
		p.Low, p.High = min(p.Low, y), max(p.High, y)
		p.Rows++
		p.Y += (y - p.Y) / float64(p.Rows)
	})
	width := (xs.max - xs.min) / intervals
	out := parts[:0]
	for i, p := range parts {
		if p.Rows == 0 {
			continue
		}
		p.X = xs.min + (float64(i)+0.5)*width
		p.Label = axisText(b.xField, p.X, width*10)
		p.Value = p.spread(b.yField)
		out = append(out, p)
	}
	b.Note, b.YName = "the mean in each of "+statusbar.Count(intervals)+" intervals", "mean of "+b.YName
	return out, err
}

// together puts the points of a line that have the same X together, where there
// are any: a line has one value at a place.
func (b *builder) together(points []Point) []Point {
	n := len(points)
	points = merged(points, b.yField)
	if len(points) < n {
		b.Note, b.YName = "the mean of rows with the same "+b.XName, "mean of "+b.YName
	}
	return points
}

// merged are sorted points, each with the mean of those at its X.
func merged(points []Point, y *arrow.Field) []Point {
	out := points[:0]
	for _, p := range points {
		if len(out) == 0 || out[len(out)-1].X != p.X {
			out = append(out, p)
			continue
		}
		last := &out[len(out)-1]
		last.Low, last.High, last.Rows = min(last.Low, p.Low), max(last.High, p.High), last.Rows+p.Rows
		last.Y += (p.Y - last.Y) * float64(p.Rows) / float64(last.Rows)
		last.Value = last.spread(y)
	}
	return out
}

// spread tells the mean and the range of a point of several rows.
func (p *Point) spread(f *arrow.Field) string {
	return short(p.Y, math.Abs(p.Y)/1e6) + ", " + rangeText(f, limits{p.Low, p.High}) + ", " + statusbar.Rows(p.Rows)
}

func (b *builder) histogram() error {
	b.Y = None
	b.YName = "rows"
	xs := noLimits()
	integers := true
	err := b.pairs(func(_ arrow.RecordBatch, _ int, x, _ float64) {
		xs.add(x)
		integers = integers && x == math.Trunc(x)
	})
	if err != nil || xs.min > xs.max {
		return err
	}
	n, width := binning(xs, integers && !hasTime(b.xField.Type))
	counts := make([]int64, n)
	err = b.pairs(func(_ arrow.RecordBatch, _ int, x, _ float64) {
		counts[max(0, min(n-1, int((x-xs.min)/width)))]++
	})
	for i, c := range counts {
		from, to := xs.min+float64(i)*width, xs.min+float64(i+1)*width
		label := axisText(b.xField, from, width*10) + " to " + axisText(b.xField, min(to, xs.max), width*10)
		if width == 1 && integers && !hasTime(b.xField.Type) {
			label = short(from, 0.001)
		}
		b.Points = append(b.Points, Point{X: from + width/2, Y: float64(c), High: float64(c), Rows: c, Label: label, Value: statusbar.Count(c)})
	}
	b.settle()
	b.MinX, b.MaxX, b.MinY = xs.min, xs.min+float64(n)*width, 0
	return err
}

// binning divides a range: of few integers, each is a part of its own.
func binning(xs limits, integers bool) (n int, width float64) {
	span := xs.max - xs.min
	switch {
	case span == 0:
		return 1, 1
	case integers && span < bins:
		return int(span) + 1, 1
	case integers:
		width = math.Ceil((span + 1) / bins)
		return int(math.Ceil((span + 1) / width)), width
	}
	return bins, span / bins
}

// settle finds the range of the points and tells what was left out. The axis y of
// lines and scatters has its zero where the values come near it.
func (b *builder) settle() {
	xs, ys := noLimits(), noLimits()
	for _, p := range b.Points {
		xs.add(p.X)
		ys.add(p.Low)
		ys.add(p.High)
	}
	b.MinX, b.MaxX, b.MinY, b.MaxY = xs.min, xs.max, ys.min, ys.max
	if b.Kind == Line || b.Kind == Scatter {
		b.MinY, b.MaxY = ys.toZero()
	}
	if b.skipped > 0 {
		b.LeftOut = statusbar.Rows(b.skipped) + " left out (no number)"
	}
}

// nearZero is how far zero may be from values, as a part of their range, to stand on
// their axis: a line must not be flattened by it.
const nearZero = 0.25

// toZero are the limits with zero where that is near.
func (l limits) toZero() (low, high float64) {
	switch near := nearZero * (l.max - l.min); {
	case l.min > 0 && l.min <= near:
		return 0, l.max
	case l.max < 0 && -l.max <= near:
		return l.min, 0
	}
	return l.min, l.max
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

// cellText is the exact text of a value, at most 200 bytes of it.
func cellText(b arrow.RecordBatch, column, i int) string {
	if column == None {
		return ""
	}
	return string(value.NewFormatter(b.Schema().Field(column)).AppendClipped(nil, b.Column(column), i, 200))
}
