// Package figures counts and sums up what is selected in a result: exactly, for
// integers and decimals of any size.
package figures

import (
	"context"
	"math/big"
	"runtime"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/result"
	"sonde/internal/value"
)

// Figures are what is known of a block of cells. Texts are those of package
// value, and empty where there is no such figure.
type Figures struct {
	// Cells, Nulls and Numbers count the cells, those that are NULL, and those
	// that hold a number.
	Cells, Nulls, Numbers int64
	// Sum and Average are of the numbers. Rounded says that the average has more
	// digits than are written.
	Sum, Average string
	Rounded      bool
	// Min and Max are the least and the greatest number or, where there are no
	// numbers and the columns are of one type of dates or times, the first and
	// the last of these.
	Min, Max string
	// Columns is how many columns the numbers are from.
	Columns int
}

// Of reads rows first to first+rows-1 of some columns of a view. Its memory
// hardly grows with the number of rows. It adds the rows that it has read to done.
// The error is the context's or that of the view.
func Of(ctx context.Context, v *result.View, first, rows int64, columns []int, done *atomic.Int64) (Figures, error) {
	t := tally{exact: map[int]*sum{}}
	numeric := make([]bool, len(columns))
	for b, err := range v.ScanUnordered(ctx, first, rows, columns) {
		if err != nil {
			return Figures{}, err
		}
		for i, a := range b.Columns() {
			before := t.Numbers
			t.add(a, b.Schema().Field(i), v.Schema().Field(columns[i]))
			numeric[i] = numeric[i] || t.Numbers > before
			runtime.Gosched() // The screen may wait for its turn.
		}
		done.Add(b.NumRows())
	}
	f := t.figures()
	for _, is := range numeric {
		if is {
			f.Columns++
		}
	}
	return f, nil
}

// tally gathers the figures of columns, batch by batch.
type tally struct {
	Figures
	exact    map[int]*sum // by the number of digits behind the point
	floats   floatSum
	sumsOnly bool // the least and the greatest are not asked for
	inexact  bool // there were floating-point numbers
	ends     ends[*big.Rat]
	times    ends[int64]
	timeType arrow.DataType
	mixed    bool // there are times of several types
}

// add takes a column of a batch. Where values did not fit, the column is text, and
// declared tells what it is.
func (t *tally) add(a arrow.Array, f, declared arrow.Field) {
	m := value.NewFormatter(f)
	t.Cells += int64(a.Len())
	switch {
	case m.Class() == value.Number || value.ClassOf(declared) == value.Number:
		t.addNumbers(a, m)
	case m.Class() == value.Temporal && instants(a) != nil:
		t.addTimes(a, m)
	default:
		for i := range a.Len() {
			if m.IsNull(a, i) {
				t.Nulls++
			}
		}
	}
}

func (t *tally) addTimes(a arrow.Array, m *value.Formatter) {
	if t.timeType == nil {
		t.timeType = a.DataType()
	}
	t.mixed = t.mixed || !arrow.TypeEqual(t.timeType, a.DataType())
	at := instants(a)
	least, most := -1, -1
	for i := range a.Len() {
		switch {
		case m.IsNull(a, i):
			t.Nulls++
		case least < 0:
			least, most = i, i
		case at(i) < at(least):
			least = i
		case at(i) > at(most):
			most = i
		}
	}
	if least >= 0 {
		t.times.take(at(least), text(m, a, least), less)
		t.times.take(at(most), text(m, a, most), less)
	}
}

func less(a, b int64) bool { return a < b }

func text(m *value.Formatter, a arrow.Array, i int) string { return string(m.Append(nil, a, i)) }

// ends are the least and the greatest of what was taken.
type ends[T any] struct {
	least, most         T
	leastText, mostText string
	known               bool
}

func (e *ends[T]) take(v T, text string, less func(a, b T) bool) {
	if !e.known || less(v, e.least) {
		e.least, e.leastText = v, text
	}
	if !e.known || less(e.most, v) {
		e.most, e.mostText = v, text
	}
	e.known = true
}

func (t *tally) figures() Figures {
	f := t.Figures
	switch {
	case f.Numbers > 0:
		f.Min, f.Max = t.ends.leastText, t.ends.mostText
		t.total(&f)
	case t.times.known && !t.mixed:
		f.Min, f.Max = t.times.leastText, t.times.mostText
	}
	return f
}

// decimal writes a number with a point before its last digits.
func decimal(n *big.Int, scale int) string {
	return new(big.Rat).SetFrac(n, power(scale)).FloatString(scale)
}

func power(scale int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
}
