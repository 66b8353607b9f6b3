package config

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sonde/connectors"
	"sonde/internal/secrets"
)

// Connection is a connection as it is configured: references in its values are
// not resolved, and the values are not checked.
type Connection struct {
	Name   string
	Kind   string
	Values map[string]any
	File   string // where it is configured; empty for one that is not from a file
	Line   int
	// Recalled says that the values are from the history, which may hold what others
	// wrote: no command is run for them.
	Recalled bool

	lines map[string]int // of options
}

// Configure resolves the references in the connection's values and checks the
// values against the options of its kind. What is secret among them is added
// to the policy's redactor. A recalled connection runs no commands. Errors are of class config and name file and line.
func (c Connection) Configure(ctx context.Context, registry *connectors.Registry, p secrets.Policy) (*connectors.Driver, connectors.Config, error) {
	d, err := registry.Driver(c.Kind)
	if err != nil {
		return nil, connectors.Config{}, c.errorAt("kind", err)
	}
	p.AllowCommands = p.AllowCommands && !c.Recalled
	values := make(map[string]any, len(c.Values))
	for name, value := range c.Values {
		if values[name], err = resolve(ctx, value, p); err != nil {
			return nil, connectors.Config{}, c.errorAt(name, fmt.Errorf("option %q: %w", name, err))
		}
		if option, ok := findOption(d, name); ok && option.Secret && p.Redactor != nil {
			redact(c.Values[name], values[name], p.Redactor)
		}
	}
	if problems := c.check(d, values); len(problems) > 0 {
		return nil, connectors.Config{}, connectors.Errorf(connectors.ClassConfig, "%s", c.at(problems[0])).WithHint(c.lostHint(d))
	}
	config, err := connectors.NewConfig(d, c.Name, values)
	return d, config, err
}

// lostHint says how a recalled connection gets the secret that it lacks.
func (c Connection) lostHint(d *connectors.Driver) string {
	for _, o := range d.Options {
		if _, given := c.Values[o.Name]; c.Recalled && o.Required && o.Secret && !given {
			return fmt.Sprintf("The history keeps no %s of a URL: start sonde with the URL that has it, or with ?%s=${env:NAME}, which is kept.", o.Name, o.Name)
		}
	}
	return ""
}

// errorAt names the connection and the place of an option.
func (c Connection) errorAt(option string, err error) error {
	p := c.problem(option, "%s", messageOf(err))
	return &connectors.Error{Class: connectors.ClassConfig, Message: c.at(p), Position: -1, Cause: err}
}

// messageOf is an error's text without its class.
func messageOf(err error) string {
	var e *connectors.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

// at is the text of a problem, with its place where there is one.
func (c Connection) at(p Problem) string {
	if c.File == "" {
		return p.Message
	}
	return p.Told()
}

// problem is one with an option; without a line of its own it stands at the
// connection's.
func (c Connection) problem(option, format string, args ...any) Problem {
	line, ok := c.lines[option]
	if !ok {
		line = c.Line
	}
	return Problem{c.File, line, fmt.Sprintf("connection %q: ", c.Name) + fmt.Sprintf(format, args...)}
}

// check finds what is wrong with values of the connection. A reference that is
// not resolved may stand for a value of any type.
func (c Connection) check(d *connectors.Driver, values map[string]any) []Problem {
	var problems []Problem
	for name, value := range values {
		option, ok := findOption(d, name)
		if !ok {
			problems = append(problems, c.unknown(name, connectors.Suggest(name, optionNames(d))))
			continue
		}
		if text, ok := value.(string); ok && secrets.HasReference(text) {
			continue
		}
		if _, err := option.Parse(value); err != nil {
			problems = append(problems, c.problem(name, "option %q: %s", name, err))
		}
	}
	for _, option := range d.AllOptions() {
		if _, given := values[option.Name]; option.Required && option.Default == "" && !given {
			problems = append(problems, c.problem(option.Name, "option %q is missing: %s", option.Name, option.Help))
		}
	}
	slices.SortFunc(problems, Problem.compare)
	return problems
}

// unknown is the problem with an option that there is not. In a URL it may be the rest
// of a password, where it is like no option.
func (c Connection) unknown(name, suggestion string) Problem {
	if c.File == "" && suggestion == "" {
		return c.problem(name, "unknown option %s of a URL, in which & in a value is written as %%26", secrets.Mask)
	}
	return c.problem(name, "unknown option %q%s", name, suggestion)
}

func findOption(d *connectors.Driver, name string) (connectors.Option, bool) {
	options := d.AllOptions()
	i := slices.IndexFunc(options, func(o connectors.Option) bool { return o.Name == name })
	if i < 0 {
		return connectors.Option{}, false
	}
	return options[i], true
}

func optionNames(d *connectors.Driver) []string {
	names := []string{"kind"}
	for _, o := range d.AllOptions() {
		names = append(names, o.Name)
	}
	return names
}

// resolve replaces the references of a text, and of the texts of a table.
func resolve(ctx context.Context, value any, p secrets.Policy) (any, error) {
	switch v := value.(type) {
	case string:
		return secrets.Resolve(ctx, v, p)
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, inner := range v {
			resolved, err := resolve(ctx, inner, p)
			if err != nil {
				return nil, err
			}
			out[key] = resolved
		}
		return out, nil
	}
	return value, nil
}

// redact makes a value, or those of a table of headers, secret. A plain word in
// a header is one only where it was written as a reference.
func redact(written, value any, r *secrets.Redactor) {
	headers, ok := value.(map[string]any)
	if !ok {
		r.Add(fmt.Sprint(value))
		return
	}
	references, _ := written.(map[string]any)
	for name, inner := range headers {
		if text := fmt.Sprint(inner); text != fmt.Sprint(references[name]) || secrets.IsSecretHeader(name, text) {
			r.Add(text)
		}
	}
}
