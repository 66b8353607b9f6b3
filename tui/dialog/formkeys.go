package dialog

import "sonde/tui/action"

// Keys within a form.
var (
	fieldAbove    = action.Keys{"up"}
	fieldBelow    = action.Keys{"down"}
	toLeft        = action.Keys{"left"}
	toRight       = action.Keys{"right"}
	toFirst       = action.Keys{"backspace", "delete", "home"}
	toNull        = action.Keys{"ctrl+n"}
	suggestNext   = action.Keys{"ctrl+n"}
	suggestBefore = action.Keys{"ctrl+p"}
)

// footer are the keys of the form, and those of the field with the focus.
func (f *Form) footer() Footer {
	if f.busy {
		return Footer{Leave.Stays("stop")}
	}
	hints := f.ownHints()
	field := f.fields[f.line]
	switch {
	case f.inType:
		hints = append(hints, toLeft.Does("value"))
	case field.hasType():
		hints = append(hints, toRight.Does("type"))
	}
	switch {
	case f.inType:
	case field.Nullable:
		hints = append(hints, toNull.Does("NULL"))
	case field.Only:
		hints = append(hints, action.Together("choose", toLeft, toRight))
	case len(field.Choices) > 0:
		hints = append(hints, suggestNext.Does("suggestion"))
	}
	return append(hints, action.Together("field", fieldAbove, fieldBelow), ToLeave())
}

// ownHints are those of what the form can do. Where Enter does the first of it,
// that is the key that is named.
func (f *Form) ownHints() (hints Footer) {
	for i, k := range f.keys {
		if i == 0 && f.enter != nil && !f.goesOn() {
			hints = append(hints, Accept.Does(k.Does))
			continue
		}
		hint := k.Keys.Does(k.Does)
		hint.Stays = k.Stays
		hints = append(hints, hint)
	}
	if f.goesOn() {
		hints = append(hints, Accept.Does("next value"))
	}
	return hints
}
