package grid

import (
	"github.com/apache/arrow-go/v18/arrow/array"

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
}

// SetBefore marks what differs from an earlier answer; nil ends that.
func (g *Grid) SetBefore(b *Before) { g.before = b }

// changedRole is the role of a cell that is not what it was; ok is false for
// one that is, and for one of which that is not known.
func (g *Grid) changedRole(i, col int) (role themes.Role, ok bool) {
	p := g.draft.rows[i]
	if g.before == nil || p.batch == nil || !g.before.View.Schema().Equal(g.schema) {
		return 0, false
	}
	row, found := g.before.find(p, g.view.Row(g.top+int64(i)))
	if !found {
		return themes.Added, true
	}
	old, offset, here := g.before.View.Peek(row)
	if !here {
		return 0, false
	}
	from, to := old.Column(col), p.batch.Column(col)
	same := false
	if from.DataType().ID() == to.DataType().ID() {
		same = array.SliceEqual(from, int64(offset), int64(offset)+1, to, int64(p.offset), int64(p.offset)+1)
	}
	return themes.Changed, !same
}

// find returns the row that a row was; ok is false for one that is new.
func (b *Before) find(p place, row int64) (before int64, ok bool) {
	if b.Keys == nil {
		return row, row < b.View.NumRows()
	}
	f := value.NewFormatter(p.batch.Schema().Field(0))
	before, ok = b.Keys[string(f.Append(nil, p.batch.Column(0), p.offset))]
	return before, ok
}
