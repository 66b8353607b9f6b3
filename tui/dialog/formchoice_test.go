package dialog

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// What is typed behind a choice goes into the field below it, and nothing is dropped.
func TestAChoiceIsTypedWithItsValue(t *testing.T) {
	choices := []string{"=", "<>", "<", "<=", ">", ">=", "contains", "does not contain", "is NULL", "is not NULL"}
	form := func() *Form {
		return NewForm("Filter", []Field{
			{Label: "where", Value: "=", Choices: choices, Only: true, Required: true, Before: true},
			{Label: "Value", Value: "31.00"},
		}, []FormKey{{Keys: []string{"f5"}}}, true)
	}
	for text, want := range map[string][2]string{
		"> 999":       {">", "999"},
		">999":        {">", "999"},
		">= 9 9":      {">=", "9 9"},
		"<>5":         {"<>", "5"},
		"999":         {"=", "999"},
		"contains ab": {"contains", "ab"},
		"=contains":   {"=", "contains"},
		"is NULL":     {"is NULL", "31.00"},
		"is not NULL": {"is not NULL", "31.00"},
		"c":           {"contains", "31.00"},
		" ":           {"<>", "31.00"},
	} {
		f := form()
		typeText(f, text)
		if v := f.Values(); v[0].Text != want[0] || v[1].Text != want[1] {
			t.Errorf("%q typed is %q %q, want %q", text, v[0].Text, v[1].Text, want)
		}
		if text == " " {
			continue
		}
		f = form()
		f.Update(tea.PasteMsg{Content: text + "\n"})
		if v := f.Values(); v[0].Text != want[0] || v[1].Text != want[1] {
			t.Errorf("%q pasted is %q %q, want %q", text, v[0].Text, v[1].Text, want)
		}
	}
}
