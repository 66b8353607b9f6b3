package grid

import (
	"fmt"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/result"
)

// The fields of a struct can stand in the place of its column. They are further
// columns behind those of the result, so that these keep their numbers; the
// column itself is hidden for so long.

// base is the number of columns that the result itself has.
func (g *Grid) base() int { return len(g.columns) - len(g.fields) }

// path is where the values of a column are.
func (g *Grid) path(col int) result.Path {
	if col < g.base() {
		return result.Path{col}
	}
	return g.fields[col-g.base()]
}

// Path is where the values of a column are in the result.
func (g *Grid) Path(col int) result.Path {
	if len(g.columns) == 0 {
		return result.Path{col}
	}
	return slices.Clone(g.path(col))
}

// Fields are where the fields are that stand in the place of their structs.
func (g *Grid) Fields() []result.Path { return g.fields }

// SourceColumn returns the column of the result that a column is, or is a field
// of, and whether it is the column itself.
func (g *Grid) SourceColumn(col int) (source int, whole bool) {
	if len(g.columns) == 0 {
		return 0, true
	}
	p := g.path(col)
	return p[0], len(p) == 1
}

// expanded adds the fields that are shown to a view.
func (g *Grid) expanded(v *result.View) *result.View {
	if len(g.fields) == 0 {
		return v
	}
	return v.Expanded(g.fields)
}

// findParents lists the columns that fields stand in the place of.
func (g *Grid) findParents() {
	g.parents = nil
	for col := range g.columns {
		p := g.path(col)
		if slices.ContainsFunc(g.fields, func(field result.Path) bool { return isWithin(field, p) }) {
			g.parents = append(g.parents, col)
		}
	}
}

// columnNumber is the number of a column, and how many there are, those not among
// them that fields stand in the place of.
func (g *Grid) columnNumber(col int) (number, of int) {
	number, of = g.place(col)+1, len(g.columns)-len(g.parents)
	for _, parent := range g.parents {
		if g.place(parent) < g.place(col) {
			number--
		}
	}
	return number, of
}

// CanExpand reports whether the column of the cursor is a struct, or a field that
// can be folded into one.
func (g *Grid) CanExpand() bool {
	return len(g.columns) > 0 && (g.col >= g.base() || g.structAt(g.col) != nil)
}

func (g *Grid) structAt(col int) *arrow.StructType {
	t, _ := g.schema.Field(col).Type.(*arrow.StructType)
	return t
}

// toggleFields shows the fields of the struct in the column of the cursor in its
// place; on a field that is none, the struct again.
func (g *Grid) toggleFields() {
	p := g.path(g.col)
	within := func(other result.Path) bool { return isWithin(other, p) }
	if t := g.structAt(g.col); t != nil && t.NumFields() > 0 && !slices.ContainsFunc(g.fields, within) {
		var fields []result.Path
		for i := range t.NumFields() {
			fields = append(fields, append(slices.Clone(p), i))
		}
		g.setFields(append(slices.Clone(g.fields), fields...), p, fields)
		return
	}
	if !slices.ContainsFunc(g.fields, within) {
		p = p[:len(p)-1]
	}
	if len(p) > 0 {
		g.setFields(slices.DeleteFunc(slices.Clone(g.fields), within), p, nil)
	}
}

// isWithin reports whether a path leads below another.
func isWithin(p, other result.Path) bool {
	return len(p) > len(other) && slices.Equal(p[:len(other)], other)
}

// setFields shows other fields: those of a struct at a path in its place, or with
// none the struct again. Everything else stays as it was arranged.
func (g *Grid) setFields(fields []result.Path, parent result.Path, shown []result.Path) {
	known, order := map[string]column{}, []result.Path(nil)
	for place := range g.columns {
		col := g.columnAtPlace(place)
		p := g.path(col)
		known[fmt.Sprint(p)] = g.columns[col]
		if len(shown) == 0 && isWithin(p, parent) {
			continue
		}
		if order = append(order, p); slices.Equal(p, parent) {
			order = append(order, shown...)
		}
	}
	base, view := g.base(), g.plain
	g.clear()
	g.fields = fields
	g.view = g.expanded(view)
	g.schema, g.columns = g.view.Schema(), make([]column, base+len(fields))
	numbers := map[string]int{}
	for col := range g.columns {
		key := fmt.Sprint(g.path(col))
		g.columns[col], numbers[key] = known[key], col
	}
	g.columns[numbers[fmt.Sprint(parent)]].hidden = len(shown) > 0
	list := make([]int, len(order))
	for place, p := range order {
		list[place] = numbers[fmt.Sprint(p)]
	}
	g.setOrder(list)
	target := parent
	if len(shown) > 0 {
		target = shown[0]
	}
	g.anchorCol, g.left = 0, 0
	g.findParents()
	g.placeMarks()
	g.to(g.row, numbers[fmt.Sprint(target)], false)
}

// restoreFields shows the fields that paths lead to, as far as there are such.
func (g *Grid) restoreFields(paths []result.Path) {
	if g.plain == nil || len(g.columns) == 0 {
		return
	}
	base := g.base()
	g.fields = nil
	for _, p := range paths {
		if len(p) > 1 && p.LeadsSomewhere(g.plain.Schema()) {
			g.fields = append(g.fields, p)
		}
	}
	g.view = g.expanded(g.plain)
	g.schema, g.columns = g.view.Schema(), make([]column, base+len(g.fields))
	g.findParents()
	g.placeMarks()
}
