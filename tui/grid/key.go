package grid

import "sonde/internal/result"

// SelectionKey tells one selection from another: two that are equal are of the
// same cells of the same view.
type SelectionKey struct {
	kind       Kind
	row0, row1 int64
	col0, col1 int
	columns    int // counts what was hidden, shown and moved
	view       *result.View
}

// SelectionKey returns the key of what is selected. It costs the same for every
// selection.
func (g *Grid) SelectionKey() SelectionKey {
	k := SelectionKey{kind: g.kind, view: g.view}
	if g.kind == OneCell {
		return SelectionKey{}
	}
	k.columns = g.arranged
	k.row0, k.row1, k.col0, k.col1 = g.row, g.anchorRow, g.col, g.anchorCol
	if g.kind == Everything {
		k.row0, k.row1, k.col0, k.col1 = 0, 0, 0, 0
	}
	return k
}

// SameCells reports whether two keys are of the same selection, perhaps of
// different views.
func (k SelectionKey) SameCells(other SelectionKey) bool {
	k.view, other.view = nil, nil
	return k == other
}

// SameAnchor reports whether two keys are of selections that were begun alike, at
// the same cell: the one is the other after its other end was moved.
func (k SelectionKey) SameAnchor(other SelectionKey) bool {
	return k.kind == other.kind && k.row1 == other.row1 && k.col1 == other.col1
}
