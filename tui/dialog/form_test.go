package dialog

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// sent is what a form answers in these tests.
type sent []Value

func accepting(keys ...string) FormKey {
	return FormKey{Keys: keys, Does: "run", Press: func(v []Value) (tea.Msg, bool, error) {
		if v[0].Text == "wrong" {
			return nil, false, errors.New("that is wrong")
		}
		return sent(v), true, nil
	}}
}

func stroke(name string) tea.KeyPressMsg {
	mod := tea.KeyMod(0)
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		mod, name = tea.ModCtrl, rest
	}
	if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		mod, name = tea.ModShift, rest
	}
	codes := map[string]rune{"tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "f5": tea.KeyF5, "space": tea.KeySpace, "delete": tea.KeyDelete, "pgdown": tea.KeyPgDown}
	code, ok := codes[name]
	if !ok {
		code = []rune(name)[0]
	}
	return tea.KeyPressMsg{Code: code, Mod: mod}
}

func strokes(d Dialog, names ...string) (answer tea.Msg, done bool) {
	for _, n := range names {
		answer, done = d.Update(stroke(n))
	}
	return answer, done
}

func fields() []Field {
	return []Field{
		{Label: "from", Value: "old", Typed: true, Nullable: true, Help: "The first day."},
		{Label: "mode", Choices: []string{"fast", "exact"}, Only: true, Hint: "fast", Help: "How."},
		{Label: "password", Secret: true},
		{Label: "host", Choices: []string{"one", "two"}},
	}
}

func TestFormGivesItsValues(t *testing.T) {
	f := NewForm("Parameters", fields(), []FormKey{accepting("f5")}, true)
	typeText(f, "new")
	strokes(f, "right")
	typeText(f, "DATE")
	strokes(f, "down", "right", "right", "down")
	typeText(f, "sesame")
	strokes(f, "down", "ctrl+n", "ctrl+n", "ctrl+n")
	if s := screen(f, 80, 20); strings.Contains(s, "sesame") || !strings.Contains(s, "••••••") || !strings.Contains(s, "exact") {
		t.Errorf("the form looks like\n%s", s)
	}
	answer, done := strokes(f, "enter")
	got, _ := answer.(sent)
	want := sent{{Text: "new", Type: "DATE"}, {Text: "exact"}, {Text: "sesame"}, {Text: "one"}}
	if !done || len(got) != 4 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] || got[3] != want[3] {
		t.Errorf("%+v, %v", answer, done)
	}
}

func TestFormSaysWhatIsWrongAndStaysOpen(t *testing.T) {
	f := NewForm("Parameters", fields(), []FormKey{accepting("f5")}, true)
	typeText(f, "wrong")
	if answer, done := strokes(f, "f5"); answer != nil || done {
		t.Fatalf("%v, %v", answer, done)
	}
	if s := screen(f, 80, 20); !strings.Contains(s, "that is wrong") {
		t.Errorf("the mistake is not told:\n%s", s)
	}
	strokes(f, "down")
	if s := screen(f, 80, 20); strings.Contains(s, "that is wrong") || !strings.Contains(s, "One of fast, exact.") {
		t.Errorf("the help is not told:\n%s", s)
	}
	if answer, done := strokes(f, "esc"); answer != nil || !done {
		t.Error("Esc does not leave")
	}
}

func TestNullIsNoText(t *testing.T) {
	f := NewForm("", fields(), []FormKey{accepting("f5")}, true)
	strokes(f, "ctrl+n")
	if s := screen(f, 80, 20); !f.Values()[0].Null || !strings.Contains(s, "NULL") || strings.Contains(s, "old") {
		t.Errorf("%+v\n%s", f.Values()[0], s)
	}
	typeText(f, "x")
	if v := f.Values()[0]; v.Null || v.Text != "x" {
		t.Errorf("%+v", v)
	}
}

func TestFormThatGoesOnWithEnter(t *testing.T) {
	f := NewForm("", fields(), []FormKey{accepting("ctrl+s")}, false)
	typeText(f, "er")
	if answer, done := strokes(f, "enter", "right", "enter", "enter", "enter"); answer != nil || done {
		t.Error("Enter closes the form")
	}
	if v := f.Values(); v[0].Text != "older" || v[1].Text != "fast" {
		t.Errorf("%+v", v)
	}
	if _, done := strokes(f, "ctrl+s"); !done {
		t.Error("the key does nothing")
	}
}

func TestBusyFormIsStoppedByEsc(t *testing.T) {
	f := NewForm("", fields(), []FormKey{accepting("f5")}, true)
	f.SetBusy("Testing…", "stop")
	if s := screen(f, 80, 20); !strings.Contains(s, "Testing…") || !strings.Contains(s, "Esc stop") {
		t.Errorf("it is not said what goes on:\n%s", s)
	}
	if answer, done := strokes(f, "f5"); answer != nil || done {
		t.Error("something else is begun")
	}
	if answer, done := strokes(f, "esc"); answer != "stop" || done {
		t.Errorf("%v, %v", answer, done)
	}
	f.SetStatus("Done", Success)
	if _, done := strokes(f, "esc"); !done {
		t.Error("Esc does not leave")
	}
}

