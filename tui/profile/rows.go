package profile

import (
	"fmt"
	"regexp"
	"strings"

	"sonde/internal/workspace"
	"sonde/tui/statusbar"
)

// layouts are the lines of the profile of one column: with the figures before the
// histogram, and with the histogram before all but the foremost figures.
type layouts struct {
	plain, charted []row
	least          int // the lines from which on the histogram comes first

	figures, values []row // as they stand in a strip
	valuesTitle     string
	chart           []row // bars and their ends; none without a histogram
}

// of is the layout for some lines of the screen: the histogram comes first where
// there is room for all of it.
func (l layouts) of(lines int) []row {
	if lines >= l.least {
		return l.charted
	}
	return l.plain
}

func layoutsOf(c workspace.Column) layouts {
	first, rest := countRows(c), figureRows(c)
	markAlike(rest, func(r row) string { return r.value })
	figures := join(first, rest)
	align(append(append([]*row{}, pointers(first)...), pointers(rest)...))
	chart, top := histogramRows(c), topRows(c)
	markAlike(top, func(r row) string { return r.name })
	l := layouts{plain: join(first, rest, chart, top), charted: join(first, rest, top), figures: figures}
	if chart != nil {
		l.charted = join(first, chart, []row{{}}, rest, top)
		l.chart = chart[headed:]
	}
	if top != nil {
		l.valuesTitle, l.values = top[headed-1].name, top[headed:]
	}
	for _, r := range append(append([]row{}, first...), chart...) {
		l.least += r.height()
	}
	return l
}

func join(parts ...[]row) []row {
	var all []row
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func pointers(rows []row) []*row {
	out := make([]*row, len(rows))
	for i := range rows {
		out[i] = &rows[i]
	}
	return out
}

func figure(name, value string) row { return row{name: name, value: value, bar: -1} }

// countRows tells how many values there are, and of which kind.
func countRows(c workspace.Column) []row {
	rows := []row{
		figure("rows", statusbar.Count(c.Rows)),
		{name: "NULL", value: statusbar.Count(c.Nulls), share: share(c.Nulls, c.Rows)},
		{name: "distinct", value: distinct(c), bar: -1, estimated: c.Approximate},
	}
	if c.NaNs > 0 {
		rows = append(rows, row{name: "NaN", value: statusbar.Count(c.NaNs), share: share(c.NaNs, c.Rows)})
	}
	return rows
}

// figureRows tells the range of the values and how they lie in it.
func figureRows(c workspace.Column) []row {
	var rows []row
	if c.HasRange {
		rows = append(rows, figure("min", c.Min))
		for i, q := range c.Quantiles {
			rows = append(rows, figure(levelName(workspace.Levels[i]), q))
		}
		rows = append(rows, figure("max", c.Max))
	}
	for _, more := range []row{figure("mean", c.Mean), figure("deviation", c.Deviation)} {
		if more.value != "" {
			rows = append(rows, more)
		}
	}
	if c.True+c.False > 0 {
		rows = append(rows, row{name: "true", value: statusbar.Count(c.True), share: share(c.True, c.Rows)},
			row{name: "false", value: statusbar.Count(c.False), share: share(c.False, c.Rows)})
	}
	if l := c.Lengths; l != nil {
		rows = append(rows, figure("length", fmt.Sprintf("%s to %s, mean %.1f", statusbar.Count(l.Min), statusbar.Count(l.Max), l.Mean)))
	}
	return rows
}

var number = regexp.MustCompile(`^(?:≈ ?)?-?[\d,]+(\.\d+)?$`)

// align puts the decimal points of numbers under each other; where a value is no
// number, all stay as they are.
func align(rows []*row) {
	most := 0
	for _, r := range rows {
		parts := number.FindStringSubmatch(r.value)
		if parts == nil {
			return
		}
		most = max(most, len(parts[1]))
	}
	for _, r := range rows {
		r.value += strings.Repeat(" ", most-len(number.FindStringSubmatch(r.value)[1]))
	}
}

// headed is the number of rows before the first below a heading: a blank one and
// the heading.
const headed = 2

func histogramRows(c workspace.Column) []row {
	if len(c.Bins) == 0 {
		return nil
	}
	return []row{{}, {name: "Histogram", heading: true}, {chart: counts(c.Bins)}, {name: c.Bins[0].From, value: c.Bins[len(c.Bins)-1].To, bins: len(c.Bins)}}
}

// examples is how many values are shown of a column of which all differ.
const examples = 3

// allDiffer reports whether no value of a column is there twice, and there are more
// of them than are listed: there are no most frequent ones then.
func allDiffer(c workspace.Column) bool {
	return len(c.Top) > 0 && c.Top[0].Rows == 1 && c.Rows-c.Nulls > int64(len(c.Top))
}

func topRows(c workspace.Column) []row {
	if len(c.Top) == 0 {
		return nil
	}
	if allDiffer(c) {
		return exampleRows(c)
	}
	rows := []row{{}, {name: "Top values", heading: true}}
	for i, v := range c.Top {
		rows = append(rows, row{
			name: v.Value, value: statusbar.Count(v.Rows), share: share(v.Rows, c.Rows),
			bar: float64(v.Rows) / float64(c.Top[0].Rows), value0: i + 1,
		})
	}
	return rows
}

// exampleRows are some values of a column of which all differ.
func exampleRows(c workspace.Column) []row {
	rows := []row{{}, {name: "All values differ, such as", heading: true}}
	for i, v := range c.Top[:min(len(c.Top), examples)] {
		rows = append(rows, row{name: v.Value, value0: i + 1})
	}
	return rows
}
