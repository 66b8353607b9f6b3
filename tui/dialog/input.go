package dialog

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// Input is one line of text being edited. A suggested text is selected, and so is
// all of it after Ctrl+A: typing replaces it, moving keeps it.
type Input struct {
	model     textinput.Model
	suggested bool
	masked    bool // drawn as dots
}

// NewInput returns an input with a text in it and the cursor at its end.
func NewInput(text string) Input {
	m := textinput.New()
	m.Prompt = ""
	m.SetVirtualCursor(false)
	m.Focus()
	m.SetValue(text)
	m.CursorEnd()
	return Input{model: m, suggested: text != ""}
}

// Value is the text.
func (i *Input) Value() string { return i.model.Value() }

// SetValue replaces the text and puts the cursor at its end.
func (i *Input) SetValue(text string) {
	i.model.SetValue(text)
	i.model.CursorEnd()
}

// atEnd and atStart report whether the cursor stands there, which no key can take
// further.
func (i *Input) atEnd() bool   { return i.model.Position() == len([]rune(i.model.Value())) }
func (i *Input) atStart() bool { return i.model.Position() == 0 }

// Update takes a key or paste, and reports whether the text changed.
func (i *Input) Update(msg tea.Msg) bool {
	if k, ok := msg.(tea.KeyPressMsg); ok && k.Keystroke() == "ctrl+a" {
		i.model.CursorEnd()
		i.suggested = i.model.Value() != ""
		return false
	}
	before := i.model.Value()
	if i.suggested && replaces(msg) {
		i.model.SetValue("")
	}
	i.suggested = false
	i.model, _ = i.model.Update(msg)
	return i.model.Value() != before
}

// replaces reports whether a key or paste puts text in.
func replaces(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return true
	case tea.KeyPressMsg:
		return msg.Text != "" || msg.Code == tea.KeyBackspace || msg.Code == tea.KeyDelete
	}
	return false
}

// room is what the cursor and, before more text, an ellipsis take.
func room(after []rune) int {
	if len(after) > 1 {
		return 2
	}
	return 1
}

// Draw draws the text over width columns and returns the cursor's column. Where
// the text goes on to the left or the right there is an ellipsis.
func (i *Input) Draw(c *canvas.Canvas, x, y, width int, th *themes.Theme) int {
	st := th.Style(themes.Input)
	c.Fill(canvas.Rect{X: x, Y: y, W: width, H: 1}, st)
	text := []rune(i.model.Value())
	if i.masked {
		text = []rune(dots(string(text)))
	}
	start, pos := 0, i.model.Position()
	for start < pos && cellwidth.Of(string(text[start:pos])) > width-room(text[pos:]) {
		start++
	}
	if i.suggested {
		st = th.Style(themes.Selection).Over(st)
	}
	c.Fit(x, y, width, string(text[start:]), st)
	if start > 0 && width > 2 {
		c.Text(x, y, 1, cellwidth.Ellipsis, st)
	}
	return x + cellwidth.Of(string(text[start:pos]))
}
