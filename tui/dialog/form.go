package dialog

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/tui/action"
	"sonde/tui/canvas"
)

// Field is a line of a form.
type Field struct {
	// Label stands left of the value, Help below the form while the field has
	// the focus.
	Label, Help string
	// Value is the text at first, Hint what an empty field shows dimly, such as
	// a default.
	Value, Hint string
	// Choices are suggestions; with Only they are the only values besides none.
	Choices []string
	Only    bool
	// Required choices have no empty one beside them.
	Required bool
	// Before says of choices that the next field has the text that goes with them:
	// what is typed and begins no choice goes there.
	Before bool
	// Secret values are drawn as dots, except references such as ${env:X}.
	Secret bool
	// Separator parts the several texts of the field; a line break that is pasted
	// becomes one. Empty: it has one text.
	Separator string
	// Typed gives the field a second column with the type of its value, in
	// which Type stands. It can be edited unless Fixed says that it is known.
	Typed, Fixed bool
	Type         string
	// Short fields may share a line with another one.
	Short bool
	// Idle tells why the field counts for nothing beside these values; empty: it
	// counts. It is shown in place of the value. Nil: it always counts.
	Idle func(values []Value) string
	// Nullable fields can be NULL instead of a text; Null says that this one is.
	Nullable, Null bool
}

// Value is what a field was filled with.
type Value struct {
	Text, Type string
	Null       bool
}

// FormKey is something that a form can do with its values.
type FormKey struct {
	// Keys are those that do it, Does says in the footer what: "run".
	Keys action.Keys
	Does string
	// Stays keeps it in the footer where there is room for few hints.
	Stays bool
	// Press makes the answer; done closes the form. Its error is shown and
	// keeps the form open.
	Press func(values []Value) (answer tea.Msg, done bool, err error)
}

// Form asks for several values at once.
type Form struct {
	title  string
	fields []formField
	keys   []FormKey
	// enter is what Enter does in a field; nil goes to the next one.
	enter   func(values []Value) (tea.Msg, bool, error)
	leave   tea.Msg // what is answered when a busy form is left
	busy    bool
	guard   string // what is said before typed text is dropped; empty: nothing
	warned  bool   // it was said, and nothing was pressed since
	status  string
	tone    Tone
	line    int
	inType  bool
	lines   []formLine // as they were laid out last
	tight   bool       // little room is left for help
	top     int        // the first line in sight
	visible int
	area    canvas.Rect // of the fields, where they were drawn last
	back    int         // the column of the arrow to the choice before
}

// formField is a field while it is edited.
type formField struct {
	Field
	value, kind Input
	prefix      string // of a choice, as it was typed so far
}

// Tone is the colour of a form's status.
type Tone uint8

// Tones.
const (
	Plain Tone = iota
	Success
	Trouble
)

// NewForm returns a form. With enterRuns, Enter does what the first key does,
// and typing replaces the values that stand there; otherwise it goes to the next
// field.
func NewForm(title string, fields []Field, keys []FormKey, enterRuns bool) *Form {
	f := &Form{title: title, keys: keys}
	if enterRuns {
		f.enter = keys[0].Press
	}
	for _, field := range fields {
		own := formField{Field: field, value: NewInput(field.Value), kind: NewInput(field.Type)}
		own.value.suggested = own.value.suggested && enterRuns
		own.value.masked = field.Secret
		f.fields = append(f.fields, own)
	}
	return f
}

// FieldError is what is wrong with the value of a field, which gets the focus.
type FieldError struct {
	Field string // its label
	Err   error
}

// Error names the field.
func (e *FieldError) Error() string { return e.Field + ": " + e.Err.Error() }

// Unwrap returns what is wrong.
func (e *FieldError) Unwrap() error { return e.Err }

// Guard has the form say a text, once, before it is left with changes.
func (f *Form) Guard(text string) { f.guard = text }

// isChanged reports whether a field holds something else than at first.
func (f *Form) isChanged() bool {
	return slices.ContainsFunc(f.fields, func(own formField) bool {
		return own.value.Value() != own.Value || own.kind.Value() != own.Type
	})
}

