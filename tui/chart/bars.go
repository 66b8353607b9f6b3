package chart

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
	"sonde/tui/statusbar"
)

// mostBars is how many categories are told apart; rows of others are put
// together.
const mostBars = 10_000

// bar is a category while its rows are summed up.
type bar struct {
	name    string
	rows    int64
	first   string // the text of its first value
	exact   big.Int
	inexact bool
	sum     float64
}

// tally sums the rows up by category.
type tally struct {
	all    map[string]*bar
	order  []*bar
	others bar
	name   []byte
}

// bars sums the values of every category up; where each has one row, they are
// the values themselves, in the order of the rows.
func (b *builder) bars() error {
	t := &tally{all: map[string]*bar{}, others: bar{name: "(others)"}}
	err := b.each(func(batch arrow.RecordBatch, first int64) { b.tally(t, batch, first) })
	b.ranked(t)
	return err
}

func (b *builder) tally(t *tally, batch arrow.RecordBatch, first int64) {
	ys := func(int) (float64, bool) { return 1, true }
	add := adder(func(*big.Int, int) bool { return true })
	if b.Y != None {
		ys, add = readerOf(batch, b.Y, first), adderOf(*b.yField, batch.Column(b.Y))
	}
	name := b.categories(batch)
	for i := range int(batch.NumRows()) {
		y, ok := ys(i)
		if !ok {
			b.skipped++
			continue
		}
		t.name = name(t.name[:0], i)
		c := t.of(t.name)
		if c.rows++; c.rows == 1 && b.Y != None {
			c.first = cellText(batch, b.Y, i)
		}
		c.sum += y
		c.inexact = !add(&c.exact, i) || c.inexact
	}
}

// of is the bar of a category, or that of the others once there are too many.
func (t *tally) of(name []byte) *bar {
	if c := t.all[string(name)]; c != nil {
		return c
	}
	if len(t.order) == mostBars {
		return &t.others
	}
	c := &bar{name: string(name)}
	t.all[c.name] = c
	t.order = append(t.order, c)
	return c
}

// longestName is how many bytes of a category's name are looked at.
const longestName = 200

// categories writes the name of a row's category.
func (b *builder) categories(batch arrow.RecordBatch) func(dst []byte, i int) []byte {
	if b.X == None {
		return func(dst []byte, _ int) []byte { return append(dst, "all rows"...) }
	}
	a, f := batch.Column(b.X), value.NewFormatter(batch.Schema().Field(b.X))
	return func(dst []byte, i int) []byte {
		if f.IsNull(a, i) {
			return append(dst, "NULL"...)
		}
		return f.AppendClipped(dst, a, i, longestName)
	}
}

// text is the number of the bar with all its digits, as far as it is exact.
func (c *bar) text(y *arrow.Field) string {
	switch {
	case y == nil:
		return statusbar.Count(c.rows)
	case c.rows == 1:
		return c.first
	case !c.inexact:
		return decimalText(&c.exact, scaleOf(y.Type))
	}
	return string(value.AppendFloat(nil, c.sum, 64))
}

// ranked makes points of the categories, the greatest first where they are sums.
func (b *builder) ranked(t *tally) {
	bars := t.order
	sums := slices.ContainsFunc(bars, func(c *bar) bool { return c.rows > 1 })
	if sums || b.Y == None {
		slices.SortStableFunc(bars, func(x, y *bar) int { return cmp.Compare(y.sum, x.sum) })
	}
	if sums && b.Y != None {
		b.YName = "sum of " + b.YName
	}
	if t.others.rows > 0 {
		bars = append(bars, &t.others)
		b.Note = "the first " + statusbar.Count(mostBars) + " categories, the others together"
	}
	for i, c := range bars {
		b.Points = append(b.Points, Point{X: float64(i), Y: c.sum, Low: c.sum, High: c.sum, Rows: c.rows, Label: c.name, Value: c.text(b.yField)})
	}
	b.settle()
	b.MinY, b.MaxY = min(0, b.MinY), max(0, b.MaxY)
}
