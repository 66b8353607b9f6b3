package tui

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/secrets"
	"sonde/internal/sqltext"
	"sonde/tui/dialog"
)

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// statement is what is sent for a pending one.
func (p pending) statement() connectors.Statement {
	return connectors.Statement{SQL: p.sql, Params: p.params, Options: p.options, Limit: p.limit}
}

// asking is a question for the values of some statements' parameters. A name is
// asked for once, however many statements have it.
type asking struct {
	tab        *tab
	statements []pending
	verb       string // what is done then
	then       func([]pending) tea.Cmd
	wanted     [][]sqltext.Parameter // of each statement
	fields     []asked
	title      string
	pipe       *pipeMsg // whose endpoint is asked; nil for other statements
	sending    string   // how a value reaches the source
}

// asked is a parameter of the form.
type asked struct {
	sqltext.Parameter
	statement, place int // the first that has it, and its place there
}

// withParams does something with statements once their parameters have values:
// at once where there are none to ask for.
func (a *App) withParams(t *tab, statements []pending, verb string, then func([]pending) tea.Cmd) tea.Cmd {
	q := a.asking(t, statements, verb, then)
	if q.isUnrendered() {
		return a.refuse("a statement with {{Type(name)}} is a template: begin it with a line that is %")
	}
	return a.fill(q)
}

// asking is the question for the values of statements.
func (a *App) asking(t *tab, statements []pending, verb string, then func([]pending) tea.Cmd) *asking {
	q := &asking{tab: t, statements: statements, verb: verb, then: then, title: "Parameters", sending: a.sending(t.connection)}
	d := sqltext.ForName(a.dialect(t.connection))
	for i, p := range statements {
		q.want(i, d.Parameters(p.sql))
	}
	return q
}

// sending tells how values reach the source of a connection.
func (a *App) sending(connection string) string {
	if d, err := a.opts.Connections.Driver(connection); err == nil && d.InlinesParams {
		return "The value is written into the statement as a literal: " + d.Title + " takes none beside it. Without a type it is text."
	}
	return "The value is sent beside the statement, never inside its text. Without a type the source decides."
}

// fill asks a question, unless there is nothing to ask.
func (a *App) fill(q *asking) tea.Cmd {
	if len(q.fields) == 0 {
		return q.then(q.statements)
	}
	return a.recallValues(q)
}

// want notes the parameters of a statement.
func (q *asking) want(statement int, parameters []sqltext.Parameter) {
	q.wanted = append(q.wanted, parameters)
	for place, p := range parameters {
		if positional(p) || !slices.ContainsFunc(q.fields, func(f asked) bool { return f.Name == p.Name }) {
			q.fields = append(q.fields, asked{p, statement, place})
		}
	}
}

// isUnrendered reports whether a statement has the parameters of a template without
// being one, so that its source would refuse it whatever their values are.
func (q *asking) isUnrendered() bool {
	return slices.ContainsFunc(q.fields, func(f asked) bool {
		return len(f.Places) > 0 && f.Places[0].Kind == sqltext.Template && !takesTemplates(q.statements[f.statement].sql)
	})
}

// takesTemplates reports whether a statement may have parameters of templates: one that
// is a template, or a request to an endpoint.
func takesTemplates(sql string) bool {
	verb, _, _ := strings.Cut(strings.TrimSpace(sql), " ")
	return sqltext.IsTemplate(sql) || strings.EqualFold(verb, "GET") || strings.EqualFold(verb, "POST")
}

// positional tells ?, ?1 and $1 from parameters with a name.
func positional(p sqltext.Parameter) bool { return strings.Trim(p.Name, "0123456789") == "" }

// optional reports whether a parameter need not be sent: the source takes its
// own default, or leaves a part of the template out.
func optional(p sqltext.Parameter) bool {
	return p.HasDefault || len(p.Places) > 0 && p.Places[0].Kind == sqltext.Template
}

// valuesMsg brings the values that the statements were given last.
type valuesMsg struct {
	asking *asking
	values [][]connectors.Param // of each statement
}

// valuesPatience is how long the form waits for values of the history.
const valuesPatience = 500 * time.Millisecond

// recallValues finds the values that the statements were given last: in this
// program, else by the history. Values that cannot be found are none.
func (a *App) recallValues(q *asking) tea.Cmd {
	known := make([][]connectors.Param, len(q.statements))
	for i, p := range q.statements {
		for _, text := range q.texts(p) {
			if known[i] == nil {
				known[i] = a.values[text]
			}
		}
	}
	open, parent := a.opts.Runner.History, a.ctx
	if open == nil {
		return a.askParams(valuesMsg{q, known})
	}
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(parent, valuesPatience)
		defer stop()
		store, err := open()
		for i, p := range q.statements {
			for _, text := range q.texts(p) {
				if err == nil && known[i] == nil {
					// Without them the fields are empty, and nothing else is lost.
					known[i], _ = store.LastParams(ctx, text)
				}
			}
		}
		return valuesMsg{q, known}
	}
}