// mayLeave reports whether the form can be left now; if not, it says why.
func (f *Form) mayLeave() bool {
	if f.guard == "" || f.warned || !f.isChanged() {
		return true
	}
	f.SetStatus(f.guard, Trouble)
	f.warned = true
	return false
}

// Values are what the fields hold, in their order.
func (f *Form) Values() []Value {
	out := make([]Value, len(f.fields))
	for i := range f.fields {
		own := &f.fields[i]
		out[i] = Value{Text: own.value.Value(), Type: strings.TrimSpace(own.kind.Value()), Null: own.Null}
		if strings.EqualFold(out[i].Type, anyType) {
			out[i].Type = ""
		}
	}
	return out
}

// anyType stands in the place of a type that is empty, and means the same when it is
// typed.
const anyType = "any"

// SetTight has the form leave little room for help where there is no more.
func (f *Form) SetTight() { f.tight = true }

// Line is the field that has the focus, from 0.
func (f *Form) Line() int { return f.line }

// GoTo gives the focus to a field.
func (f *Form) GoTo(line int) { f.goTo(line) }

// GoOn has a field go on from one of another form: with the cursor where it was,
// and only replaced by what is typed where that was so.
func (f *Form) GoOn(line int, before *Form, at int) {
	field := &f.fields[line]
	text := field.value.Value()
	field.value = before.fields[at].value
	if field.value.Value() != text {
		field.value.SetValue(text)
	}
}

// SetStatus shows what became of something that the form began.
func (f *Form) SetStatus(text string, tone Tone) {
	f.status, f.tone, f.busy = text, tone, false
}

// SetBusy shows what goes on. Until [Form.SetStatus], Esc answers with stop
// instead of leaving, and nothing else can be begun.
func (f *Form) SetBusy(text string, stop tea.Msg) {
	f.status, f.tone, f.busy, f.leave = text, Plain, true, stop
}

// Update implements [Dialog].
func (f *Form) Update(msg tea.Msg) (tea.Msg, bool) {
	k, isKey := msg.(tea.KeyPressMsg)
	if !isKey {
		f.point(msg)
		f.edit(msg)
		return nil, false
	}
	stroke := k.Keystroke()
	switch {
	case isLeave(k) && f.busy:
		return f.leave, false
	case isLeave(k):
		return nil, f.mayLeave()
	}
	f.warned = false
	if Accept.Has(stroke) && f.enter != nil && !f.goesOn() {
		return f.press(f.enter)
	}
	for _, key := range f.keys {
		if key.Keys.Has(stroke) {
			return f.press(key.Press)
		}
	}
	if !f.busy {
		f.status = ""
	}
	if !f.move(stroke) {
		f.change(k, stroke)
	}
	return nil, false
}

func (f *Form) press(do func([]Value) (tea.Msg, bool, error)) (tea.Msg, bool) {
	if f.busy {
		return nil, false
	}
	answer, done, err := do(f.Values())
	if err != nil {
		f.showWrong(err)
		return nil, false
	}
	return answer, done
}

// showWrong says what is wrong, at the field that it is about.
func (f *Form) showWrong(err error) {
	var wrong *FieldError
	if errors.As(err, &wrong) {
		if i := slices.IndexFunc(f.fields, func(own formField) bool { return own.Label == wrong.Field }); i >= 0 {
			f.GoTo(i)
		}
	}
	f.SetStatus(err.Error(), Trouble)
}

// move goes to another field; false for other keys.
func (f *Form) move(stroke string) bool {
	switch {
	case fieldAbove.Has(stroke):
		f.goTo(f.below(-1))
	case fieldBelow.Has(stroke), Accept.Has(stroke):
		f.goTo(f.below(1))
	case stroke == "pgup":
		f.goTo(f.below(-max(1, f.visible-1)))
	case stroke == "pgdown":
		f.goTo(f.below(max(1, f.visible-1)))
	case stroke == "tab":
		f.step(1)
	case stroke == "shift+tab":
		f.step(-1)
	default:
		return f.cross(stroke)
	}
	return true
}

