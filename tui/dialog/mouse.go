package dialog

import tea "charm.land/bubbletea/v2"

// wheelStep is how many lines a notch of the wheel goes down.
func wheelStep(m tea.MouseWheelMsg) int {
	switch m.Button {
	case tea.MouseWheelUp:
		return -3
	case tea.MouseWheelDown:
		return 3
	}
	return 0
}

// wheel scrolls a text.
func (t *textBlock) wheel(msg tea.Msg) {
	if m, ok := msg.(tea.MouseWheelMsg); ok {
		t.scroll(wheelStep(m))
	}
}

// arrowAt is the key that a click into a choice stands for: the next one, or the
// one before on the arrow to the left.
func (f *Form) arrowAt(x int) string {
	if x == f.back {
		return "left"
	}
	return "right"
}

// point takes what the mouse does to a form: a click gives a field the focus,
// another one goes to the next choice, the wheel goes through the fields.
func (f *Form) point(msg tea.Msg) {
	switch m := msg.(type) {
	case tea.MouseClickMsg:
		if i := f.fieldAt(m.X, m.Y); i >= 0 {
			again := i == f.line && !f.inType
			if f.goTo(i); again && f.fields[i].Only {
				f.fields[i].cycle(f.arrowAt(m.X), "")
			}
		}
	case tea.MouseWheelMsg:
		f.goTo(f.below(wheelStep(m) / 3))
	}
}
