package dialog

import "sonde/themes"

// fieldStyles are how the value of a field, its hint and what is empty are drawn.
type fieldStyles struct{ text, hint, blank themes.Style }

// focusStyles are those of the field with the focus: it has a ground of its own.
func focusStyles(th *themes.Theme) fieldStyles {
	return fieldStyles{th.Style(themes.Input), th.On(themes.Dim, themes.Input), th.Style(themes.Input)}
}

// restStyles are those of the others: each stands on a line, so that they are
// apart from each other and from the one with the focus.
func restStyles(th *themes.Theme) fieldStyles {
	looks := fieldStyles{th.On(themes.Text, themes.Dialog), th.On(themes.Dim, themes.Dialog), th.On(themes.Border, themes.Dialog)}
	for _, st := range []*themes.Style{&looks.text, &looks.hint, &looks.blank} {
		st.Attr |= themes.Underline
	}
	return looks
}

// focusBar is the column of the bar before what is edited: the value, or beside
// it the type.
func (f *Form) focusBar(value, width int) int {
	if f.inType {
		return value + width
	}
	return value - 1
}
