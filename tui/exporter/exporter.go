package exporter

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/export"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
)

// Scope is a part that can be exported.
type Scope struct {
	Title string
	Note  string // how much it is
	Warn  string // why it is not all; empty where it is
	// Changes says of a choice what it does not keep; nil where that is everything.
	Changes func(Choice) string
	// Check finds what cannot be written of it in a format.
	Check func(format string, o export.Options) error
}

// Asked asks for a preview of a choice. ID counts up, so that a late answer can
// be told.
type Asked struct {
	ID     int
	Scope  int
	Choice Choice
}

// Accepted is the export that the user wants. The dialog stays until it has been
// seen that it can be begun; ID is that of the last question for a preview.
type Accepted struct {
	ID     int
	Scope  int
	Choice Choice
}

// Exporter is the dialog.
type Exporter struct {
	scopes  []Scope
	scope   int
	choice  Choice
	form    *dialog.Form
	keys    []string // of the fields: what they set
	id      int
	preview []string
	problem string
	changes string // that the choice makes
}

// New returns the dialog, with one of the scopes chosen, and the first question for a
// preview. id must be larger than that of any question before.
func New(id int, scopes []Scope, scope int, c Choice) (*Exporter, Asked) {
	e := &Exporter{scopes: scopes, scope: scope, choice: c, id: id}
	e.build()
	e.form.GoTo(max(slices.Index(e.keys, "where"), slices.Index(e.keys, "target")))
	return e, e.ask()
}

func (e *Exporter) ask() Asked {
	e.changes = ""
	if tell := e.scopes[e.scope].Changes; tell != nil {
		e.changes = tell(e.choice)
	}
	return Asked{e.id, e.scope, e.choice}
}

// SetPreview brings a preview, or why there is none; a late one is ignored.
func (e *Exporter) SetPreview(id int, text, problem string) {
	if id == e.id {
		e.preview, e.problem = strings.Split(strings.TrimRight(text, "\r\n"), "\n"), problem
	}
}

// ID is that of the last question for a preview: it tells whether the choice is
// still the one that was accepted.
func (e *Exporter) ID() int { return e.id }

// SetProblem shows why an export cannot be begun.
func (e *Exporter) SetProblem(problem string) { e.form.SetStatus(problem, dialog.Trouble) }

// build makes the form anew, with the fields that the choice has.
func (e *Exporter) build() {
	e.keys = nil
	var fields []dialog.Field
	add := func(key string, f dialog.Field) {
		e.keys, fields = append(e.keys, key), append(fields, f)
	}
	var scopes, formats []string
	for _, s := range e.scopes {
		scopes = append(scopes, s.Title)
	}
	for _, f := range export.Formats() {
		formats = append(formats, f.Title)
	}
	if e.choice.Target != File && formatOf(e.choice.Format).Binary && e.choice.Target == Clipboard {
		e.choice.Target = File
	}
	add("scope", dialog.Field{Label: "What", Value: scopes[e.scope], Choices: scopes, Only: true, Required: true, Help: "The part that is written."})
	add("format", dialog.Field{Label: "Format", Value: formatOf(e.choice.Format).Title, Choices: formats, Only: true, Required: true})
	add("target", dialog.Field{Label: "To", Value: e.choice.Target, Choices: e.targets(), Only: true, Required: true,
		Help: "A file, the clipboard, or the standard input of a command of the shell."})
	switch e.choice.Target {
	case File:
		add("where", dialog.Field{Label: "File", Value: e.choice.Path, Help: "Its name chooses the format as well; .gz or .zst at its end compresses text."})
	case Command:
		add("where", dialog.Field{Label: commandLabel, Value: e.choice.Command, Help: "Gets the rows on its standard input, such as: duckdb shop.db \"COPY t FROM '/dev/stdin'\""})
	}
	for _, o := range export.FormatOptions(e.choice.Format) {
		add(optionKey+o.Name, e.optionField(o))
	}
	accept := dialog.FormKey{Keys: []string{"f5", "ctrl+s", "ctrl+j", "ctrl+enter", "alt+enter"}, Does: "export", Press: e.accept}
	title := "Export"
	if e.choice.Target == Command {
		title = "Export to a command of the shell"
	}
	e.form = dialog.NewForm(title, fields, []dialog.FormKey{accept}, true)
	e.form.SetTight()
}

// commandLabel is the label of the field of the command.
const commandLabel = "Run command"

// optionKey comes before the name of an option in the key of its field.
const optionKey = "option:"

func (e *Exporter) optionField(o connectors.Option) dialog.Field {
	f := dialog.Field{Short: true, Label: optionLabel(o.Name), Value: e.choice.Options[e.choice.Format][o.Name], Hint: o.Default, Help: o.Help, Choices: o.Choices}
	switch o.Type {
	case connectors.TypeBool:
		f.Choices, f.Only = []string{"true", "false"}, true
	case connectors.TypeChoice:
		f.Only = true
	}
	return f
}

// optionLabel is the name of an option as a label: rows_per_insert is "Rows per insert".
func optionLabel(name string) string {
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ")
}

func (e *Exporter) targets() []string {
	if formatOf(e.choice.Format).Binary {
		return []string{File, Command}
	}
	return []string{File, Clipboard, Command}
}

