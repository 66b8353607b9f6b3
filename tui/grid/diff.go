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

// sameCell reports whether two columns have the same value in a row. Columns of
// which one came as text are compared as that.
func sameCell(a, b arrow.Array, i int) bool {
	if arrow.TypeEqual(a.DataType(), b.DataType()) {
		return sameValue(a, i, b, i)
	}
	return a.IsNull(i) == b.IsNull(i) && (a.IsNull(i) || a.ValueStr(i) == b.ValueStr(i))
}
