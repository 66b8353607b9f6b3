package dialog

import (
	"slices"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// pairedWidth is the least width at which two short fields share a line.
const pairedWidth = 52

// formLine are the fields on a line: one, or two short ones.
type formLine []int

// LayOut puts the fields on lines as a form of some columns draws them, and returns
// how many there are.
func (f *Form) LayOut(width int) int {
	width, f.lines = min(width, formWidth)-FrameSides, nil
	for i := 0; i < len(f.fields); i++ {
		line := formLine{i}
		if next := i + 1; width >= pairedWidth && next < len(f.fields) && f.fields[i].shares() && f.fields[next].shares() {
			line, i = append(line, next), next
		}
		f.lines = append(f.lines, line)
	}
	return len(f.lines)
}

// shares reports whether a field may share a line: not with a label that half a line
// has no room for.
func (f *formField) shares() bool { return f.Short && cellwidth.Of(f.Label) <= labelWidth }

// placed is the line of a field, and its column there.
func (f *Form) placed(field int) (line, column int) {
	for i, l := range f.lines {
		if at := slices.Index(l, field); at >= 0 {
			return i, at
		}
	}
	return 0, 0
}

// below is the field some lines further down, in the same column where there is one.
func (f *Form) below(n int) int {
	if len(f.lines) == 0 {
		f.LayOut(0)
	}
	line, column := f.placed(f.line)
	to := f.lines[max(0, min(line+n, len(f.lines)-1))]
	return to[min(column, len(to)-1)]
}

// fieldAt is the field that was drawn at a place; negative where none was.
func (f *Form) fieldAt(x, y int) int {
	line := f.top + y - f.area.Y
	if !f.area.Contains(x, y) || line >= len(f.lines) {
		return -1
	}
	fields := f.lines[line]
	if len(fields) > 1 && x >= f.area.X+f.area.W/2 {
		return fields[1]
	}
	return fields[0]
}

// fieldWidths are the widths of a label and of a type.
type fieldWidths struct{ label, kind int }

// columns are the widths on the left, and those of what shares a line on the right.
func (f *Form) columns(width int) (columns [2]fieldWidths) {
	for _, line := range f.lines {
		for at, i := range line {
			w := &columns[at]
			w.label = max(w.label, cellwidth.Of(f.fields[i].Label))
			if f.fields[i].Typed {
				w.kind = max(w.kind, 10, cellwidth.Of(f.fields[i].kind.Value()))
			}
		}
	}
	for i := range columns {
		columns[i].label = min(columns[i].label, labelWidth, mostLabel(width))
		columns[i].kind = min(columns[i].kind, typeWidth, width/4)
	}
	return columns
}

// mostLabel is what labels take of some columns at most: less where values would be
// left with next to nothing.
func mostLabel(width int) int {
	if width < pairedWidth {
		return width / 3
	}
	return width / 2
}

// headingLines is how many lines stand above the fields, where there are so many to
// spare: one, if there are types beside the values.
func (f *Form) headingLines(spare int) int {
	typed := slices.ContainsFunc(f.fields, func(own formField) bool { return own.Typed })
	if !typed || spare < 1 {
		return 0
	}
	return 1
}

// drawHeading says which column is that of the values, and which that of their
// types.
func (f *Form) drawHeading(c *canvas.Canvas, in canvas.Rect, th *themes.Theme) {
	w, dim := f.columns(in.W)[0], th.On(themes.Dim, themes.Dialog)
	c.Text(in.X+w.label+4, in.Y, in.W, "Value", dim)
	c.Text(in.X+in.W-w.kind, in.Y, w.kind, "Type", dim)
}

// half is the part of a line for one of the fields on it.
func (l formLine) half(r canvas.Rect, at int) canvas.Rect {
	if len(l) == 1 {
		return r
	}
	middle := r.W / 2
	if at == 0 {
		return canvas.Rect{X: r.X, Y: r.Y, W: middle - 1, H: 1}
	}
	return canvas.Rect{X: r.X + middle, Y: r.Y, W: r.W - middle, H: 1}
}