// Update implements [dialog.Dialog].
func (e *Exporter) Update(msg tea.Msg) (tea.Msg, bool) {
	answer, done := e.form.Update(msg)
	if answer != nil || done {
		return answer, done
	}
	before := e.choice.Text()
	scope := e.scope
	e.read(e.form.Values())
	if e.choice.Text() == before && e.scope == scope {
		return nil, false
	}
	e.id++
	return e.ask(), false
}

// read takes the values of the fields into the choice. Where that changes what
// fields there are, or what stands in others, the form is made anew.
func (e *Exporter) read(values []dialog.Value) {
	old := e.choice
	for i, key := range e.keys {
		text := values[i].Text
		switch key {
		case "scope":
			e.scope = max(0, slices.IndexFunc(e.scopes, func(s Scope) bool { return s.Title == text }))
		case "format":
			for _, f := range export.Formats() {
				if f.Title == text && f.Name != e.choice.Format {
					e.choice.setFormat(f.Name)
				}
			}
		case "target":
			e.choice.Target = text
		case "where":
			e.readWhere(old, text)
		default:
			if name := strings.TrimPrefix(key, optionKey); text != "" || e.choice.Options[old.Format][name] != "" {
				e.setOption(old.Format, name, text)
			}
		}
	}
	if e.choice.Format != old.Format || e.choice.Target != old.Target {
		e.rebuild(e.choice.Target == old.Target)
	}
}

// rebuild makes the form anew. The field of the path or the command goes on where
// it was being typed in, where it is still that.
func (e *Exporter) rebuild(same bool) {
	before, at := e.form, slices.Index(e.keys, "where")
	e.build()
	if now := slices.Index(e.keys, "where"); same && now >= 0 && at >= 0 {
		e.form.GoOn(now, before, at)
	}
	e.form.GoTo(before.Line())
}

// setOption keeps the value of an option of the format that was shown.
func (e *Exporter) setOption(format, name, text string) {
	now := e.choice.Format
	e.choice.Format = format
	e.choice.setOption(name, text)
	e.choice.Format = now
}

// readWhere takes the path or the command, unless it has been changed by the
// choice of another format.
func (e *Exporter) readWhere(old Choice, text string) {
	switch {
	case old.Target == Command:
		e.choice.Command = text
	case old.Target == File && e.choice.Format == old.Format && text != old.Path:
		e.choice.Path = text
		if format, _, err := export.FromPath(text); err == nil {
			e.choice.Format = format
		}
	}
}

// accept checks the choice.
func (e *Exporter) accept(values []dialog.Value) (tea.Msg, bool, error) {
	e.read(values)
	var o export.Options
	err := e.choice.Apply(&o)
	switch {
	case err != nil:
	case e.choice.Target == File:
		_, _, err = export.FromPath(e.choice.Path)
	case e.choice.Target == Command && strings.TrimSpace(e.choice.Command) == "":
		err = &dialog.FieldError{Field: commandLabel, Err: errors.New("a command is needed")}
	case e.choice.Target == Command && isFileName(e.choice.Command):
		err = errors.New("that is the name of a file and no command: choose file under To")
	}
	if err == nil {
		err = e.scopes[e.scope].Check(e.choice.Format, o)
	}
	var wrong *dialog.FieldError
	switch {
	case errors.As(err, &wrong):
		return nil, false, wrong
	case err != nil:
		return nil, false, errors.New(connectors.AsError(err).Message)
	}
	return Accepted{e.id, e.scope, e.choice}, false, nil
}

// isFileName reports whether a command is a single word that names a file of rows. It
// was typed for one where the last export went to a command.
func isFileName(command string) bool {
	word := strings.TrimSpace(command)
	_, _, err := export.FromPath(word)
	return err == nil && !strings.ContainsAny(word, " \t|<>;&/")
}

// Most lines of the preview, and its least.
const mostPreview, leastPreview = 14, 3

// Most lines that the form takes besides those of its fields, and its least.
const mostAround, leastAround = 7, 5

// Draw implements [dialog.Dialog]. Where there is little room, the help gives way
// first, then the preview, and the fields last.
func (e *Exporter) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	lines := e.form.LayOut(area.W)
	around := max(leastAround, min(mostAround, area.H-lines-mostPreview))
	below := min(mostPreview, max(leastPreview, area.H-lines-around-3)) + 3
	above := canvas.Rect{X: area.X, Y: area.Y, W: area.W, H: max(6, min(area.H-below, lines+around))}
	x, y, cursor := e.form.Draw(c, above, th)
	e.drawPreview(c, canvas.Rect{X: area.X, Y: above.Y + above.H, W: area.W, H: min(below, area.H-above.H)}, th)
	return x, y, cursor
}

func (e *Exporter) drawPreview(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) {
	if area.H < 3 {
		return
	}
	s := e.scopes[e.scope]
	in := dialog.Frame(c, area, th, min(area.W, 96), area.H, "Preview", dialog.Footer{{Text: s.Note}})
	lines, role := e.preview, themes.Dialog
	if e.problem != "" {
		lines = []string{e.problem}
	}
	for _, warning := range []string{s.Warn, e.changes} {
		if warning != "" && in.H > 0 {
			c.Fit(in.X, in.Y, in.W, warning, th.On(themes.Warn, themes.Dialog))
			in.Y, in.H = in.Y+1, in.H-1
		}
	}
	for i, line := range lines[:min(len(lines), max(0, in.H))] {
		c.Fit(in.X, in.Y+i, in.W, strings.ReplaceAll(strings.TrimRight(line, "\r"), "\t", "→"), th.Style(role))
	}
}