// goesOn reports whether Enter goes from a type to the value below it, as what is
// typed next is rarely another type.
func (f *Form) goesOn() bool { return f.inType && f.line < len(f.fields)-1 }

// goTo goes to the value of a line.
func (f *Form) goTo(line int) { f.line, f.inType = max(0, min(line, len(f.fields)-1)), false }

func (f *formField) hasType() bool { return f.Typed && !f.Fixed }

// step goes through the values, from the last to the first.
func (f *Form) step(n int) { f.goTo((f.line + n + len(f.fields)) % len(f.fields)) }

// cross goes from the end of a value to its type, and from the beginning of that
// back.
func (f *Form) cross(stroke string) bool {
	field := &f.fields[f.line]
	switch {
	case !field.hasType():
		return false
	case toRight.Has(stroke) && !f.inType && (field.Null || field.value.atEnd()):
		f.inType = true
	case toLeft.Has(stroke) && f.inType && field.kind.atStart():
		f.inType = false
	default:
		return false
	}
	return true
}

// change changes the field that has the focus.
func (f *Form) change(k tea.KeyPressMsg, stroke string) {
	field := &f.fields[f.line]
	switch {
	case !f.inType && field.Nullable && toNull.Has(stroke):
		field.Null = !field.Null
	case !f.inType && field.Before && field.goesPast(k.Text):
		f.typeBehind(k.Text)
	case !f.inType && field.Only:
		field.cycle(stroke, k.Text)
	case !f.inType && (suggestNext.Has(stroke) || suggestBefore.Has(stroke)):
		field.suggest(suggestNext.Has(stroke))
	default:
		f.edit(k)
	}
}

// cycle goes to another choice, or to none, by a key or by what it types.
func (f *formField) cycle(stroke, text string) {
	all := append([]string{""}, f.Choices...)
	if f.Required {
		all = f.Choices
	}
	i := max(0, slices.Index(all, f.value.Value()))
	if text == "" || stroke == "space" && !f.begun(f.prefix+text) {
		f.prefix = ""
	}
	switch {
	case toLeft.Has(stroke):
		i--
	case toRight.Has(stroke), stroke == "space" && f.prefix == "":
		i++
	case toFirst.Has(stroke):
		i = 0
	default:
		i = f.typed(all, i, text)
	}
	f.value.SetValue(all[(i+len(all))%len(all)])
}

// typed is the choice that begins with what was typed so far and a key; the one
// before where there is none. A letter that none goes on with begins anew.
func (f *formField) typed(all []string, now int, key string) int {
	for _, prefix := range []string{f.prefix + key, key} {
		begins := func(choice string) bool { return beginsWith(choice, prefix) }
		if i := slices.IndexFunc(all, begins); i >= 0 && key != "" {
			f.prefix = prefix
			return i
		}
	}
	return now
}

// suggest puts in the next or previous suggestion.
func (f *formField) suggest(next bool) {
	n := len(f.Choices)
	if n == 0 {
		return
	}
	i := slices.Index(f.Choices, f.value.Value())
	if next {
		i++
	} else {
		i = max(i, 0) - 1
	}
	f.value.SetValue(f.Choices[(i+n)%n])
}

// edit hands a key or a paste to the text with the cursor. A field that is NULL
// ceases to be so where text is put in.
func (f *Form) edit(msg tea.Msg) {
	field := &f.fields[f.line]
	if p, pasted := msg.(tea.PasteMsg); pasted && field.Separator != "" {
		msg = tea.PasteMsg{Content: strings.Join(strings.FieldsFunc(p.Content, isLineBreak), field.Separator)}
	}
	switch {
	case f.inType:
		field.kind.Update(msg)
	case field.Before:
		if p, pasted := msg.(tea.PasteMsg); pasted {
			f.pasteChoice(p.Content)
		}
	case field.Only:
	case field.value.Update(msg):
		field.Null = false
	}
}

func isLineBreak(r rune) bool { return r == '\n' || r == '\r' }
