package tui

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/secrets"
	"sonde/tui/action"
	"sonde/tui/dialog"
)

// kindMsg is the kind of a new connection.
type kindMsg struct{ driver *connectors.Driver }

// askKind asks what a new connection is to.
func (a *App) askKind() tea.Cmd {
	if reason := a.cannotSave(); reason != "" {
		return a.refuse(reason)
	}
	var items []dialog.Item
	for _, d := range a.opts.Connections.Registry().Drivers() {
		items = append(items, dialog.Item{Title: d.Title, Note: d.Kind, Answer: kindMsg{d}})
	}
	a.push(dialog.NewPalette("New connection", items))
	return nil
}

// cannotSave is why connections cannot be changed; empty where they can.
func (a *App) cannotSave() string {
	if a.opts.Config == "" {
		return "there is no folder for the configuration"
	}
	return ""
}

// editConnection opens the form of the connection under the cursor of the
// sidebar or, elsewhere, of that of the tab. One that is not in the
// configuration can be saved there under a new name.
func (a *App) editConnection() tea.Cmd {
	if reason := a.cannotSave(); reason != "" {
		return a.refuse(reason)
	}
	if reason := a.noConnection(); reason != "" {
		return a.refuse(reason)
	}
	known, err := a.opts.Connections.Find(a.chosenConnection())
	if err != nil {
		return a.sayError(err)
	}
	d, err := a.opts.Connections.Registry().Driver(known.Kind)
	if err != nil {
		return a.sayError(err)
	}
	if known.File == "" {
		known.Name = ""
	}
	a.openConnectionForm(d, known)
	return nil
}

// chosenConnection is the connection that an action is about.
func (a *App) chosenConnection() string {
	if name, _, ok := a.sidebar.Selected(); ok && a.focus == paneSidebar {
		return name
	}
	return a.tab().connection
}

// connectionForm is a connection that is being written.
type connectionForm struct {
	form    *dialog.Form
	driver  *connectors.Driver
	known   config.Connection // as it was; without a name: a new one
	options []connectors.Option
	trial   int    // counts the tests
	stop    func() // the test that goes on
}

// saveForm keeps the connection of a form.
var saveForm = action.Keys{"ctrl+s"}

// openConnectionForm opens the form of a connection.
func (a *App) openConnectionForm(d *connectors.Driver, known config.Connection) {
	c := &connectionForm{driver: d, known: known, options: d.AllOptions(), stop: func() {}}
	title := "Connection " + known.Name
	var fields []dialog.Field
	if known.Name == "" {
		title = "New connection"
		fields = append(fields, dialog.Field{Label: "name", Hint: "required", Help: "What the connection is called here and on the command line."})
	}
	for _, o := range c.options {
		fields = append(fields, optionField(o, known.Values[o.Name]))
	}
	keys := []dialog.FormKey{
		{Keys: []string{"ctrl+t", "f5"}, Does: "test", Press: func(v []dialog.Value) (tea.Msg, bool, error) {
			filled, err := c.read(v)
			return testMsg{c, filled}, false, err
		}},
		{Keys: saveForm, Does: "save", Stays: true, Press: func(v []dialog.Value) (tea.Msg, bool, error) {
			filled, err := c.read(v)
			if err == nil {
				err = a.nameProblem(c, filled.Name)
			}
			return keepMsg{form: c, connection: filled, plain: c.plainSecrets(filled)}, false, err
		}},
	}
	c.form = dialog.NewForm(title+" · "+d.Title, fields, keys, false)
	c.form.Guard(sprintf("What was typed is not saved: %s again drops it, %s saves it", dialog.Leave.Name(), saveForm.Name()))
	a.push(c.form)
}

// nameProblem is what is wrong with the name of a connection.
func (a *App) nameProblem(c *connectionForm, name string) error {
	if name == "" {
		return &dialog.FieldError{Field: "name", Err: errors.New("the connection needs one")}
	}
	if _, err := a.opts.Connections.Find(name); err == nil && c.known.Name == "" {
		return &dialog.FieldError{Field: "name", Err: fmt.Errorf("there is a connection %q already", name)}
	}
	return nil
}

