package dialog

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
)

// Prompt asks for one line of text.
type Prompt struct {
	title, label, problem string
	input                 Input
	accept                func(text string) (tea.Msg, error)
}

// NewPrompt returns a prompt. accept turns the text into the answer; its error
// is shown and keeps the prompt open.
func NewPrompt(title, label, text string, accept func(string) (tea.Msg, error)) *Prompt {
	return &Prompt{title: title, label: label, input: NewInput(text), accept: accept}
}

// SetProblem shows what was wrong with a text that was accepted before.
func (p *Prompt) SetProblem(text string) { p.problem = text }

// Update implements [Dialog].
func (p *Prompt) Update(msg tea.Msg) (tea.Msg, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		if isLeave(k) {
			return nil, true
		}
		if Accept.Has(k.Keystroke()) {
			answer, err := p.accept(p.input.Value())
			if err != nil {
				p.problem = err.Error()
				return nil, false
			}
			return answer, true
		}
	}
	p.problem = ""
	p.input.Update(msg)
	return nil, false
}

// Draw implements [Dialog].
func (p *Prompt) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	w := min(area.W, max(50, cellwidth.Of(p.label)+8, cellwidth.Of(p.problem)+8))
	in := Frame(c, area, th, w, 6, p.title, Footer{Accept.Does("accept"), ToLeave()})
	c.Fit(in.X, in.Y, in.W, p.label, th.On(themes.Dim, themes.Dialog))
	x := p.input.Draw(c, in.X, in.Y+1, in.W, th)
	c.Fit(in.X, in.Y+3, in.W, p.problem, th.On(themes.Bad, themes.Dialog))
	return x, in.Y + 1, true
}

// Confirm asks a question that is answered by y or n. Enter does neither, unless
// [Confirm.EnterToo] says so: it is too easily pressed before the question was read.
// A key that answers nothing has the box say which do.
type Confirm struct {
	title string
	text  textBlock
	yes   tea.Msg
	keys  action.Keys // that say yes
	no    tea.Msg
	verb  string
	// unanswered says that the last key was none of those that answer.
	unanswered bool
	other      struct {
		keys   action.Keys
		does   string
		answer tea.Msg
	}
}

// Keys that answer a question.
var yesKeys, no = action.Keys{"y"}, action.Keys{"n"}

// NewConfirm returns a question. verb is what "yes" does, such as "Run".
func NewConfirm(title, text, verb string, yes tea.Msg) *Confirm {
	return &Confirm{title: title, text: textBlock{text: text}, yes: yes, keys: yesKeys, verb: verb}
}

// EnterToo has Enter say yes as well, for questions whose yes destroys nothing.
func (d *Confirm) EnterToo() *Confirm {
	d.keys = append(append(action.Keys{}, Accept...), yesKeys...)
	return d
}

// Or adds another answer than yes and no, by a key of its own.
func (d *Confirm) Or(key, does string, answer tea.Msg) *Confirm {
	d.other.keys, d.other.does, d.other.answer = action.Keys{key}, does, answer
	return d
}

// Otherwise gives the no an answer; without it there is none.
func (d *Confirm) Otherwise(answer tea.Msg) *Confirm {
	d.no = answer
	return d
}

// Update implements [Dialog].
func (d *Confirm) Update(msg tea.Msg) (tea.Msg, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	switch {
	case !ok:
		d.text.wheel(msg)
	case isLeave(k) || no.Has(k.Keystroke()):
		return d.no, true
	case d.keys.Has(k.Keystroke()) && !k.IsRepeat:
		return d.yes, true
	case d.other.keys.Has(k.Keystroke()):
		return d.other.answer, true
	default:
		d.unanswered = !d.text.key(k.Keystroke()) && !k.IsRepeat
	}
	return nil, false
}

// answers names the keys that answer.
func (d *Confirm) answers() string {
	names := make([]string, len(d.keys))
	for i := range d.keys {
		names[i] = d.keys[i:].Name()
	}
	return strings.Join(names, " or ") + " answers with “" + d.verb + "”, " + no.Name() + " with “leave”"
}

// Draw implements [Dialog].
func (d *Confirm) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	w := min(area.W, 90)
	h := min(area.H, d.text.lineCount(w-4)+3)
	footer := Footer{d.keys.Stays(d.verb)}
	if d.other.keys != nil {
		footer = append(footer, d.other.keys.Does(d.other.does))
	}
	footer = append(footer, no.Stays("leave"))
	if d.text.lineCount(w-4) > h-2 {
		footer = append(footer, action.Together("scroll: there is more", Up, Down))
	}
	in := Frame(c, area, th, w, h, d.title, footer)
	if d.unanswered && in.H > 1 {
		in.H--
		c.Fit(in.X, in.Y+in.H, in.W, d.answers(), th.On(themes.Bad, themes.Dialog))
	}
	d.text.draw(c, in, th)
	return 0, 0, false
}
