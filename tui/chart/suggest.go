package chart

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
)

// Drawable reports whether any of some columns can be drawn. It looks at their
// types alone.
func Drawable(schema *arrow.Schema, columns []int) bool {
	return slices.ContainsFunc(columns, func(c int) bool { return sortOf(schema.Field(c)) != useless })
}

// candidates are columns by what they are good for, the best ones first.
type candidates struct {
	cursor   int
	measures []int // numbers that can be summed up and compared
	steps    []int // years, weeks and the like, each in one row: an axis
	counters []int // whole numbers that go up by one from row to row
	times    []int
	texts    []int // that part the rows into groups
	labels   []int // texts that differ from row to row
	ids      []int // numbers that only name things
}

// Suggest chooses the chart that fits some columns by their types, their names
// and the first rows that are in memory: of times and numbers a line, of texts and
// numbers bars, of two numbers a scatter, of one a histogram. Numbers that name
// things are drawn only where there is nothing else. The column under the cursor
// is part of the chart where it can be. ok is false where there is nothing to
// draw. It looks at a fixed number of rows.
func Suggest(schema *arrow.Schema, columns []int, cursor int, rows Sample) (s Spec, ok bool) {
	c := candidates{cursor: cursor}
	for _, column := range columns {
		c.add(schema.Field(column), column, traitsOf(rows, column))
	}
	if s, ok = c.ofMeasures(); ok {
		return s, true
	}
	return c.ofRows()
}

func (c *candidates) add(f arrow.Field, column int, t traits) {
	list := &c.texts
	switch sortOf(f) {
	case useless:
		return
	case moment:
		list = &c.times
	case category:
		if t.differs() && !t.few() {
			list = &c.labels
		}
	case number:
		list = c.ofNumbers(f, t)
	}
	if column == c.cursor {
		*list = slices.Insert(*list, 0, column)
		return
	}
	*list = append(*list, column)
}

// ofNumbers is the list that a column of numbers belongs to.
func (c *candidates) ofNumbers(f arrow.Field, t traits) *[]int {
	switch {
	case namesThings(f):
		return &c.ids
	case isStep(f) && !t.differs():
		return &c.ids
	case isStep(f):
		return &c.steps
	case t.counts && arrow.IsInteger(f.Type.ID()):
		return &c.counters
	}
	return &c.measures
}

// ofMeasures is a chart of a number that measures something.
func (c *candidates) ofMeasures() (Spec, bool) {
	if len(c.measures) == 0 {
		return Spec{}, false
	}
	y, axis := c.measures[0], slices.Concat(c.times, c.steps)
	switch {
	case len(c.texts) > 0 && (c.texts[0] == c.cursor || len(axis) == 0):
		return Spec{Bar, c.texts[0], y}, true
	case len(axis) > 0:
		return Spec{Line, axis[0], y}, true
	case len(c.counters) > 0:
		return Spec{Line, c.counters[0], y}, true
	case len(c.measures) > 1:
		other := c.measures[1]
		return Spec{Scatter, min(y, other), max(y, other)}, true
	case len(c.labels) > 0 && c.labels[0] == c.cursor:
		return Spec{Bar, c.labels[0], y}, true
	}
	return Spec{Histogram, y, None}, true
}

// ofRows is a chart that counts rows.
func (c *candidates) ofRows() (Spec, bool) {
	switch {
	case len(c.texts) > 0 && (c.texts[0] == c.cursor || len(c.times) == 0):
		return Spec{Bar, c.texts[0], None}, true
	case len(c.times) > 0:
		return Spec{Histogram, c.times[0], None}, true
	}
	for _, column := range slices.Concat(c.steps, c.counters, c.ids) {
		return Spec{Histogram, column, None}, true
	}
	for _, column := range c.labels {
		return Spec{Bar, column, None}, true
	}
	return Spec{}, false
}
