package grid

import (
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/value"
)

// The values of a column are measured once, in the first rows that were in sight, and
// again only for as long as rows arrive that the pane has room for. So no long text,
// list or struct changes the width of its column while one scrolls; a short one widens
// it to leastText at most, or many rows would read alike.

const (
	// sampleRows is how many rows are measured.
	sampleRows = 100
	// mostText is how far texts are measured, in columns of the screen.
	mostText = 120
)

// extent is how wide the values of a column are.
type extent struct {
	widest  int
	settled bool // the rows measured filled the pane
	at      int  // when it was measured last
}

// sight is what was in sight when widths were measured.
type sight struct {
	view          *result.View
	top           int64
	rows          int
	missing       int64
	body, columns int
}

// isSteady reports whether a part of a value would be read as another value.
func isSteady(f arrow.Field, class value.Class) bool {
	switch class {
	case value.Number, value.Temporal, value.Bool:
		return true
	}
	t, ok := f.Type.(arrow.ExtensionType)
	return connectors.FieldKind(f) == connectors.KindUUID || ok && t.ExtensionName() == "arrow.uuid"
}

// extent returns what holds at present.
func (g *Grid) extent(c *column) *extent {
	if g.fitted {
		return &c.fit
	}
	return &c.auto
}

// measure finds how wide the values of a column are, if there is anything new to it.
func (g *Grid) measure(col int) {
	c := g.known(col)
	e := g.extent(c)
	if e.settled || e.at == g.widths.look || len(g.draft.rows) == 0 {
		return
	}
	e.at, e.settled, c.laid = g.widths.look, g.widths.full, 0
	limit := g.measureLimit(c)
	for _, p := range g.sample() {
		if e.widest >= limit {
			return
		}
		g.draft.text = g.draft.text[:0]
		e.widest = max(e.widest, min(g.draft.add(c, p, col, limit).width, limit))
	}
}

func (g *Grid) measureLimit(c *column) int {
	switch {
	case g.fitted:
		return max(mostText, g.layoutWidth())
	case c.steady:
		return digitWidth
	}
	return mostText
}

// sample returns the rows to measure: those from the first in sight on, or those
// in sight where columns are fitted to them.
func (g *Grid) sample() []place {
	d := &g.draft
	switch {
	case g.fitted:
		return d.rows
	case len(d.sample) > 0:
		return d.sample
	}
	first := max(0, min(g.top, g.rows-sampleRows))
	for row := first; row < min(g.rows, first+sampleRows); row++ {
		if b, offset, ok := g.view.Peek(row); ok {
			d.sample = append(d.sample, place{b, offset})
		}
	}
	return d.sample
}

// mostGrown is how far values that come into sight widen a column.
func (c *column) mostGrown() int {
	if c.steady {
		return digitWidth
	}
	return leastText
}

// grow widens a column to what has just been formatted. It never narrows it.
func (g *Grid) grow(col int) {
	c := &g.columns[col]
	widest := min(g.draft.widest, c.mostGrown())
	if c.fixed || widest <= c.grown {
		return
	}
	c.grown = widest
	if w := g.automatic(col); w > c.width {
		c.width, g.seen.grown = w, true
	}
}