// texts are the texts of a statement whose values may stand in its form.
func (q *asking) texts(p pending) []string {
	if q.pipe != nil {
		return q.pipe.texts
	}
	if p.origin != "" {
		return []string{p.origin, p.sql}
	}
	return []string{p.sql}
}

// askParams opens the form.
func (a *App) askParams(msg valuesMsg) tea.Cmd {
	q := msg.asking
	fields := make([]dialog.Field, len(q.fields))
	for i, f := range q.fields {
		fields[i] = f.field(msg.values[f.statement])
		if fields[i].Help == "" {
			fields[i].Help = q.sending
		}
		fields[i].Help, fields[i].Hint = q.describe(f, fields[i].Help), q.mark(f)
	}
	if q.pipe != nil {
		fields = append(fields, q.pipe.formatField())
	}
	key := dialog.FormKey{Keys: []string{"f5", "ctrl+enter", "ctrl+j", "alt+enter"}, Does: q.verb,
		Press: func(values []dialog.Value) (tea.Msg, bool, error) {
			err := q.check(values)
			return filledMsg{q, values}, err == nil, err
		}}
	a.push(dialog.NewForm(q.title, fields, []dialog.FormKey{key}, true))
	return nil
}

// field is a parameter as a line of the form.
func (f asked) field(known []connectors.Param) dialog.Field {
	out := dialog.Field{Label: f.label(), Nullable: true, Typed: true, Type: f.Type, Fixed: f.Type != ""}
	out.Secret = secrets.IsSecretName(f.Name)
	switch {
	case f.HasDefault:
		out.Help = "Left empty, the statement's own default is used."
	case optional(f.Parameter):
		out.Help = "Left empty, it is not sent."
	}
	if p, ok := f.find(known); ok && !strings.Contains(p.Value, secrets.Mask) {
		out.Value, out.Null = p.Value, p.Null
		if !out.Fixed {
			out.Type = p.Type
		}
	}
	return out
}

// label is the name of the parameter as the statement has it.
func (f asked) label() string {
	switch {
	case f.Name == "":
		return sprintf("?%d", f.place+1)
	case positional(f.Parameter):
		return "$" + f.Name
	}
	return f.Name
}

// find finds the value of the parameter among those of its statement.
func (f asked) find(known []connectors.Param) (connectors.Param, bool) {
	for i, p := range known {
		if p.Name == f.Name && (p.Name != "" || i == f.place) {
			return p, true
		}
	}
	return connectors.Param{}, false
}

// filledMsg is the form filled in.
type filledMsg struct {
	asking *asking
	values []dialog.Value
}

// filled gives the statements their values and goes on.
func (a *App) filled(msg filledMsg) tea.Cmd {
	q := msg.asking
	statements := slices.Clone(q.statements)
	if q.pipe != nil {
		format := msg.values[len(msg.values)-1].Text
		statements[0].sql = q.pipe.texts[max(0, slices.Index(q.pipe.pipe.Formats, format))]
	}
	for i := range statements {
		statements[i].params = q.params(i, msg.values)
		a.remember(cmp.Or(statements[i].origin, statements[i].sql), statements[i].params)
	}
	return q.then(statements)
}

// params are the values of a statement.
func (q *asking) params(statement int, values []dialog.Value) []connectors.Param {
	params := []connectors.Param{}
	for place, p := range q.wanted[statement] {
		i := slices.IndexFunc(q.fields, func(f asked) bool {
			return f.statement == statement && f.place == place || !positional(p) && f.Name == p.Name
		})
		v := values[i]
		if v.Text == "" && !v.Null && optional(p) {
			continue
		}
		params = append(params, connectors.Param{Name: p.Name, Type: v.Type, Value: v.Text, Null: v.Null})
	}
	return params
}

// remember keeps the values of a statement for the next time.
func (a *App) remember(sql string, params []connectors.Param) {
	if a.values == nil {
		a.values = map[string][]connectors.Param{}
	}
	a.values[sql] = params
}

// withValues lists the values of a statement below its text.
func withValues(params []connectors.Param) string {
	l := &account{}
	for i, p := range params {
		l.add(paramName(p.Name, p.Type, i), "%s", paramValue(p))
	}
	if len(params) == 0 {
		return ""
	}
	return "\n\n" + l.String()
}