// referenceHelp says how a secret stays out of the configuration.
const referenceHelp = " A reference such as ${env:NAME}, ${keyring:service/user}, ${file:path} or ${cmd:command}, or text to put into the keyring."

// optionField is an option as a line of the form.
func optionField(o connectors.Option, value any) dialog.Field {
	f := dialog.Field{Label: o.Name, Help: o.Help, Value: fieldText(o, value), Hint: o.Default, Choices: o.Choices, Secret: o.Secret, Only: o.Type == connectors.TypeChoice}
	switch o.Type {
	case connectors.TypeBool:
		f.Choices, f.Only = []string{"true", "false"}, true
	case connectors.TypeTable:
		f.Help += ` Written as name = "value", other = "value".`
	}
	if o.Lines {
		f.Separator = linesBetween
		f.Help += " Here a semicolon parts them: a.csv; b.csv."
	}
	if secrets.HasReference(f.Value) {
		f.Only = false // A choice can be a reference as well.
	}
	if o.Required && f.Hint == "" {
		f.Hint = "required"
	}
	if o.Secret {
		f.Help += referenceHelp
	}
	return f
}

// linesBetween stands for a line break in a field of the form.
const linesBetween = "; "

// fieldText is a value of an option as its field shows it.
func fieldText(o connectors.Option, value any) string {
	if o.Lines {
		return strings.ReplaceAll(optionText(value), "\n", linesBetween)
	}
	return optionText(value)
}

// optionText is a value of the configuration as the form shows it.
func optionText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case map[string]any:
		return config.TableText(v)
	}
	return fmt.Sprint(value)
}

// read makes a connection of what the form holds. Values that were not changed
// stay as the file has them, and so do options that the kind does not know.
func (c *connectionForm) read(values []dialog.Value) (config.Connection, error) {
	out := config.Connection{Name: c.known.Name, Kind: c.driver.Kind, Values: maps.Clone(c.known.Values)}
	if out.Values == nil {
		out.Values = map[string]any{}
	}
	if c.known.Name == "" {
		out.Name, values = strings.TrimSpace(values[0].Text), values[1:]
	}
	for i, o := range c.options {
		text := strings.TrimSpace(values[i].Text)
		value, err := c.readField(o, text)
		switch {
		case text == "" && o.Required && o.Default == "":
			err = errors.New("a value is needed")
		case text == "":
			delete(out.Values, o.Name)
			continue
		}
		if err != nil {
			return out, &dialog.FieldError{Field: o.Name, Err: err}
		}
		out.Values[o.Name] = value
	}
	return out, nil
}

// readField reads the text of an option's field. One that was not changed is the
// value of the file, which may be wrong there.
func (c *connectionForm) readField(o connectors.Option, text string) (any, error) {
	before, had := c.known.Values[o.Name]
	if !had || text != strings.TrimSpace(fieldText(o, before)) {
		return readOption(o, text)
	}
	if written, isText := before.(string); isText && secrets.HasReference(written) {
		return before, nil
	}
	_, err := o.Parse(before)
	return before, err
}

// readOption reads the text of a field in the type that the file would have.
func readOption(o connectors.Option, text string) (any, error) {
	if o.Type == connectors.TypeTable {
		table, err := config.ParseTable(text)
		return table, err
	}
	if secrets.HasReference(text) {
		return text, nil
	}
	if o.Lines {
		parts := strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' })
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		return strings.Join(parts, "\n"), nil
	}
	parsed, err := o.Parse(text)
	if err != nil {
		return nil, err
	}
	switch parsed.(type) {
	case int64, bool:
		return parsed, nil
	}
	return text, nil
}

// plainSecrets are the secret options that were typed in and are no references.
func (c *connectionForm) plainSecrets(filled config.Connection) []string {
	var names []string
	for _, o := range c.options {
		text, isText := filled.Values[o.Name].(string)
		if o.Secret && isText && text != c.known.Values[o.Name] && !secrets.HasReference(text) {
			names = append(names, o.Name)
		}
	}
	slices.Sort(names)
	return names
}
