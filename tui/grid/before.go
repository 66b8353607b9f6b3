package grid

import (
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/result"
	"sonde/internal/value"
	"sonde/themes"
)

// Before is what a result was before its statement ran again. Cells that differ
// from it are marked.
type Before struct {
	// View has the rows as they were stored.
	View *result.View
	// Keys finds a row by the text of its first column; nil where rows are told
	// apart by their number.
	Keys map[string]int64

	compared *arrow.Schema // that was looked at last
	alike    bool          // its columns are those of View

	formatted *arrow.Schema // whose first column formatter writes, into text
	formatter *value.Formatter
	text      []byte
}

// earlier is where a row in sight was before.
type earlier struct {
	place      // batch is nil where that is not known
	added bool // the row is new
}

// SetBefore marks what differs from an earlier answer; nil ends that.
func (g *Grid) SetBefore(b *Before) { g.before = b }

// changedRole is the role of a cell that is not what it was; ok is false for
// one that is, and for one of which that is not known.
func (g *Grid) changedRole(i, col int) (role themes.Role, ok bool) {
	if len(g.draft.before) == 0 {
		return 0, false
	}
	now, old := g.draft.rows[i], g.draft.before[i]
	if old.added {
		return themes.Added, true
	}
	if old.batch == nil {
		return 0, false
	}
	from, to := old.batch.Column(col), now.batch.Column(col)
	// Both have the declared type, unless a value came as text that did not fit it.
	return themes.Changed, from.DataType().ID() != to.DataType().ID() || !sameValue(from, old.offset, to, now.offset)
}

// peekBefore finds what the rows in sight were, once for all of their cells.
func (g *Grid) peekBefore() {
	d := &g.draft
	d.before = d.before[:0]
	if g.before == nil || !g.before.fits(g.schema) {
		return
	}
	for i, p := range d.rows {
		d.before = append(d.before, g.before.of(p, g.top+int64(i), g.view))
	}
}

// fits reports whether an answer has the columns of a schema.
func (b *Before) fits(schema *arrow.Schema) bool {
	if b.compared != schema {
		b.compared, b.alike = schema, b.View.Schema().Equal(schema)
	}
	return b.alike
}

// of finds what a row of a view was.
func (b *Before) of(p place, row int64, view *result.View) (e earlier) {
	if p.batch == nil {
		return e
	}
	before, found := b.find(p, view.Row(row))
	if !found {
		return earlier{added: true}
	}
	if old, offset, here := b.View.Peek(before); here {
		e.place = place{old, offset}
	}
	return e
}

// find returns the row that a row was; ok is false for one that is new.
func (b *Before) find(p place, row int64) (before int64, ok bool) {
	if b.Keys == nil {
		return row, row < b.View.NumRows()
	}
	if schema := p.batch.Schema(); b.formatted != schema {
		b.formatted, b.formatter = schema, value.NewFormatter(schema.Field(0))
	}
	b.text = b.formatter.Append(b.text[:0], p.batch.Column(0), p.offset)
	before, ok = b.Keys[string(b.text)]
	return before, ok
}
