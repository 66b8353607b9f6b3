// Package chart draws results as lines, bars, histograms and scatters. Building
// a chart reads the rows once or twice and keeps what is drawn, not the rows, so
// its memory does not grow with them; it belongs off the screen's goroutine.
package chart

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// Kind is a kind of chart.
type Kind uint8

// Kinds of charts.
const (
	Line Kind = iota
	Bar
	Histogram
	Scatter
	kinds
)

// String names the kind.
func (k Kind) String() string { return [...]string{"line", "bar", "histogram", "scatter"}[k%kinds] }

// None stands for no column: the number of the row on the axis x, the count of
// rows on the axis y.
const None = -1

// Spec says what is drawn. X and Y are indexes into the schema, or None. A
// histogram has only an X.
type Spec struct {
	Kind Kind
	X, Y int
}

// sort is what a column is good for.
type sort uint8

const (
	category sort = iota
	number
	moment
	useless
)

func sortOf(f arrow.Field) sort {
	switch value.ClassOf(f) {
	case value.Number:
		return number
	case value.Temporal:
		if hasTime(f.Type) {
			return moment
		}
	case value.Binary, value.Nested:
		return useless
	}
	return category
}

func hasTime(t arrow.DataType) bool {
	switch t.ID() {
	case arrow.TIMESTAMP, arrow.DATE32, arrow.DATE64, arrow.TIME32, arrow.TIME64:
		return true
	}
	return false
}

// fits reports whether a column can stand on an axis of a kind of chart.
func (k Kind) fits(schema *arrow.Schema, column int, y bool) bool {
	if column == None {
		return k == Line && !y || k == Bar && y
	}
	s := sortOf(schema.Field(column))
	if y {
		return s == number
	}
	return s == number || s == moment || s == category && k == Bar
}

// With returns the spec with another kind of chart, and with other columns where
// those that it has do not fit.
func (s Spec) With(k Kind, schema *arrow.Schema, columns []int) Spec {
	s.Kind = k
	if k == Histogram && s.Y != None && s.X != None && sortOf(schema.Field(s.X)) != number {
		s.X = s.Y // It is the number that is looked at.
	}
	if c, ok := firstCategory(schema, columns); ok && k == Bar && s.X != None && sortOf(schema.Field(s.X)) != category {
		s.X = c
	}
	if !k.fits(schema, s.X, false) {
		s.X = s.first(schema, columns, false)
	}
	if k == Histogram {
		s.Y = None
	} else if !k.fits(schema, s.Y, true) {
		s.Y = s.first(schema, columns, true)
	}
	return s
}

func firstCategory(schema *arrow.Schema, columns []int) (column int, ok bool) {
	i := slices.IndexFunc(columns, func(c int) bool { return sortOf(schema.Field(c)) == category })
	if i < 0 {
		return 0, false
	}
	return columns[i], true
}

// first is the first column that fits an axis; on y the column of the axis x is
// the last to be taken.
func (s Spec) first(schema *arrow.Schema, columns []int, y bool) int {
	fit := None
	for _, c := range columns {
		if !s.Kind.fits(schema, c, y) {
			continue
		}
		if !y || c != s.X {
			return c
		}
		fit = c
	}
	return fit
}

// Next returns the spec with the next column, n steps on, that fits an axis.
func (s Spec) Next(schema *arrow.Schema, columns []int, y bool, n int) Spec {
	at := s.X
	if y {
		at = s.Y
	}
	fit := []int{}
	here := 0
	for _, c := range append([]int{None}, columns...) {
		if !s.Kind.fits(schema, c, y) {
			continue
		}
		if c == at {
			here = len(fit)
		}
		fit = append(fit, c)
	}
	if len(fit) == 0 || y && s.Kind == Histogram {
		return s
	}
	next := fit[((here+n)%len(fit)+len(fit))%len(fit)]
	if y {
		s.Y = next
	} else {
		s.X = next
	}
	return s
}