func TestLongFormsScroll(t *testing.T) {
	var many []Field
	for range 50 {
		many = append(many, Field{Label: "field"})
	}
	many = append(many, Field{Label: "last"})
	f := NewForm("", many, []FormKey{accepting("f5")}, false)
	if s := screen(f, 60, 15); strings.Contains(s, "last") || !strings.Contains(s, "↓") {
		t.Errorf("everything fits:\n%s", s)
	}
	strokes(f, "shift+tab")
	if s := screen(f, 60, 15); !strings.Contains(s, "▸ last") || !strings.Contains(s, "↑") {
		t.Errorf("the last field is not in sight:\n%s", s)
	}
}

func TestReferencesAreNoSecrets(t *testing.T) {
	f := NewForm("", []Field{{Label: "password", Secret: true, Value: "${env:TOKEN}"}, {Label: "b"}}, []FormKey{accepting("f5")}, false)
	if s := screen(f, 80, 12); !strings.Contains(s, "${env:TOKEN}") {
		t.Errorf("the reference is hidden:\n%s", s)
	}
}

func TestGuardedFormIsLeftAtTheSecondEsc(t *testing.T) {
	f := NewForm("", fields(), []FormKey{accepting("f5")}, false)
	f.Guard("It is not saved")
	if _, done := strokes(f, "esc"); !done {
		t.Error("a form without changes is not left at once")
	}
	typeText(f, "x")
	for range 2 { // Another key begins anew.
		if _, done := strokes(f, "left", "esc"); done || !strings.Contains(screen(f, 80, 20), "It is not saved") {
			t.Errorf("what was typed is dropped without a word:\n%s", screen(f, 80, 20))
		}
	}
	if _, done := strokes(f, "esc"); !done {
		t.Error("the second Esc does not leave")
	}
}

func TestWrongFieldGetsTheFocus(t *testing.T) {
	f := NewForm("", fields(), []FormKey{{Keys: []string{"f5"}, Press: func([]Value) (tea.Msg, bool, error) {
		return nil, false, &FieldError{"password", errors.New("it is too short")}
	}}}, false)
	strokes(f, "f5")
	if s := screen(f, 80, 20); f.Line() != 2 || !strings.Contains(s, "password: it is too short") {
		t.Errorf("the focus is on line %d:\n%s", f.Line(), s)
	}
}

func TestPastedLinesArePartedInAField(t *testing.T) {
	f := NewForm("", []Field{{Label: "files", Separator: "; "}}, []FormKey{accepting("f5")}, false)
	f.Update(tea.PasteMsg{Content: "a.csv\r\nb.csv\n"})
	if got := f.Values()[0].Text; got != "a.csv; b.csv" {
		t.Errorf("got %q", got)
	}
}

func TestAChoiceIsTyped(t *testing.T) {
	choices := []string{"price", "product_id", "Quantity", "größe"}
	f := NewForm("", []Field{{Label: "chart", Choices: choices, Only: true}}, []FormKey{accepting("f5")}, true)
	for _, c := range []struct{ typed, want string }{
		{"p", "price"}, {"ro", "product_id"}, {"z", "product_id"}, {"q", "Quantity"}, {"U", "Quantity"}, {"grö", "größe"},
	} {
		typeText(f, c.typed)
		if got := f.Values()[0].Text; got != c.want {
			t.Errorf("after %q it is %q, want %q", c.typed, got, c.want)
		}
	}
	strokes(f, "backspace")
	if typeText(f, "pro"); f.Values()[0].Text != "product_id" {
		t.Errorf("%+v", f.Values())
	}
}

// A type is gone to for itself: whatever leaves it goes to a value.
func TestKeysThatGoOnGoToValues(t *testing.T) {
	typed := []Field{{Label: "country", Typed: true, Nullable: true}, {Label: "least", Typed: true, Type: "INTEGER", Fixed: true}, {Label: "day", Typed: true, Nullable: true}}
	f := NewForm("Parameters", typed, []FormKey{accepting("f5")}, true)
	for _, text := range []string{"IN", "5", "2024-01-01"} {
		typeText(f, text)
		strokes(f, "tab")
	}
	for _, goesOn := range []string{"tab", "down", "enter"} {
		f.GoTo(0)
		strokes(f, "end", "right")
		if got := f.footer().String(); !strings.Contains(got, "← value") || !strings.Contains(got, "Enter next value") || strings.Contains(got, "→") || strings.Contains(got, "NULL") {
			t.Errorf("the keys in a type: %s", got)
		}
		typeText(f, "X")
		if answer, done := strokes(f, goesOn); answer != nil || done || f.Line() != 1 {
			t.Errorf("%s: %v, %v, at %d", goesOn, answer, done, f.Line())
		}
		strokes(f, "end")
		typeText(f, "0")
	}
	want := []Value{{Text: "IN", Type: "XXX"}, {Text: "5000", Type: "INTEGER"}, {Text: "2024-01-01"}}
	if got := f.Values(); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	strokes(f, "shift+tab", "shift+tab", "end", "right")
	typeText(f, "DATE")
	strokes(f, "left", "left", "left", "left", "left")
	typeText(f, "Z")
	if got := f.Values()[2]; got != (Value{Text: "2024-01-01Z", Type: "DATE"}) {
		t.Errorf("back from the type: %+v", got)
	}
	strokes(f, "end", "right")
	if answer, done := strokes(f, "enter"); answer == nil || !done {
		t.Error("Enter in the last type does not run")
	}
}

// What stands in an empty type may be typed there.
func TestAnyTypeIsNone(t *testing.T) {
	f := NewForm("", fields(), []FormKey{accepting("f5")}, true)
	strokes(f, "end", "right")
	typeText(f, "Any")
	if got := f.Values()[0]; got.Type != "" {
		t.Errorf("%+v", got)
	}
}
