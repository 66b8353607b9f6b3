package dialog

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// begun reports whether a choice begins with a text.
func (f *formField) begun(text string) bool {
	return slices.ContainsFunc(f.Choices, func(choice string) bool { return beginsWith(choice, text) })
}

func beginsWith(choice, prefix string) bool {
	return len(choice) >= len(prefix) && strings.EqualFold(choice[:len(prefix)], prefix)
}

// goesPast reports whether a typed text belongs to the field behind the choices: it
// goes on with no choice, and begins none after one that was typed whole.
func (f *formField) goesPast(text string) bool {
	switch {
	case text == "" || text == " " && f.prefix == "" || f.begun(f.prefix+text):
		return false
	case text == " ":
		return true
	}
	return !f.begun(text) || f.isChoice(f.prefix)
}

func (f *formField) isChoice(text string) bool {
	return slices.ContainsFunc(f.Choices, func(choice string) bool { return strings.EqualFold(choice, text) })
}

// typeBehind has what is typed go on in the next field. A blank only parts the two.
func (f *Form) typeBehind(text string) {
	f.fields[f.line].prefix = ""
	f.goTo(f.line + 1)
	if text != " " {
		f.edit(tea.KeyPressMsg{Code: []rune(text)[0], Text: text})
	}
}

// pasteChoice takes a text as if it was typed: a choice, and what goes with it.
func (f *Form) pasteChoice(text string) {
	field := &f.fields[f.line]
	text = strings.TrimSpace(text)
	field.prefix = ""
	for at, r := range text {
		if field.goesPast(string(r)) {
			f.goTo(f.line + 1)
			f.edit(tea.PasteMsg{Content: strings.TrimSpace(text[at:])})
			return
		}
		stroke := string(r)
		if r == ' ' {
			stroke = "space"
		}
		field.cycle(stroke, string(r))
	}
}
