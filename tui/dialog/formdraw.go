package dialog

import (
	"slices"
	"strings"

	"sonde/internal/cellwidth"
	"sonde/internal/secrets"
	"sonde/themes"
	"sonde/tui/canvas"
)

// Most columns that labels and types take.
const (
	labelWidth = 28
	typeWidth  = 18
)

// besideLong is what a label that is longer than the others leaves of its line, for its
// value and the blanks between.
const besideLong = 24

// Least and most lines below the fields, for help and status.
const usualHelp, tightHelp, mostHelp = 4, 2, 6

// formWidth is how wide a form is at most.
const formWidth = 96

// helpLines is how many lines there are for help and status of some columns, where
// there is room for so many: as many as the longest of them needs, so that the form
// keeps its height from field to field.
func (f *Form) helpLines(width, room int) int {
	if f.tight {
		return max(tightHelp, min(mostHelp, room))
	}
	most, needed := max(usualHelp, min(mostHelp, room)), tightHelp
	for _, text := range append(f.helps(), f.status) {
		lines := textBlock{text: text}
		lines.wrapWords(width)
		needed = max(needed, len(lines.lines))
	}
	return min(most, needed)
}

// helps are the helps of all fields.
func (f *Form) helps() []string {
	texts := make([]string, 0, len(f.fields)+1)
	for i := range f.fields {
		texts = append(texts, f.fields[i].help())
	}
	return texts
}

// Draw implements [Dialog].
func (f *Form) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	lines := f.LayOut(area.W)
	helpLines := f.helpLines(min(area.W, formWidth)-FrameSides, area.H-lines-3)
	heading := f.headingLines(area.H - lines - helpLines - 3)
	in := Frame(c, area, th, min(area.W, formWidth), min(area.H, lines+helpLines+heading+3), f.title, f.footer())
	if heading > 0 {
		f.drawHeading(c, in, th)
		in.Y, in.H = in.Y+heading, in.H-heading
	}
	f.visible = max(1, in.H-helpLines-1)
	f.area = canvas.Rect{X: in.X, Y: in.Y, W: in.W, H: f.visible}
	focused, _ := f.placed(f.line)
	f.top = max(0, min(f.top, focused))
	f.top = max(f.top, focused-f.visible+1)
	columns := f.columns(in.W)
	var x, y int
	for i := f.top; i < min(f.top+f.visible, lines); i++ {
		r := canvas.Rect{X: in.X, Y: in.Y + i - f.top, W: in.W, H: 1}
		for at, field := range f.lines[i] {
			w := columns[at]
			if len(f.lines[i]) == 1 {
				w.label = max(w.label, min(cellwidth.Of(f.fields[field].Label), in.W-besideLong))
			}
			if cursor := f.drawField(c, f.lines[i].half(r, at), th, field, w); field == f.line {
				x, y = cursor, r.Y
			}
		}
	}
	More(c, f.area, th, f.top, lines)
	f.drawFoot(c, canvas.Rect{X: in.X, Y: in.Y + f.visible + 1, W: in.W, H: in.H - f.visible - 1}, th)
	return x, y, x > 0
}

// drawField draws a line and returns the column of the cursor, 0 for none.
func (f *Form) drawField(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, i int, w fieldWidths) int {
	field, focused := &f.fields[i], i == f.line
	label := th.On(themes.Text, themes.Dialog)
	if focused {
		label = th.On(themes.TitleFocused, themes.Dialog)
		c.Text(r.X, r.Y, 1, "▸", label)
	}
	c.Text(r.X+2, r.Y, w.label, fit(field.Label, w.label), label)
	x, width := r.X+w.label+4, r.W-w.label-4
	if w.kind > 0 {
		width -= w.kind + 1
	}
	if focused {
		f.back = x + width - 2
		c.Text(f.focusBar(x, width), r.Y, 1, "▎", th.On(themes.Accent, themes.Dialog))
	}
	at := f.drawValue(c, canvas.Rect{X: x, Y: r.Y, W: width, H: 1}, th, i, focused && !f.inType)
	if !field.Typed {
		return at
	}
	kind := canvas.Rect{X: x + width + 1, Y: r.Y, W: w.kind, H: 1}
	switch {
	case field.Fixed:
		c.Text(kind.X, kind.Y, kind.W, fit(field.Type, kind.W), th.On(themes.Dim, themes.Dialog))
	case focused && f.inType:
		at = field.kind.Draw(c, kind.X, kind.Y, kind.W, th)
	default:
		plain(c, kind, field.kind.Value(), anyType, restStyles(th))
	}
	return at
}

