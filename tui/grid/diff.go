package grid

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/themes"
)

// Diff describes a result that compares two versions of a table: each of its
// rows was added, removed or modified, or could not be compared. Columns are indexes into the schema.
type Diff struct {
	// Kind is the column that says which.
	Kind int
	// Other is, for each column, the one with the other value of the same field;
	// negative for a column without one.
	Other []int
	// Changed reports whether the value of a modified row, by its number in the
	// snapshot, differs from the other one; nil has them compared as they are
	// written.
	Changed func(row int64, col int) bool
}

// SetDiff has rows coloured by what became of them, and of modified rows the
// cells that differ; nil ends that.
func (g *Grid) SetDiff(d *Diff) { g.diff = d }

// diffRole is the role of a cell of a diff; ok is false for one that has only
// the colour of its type.
func (g *Grid) diffRole(i, col int) (role themes.Role, ok bool) {
	p := g.draft.rows[i]
	if g.diff == nil || p.batch == nil || len(g.diff.Other) != g.base() {
		return 0, false
	}
	kind := p.batch.Column(g.diff.Kind)
	if kind.IsNull(p.offset) {
		return 0, false
	}
	word := strings.ToLower(kind.ValueStr(p.offset))
	switch {
	case word == "added":
		return themes.Added, true
	case word == "removed", word == "dropped":
		return themes.Removed, true
	case col >= g.base():
		return 0, false
	case col == g.diff.Kind:
		return themes.Changed, true
	case word != "modified":
		return 0, false
	}
	if g.diff.Changed != nil {
		return themes.Changed, g.diff.Changed(g.view.Row(g.top+int64(i)), col)
	}
	other := g.diff.Other[col]
	return themes.Changed, other >= 0 && !sameCell(p.batch.Column(col), p.batch.Column(other), p.offset)
}

// GoToChange moves the cursor to the first cell of the first row that differs from
// its other one, which is in sight beside it. It does nothing where the row was not
// modified, is not there yet, or the cursor is not where it was at first; known
// reports whether there is a row.
func (g *Grid) GoToChange() (known bool) {
	if g.diff == nil || g.rows == 0 || len(g.diff.Other) != g.base() {
		return false
	}
	b, at, here := g.view.Peek(0)
	if !here {
		return false
	}
	if kind := b.Column(g.diff.Kind); kind.IsNull(at) || !strings.EqualFold(kind.ValueStr(at), "modified") || g.row != 0 || g.col != g.shown(0) {
		return true
	}
	for col, other := range g.diff.Other {
		if other >= 0 && !sameCell(b.Column(col), b.Column(other), at) {
			g.GoToColumn(max(col, other))
			return true
		}
	}
	return true
}

// sameCell reports whether two columns have the same value in a row. Columns of
// which one came as text are compared as that.
func sameCell(a, b arrow.Array, i int) bool {
	if arrow.TypeEqual(a.DataType(), b.DataType()) {
		return sameValue(a, i, b, i)
	}
	return a.IsNull(i) == b.IsNull(i) && (a.IsNull(i) || a.ValueStr(i) == b.ValueStr(i))
}