// drawValue draws the value of a field, or why it counts for nothing.
func (f *Form) drawValue(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, i int, focused bool) (cursor int) {
	field := &f.fields[i]
	if field.Idle == nil {
		return field.drawValue(c, r, th, focused)
	}
	why := field.Idle(f.Values())
	if why == "" {
		return field.drawValue(c, r, th, focused)
	}
	plain(c, r, "", why, restStyles(th))
	if focused {
		return r.X
	}
	return 0
}

// drawValue draws the value of a field.
func (f *formField) drawValue(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, focused bool) (cursor int) {
	text, looks := f.value.Value(), restStyles(th)
	if focused {
		looks = focusStyles(th)
	}
	switch {
	case f.Null:
		plain(c, r, "", "NULL", looks)
	case f.Only:
		plain(c, r, text, f.Hint, looks)
		if focused {
			c.Text(r.X+r.W-2, r.Y, 2, "‹›", th.On(themes.Accent, themes.Input))
		}
	case focused:
		f.value.masked = f.Secret && !secrets.HasReference(text)
		x := f.value.Draw(c, r.X, r.Y, r.W, th)
		if text == "" {
			c.Text(r.X, r.Y, r.W, fit(f.Hint, r.W), th.On(themes.Dim, themes.Input))
		}
		return x
	case f.Secret && !secrets.HasReference(text):
		plain(c, r, dots(text), f.Hint, looks)
	default:
		plain(c, r, text, f.Hint, looks)
	}
	if focused {
		return r.X
	}
	return 0
}

// plain draws a text that is not being edited, or a hint where it is empty.
func plain(c *canvas.Canvas, r canvas.Rect, text, hint string, looks fieldStyles) {
	st := looks.text
	c.Fill(r, looks.blank)
	if text == "" {
		text, st = hint, looks.hint
	}
	c.Text(r.X, r.Y, r.W, fit(text, r.W), st)
}

// fit cuts a text to a width with a sign that it was cut.
func fit(text string, width int) string {
	text, _ = cellwidth.Truncate(text, max(0, width))
	return text
}

// dots stand for the characters of a secret.
func dots(text string) string { return strings.Repeat("•", len([]rune(text))) }

// drawFoot draws the status and below it the help of the field with the focus.
func (f *Form) drawFoot(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	role := [...]themes.Role{themes.Text, themes.Good, themes.Bad}[f.tone]
	lines := textBlock{text: f.status}
	if f.status == "" {
		role, lines.text = themes.Dim, f.fields[f.line].help()
	}
	lines.wrapWords(r.W)
	for i, line := range bounded(lines.lines, max(0, r.H)) {
		c.Fit(r.X, r.Y+i, r.W, line, th.On(role, themes.Dialog))
	}
}

// bounded are the first of some lines; the last one says that there are more.
func bounded(lines []string, most int) []string {
	if len(lines) <= most || most == 0 {
		return lines[:min(len(lines), most)]
	}
	lines = slices.Clone(lines[:most])
	lines[most-1] += " " + cellwidth.Ellipsis
	return lines
}

// help is the help of the field, with its choices.
func (f *formField) help() string {
	if len(f.Choices) > 0 && !f.Only {
		return f.Help + " Such as " + strings.Join(f.Choices, ", ") + "."
	}
	if f.Only {
		return f.Help + " One of " + strings.Join(f.Choices, ", ") + "."
	}
	return f.Help
}
