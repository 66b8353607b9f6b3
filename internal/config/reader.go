package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"sonde/connectors"
)

// reader takes a decoded file into a Config and notes what is wrong with it.
type reader struct {
	*Config
	lines map[string]int // of keys, see keyLines
}

func (r *reader) warn(path []string, format string, args ...any) {
	r.Warnings = append(r.Warnings, Problem{r.Path, r.line(path), fmt.Sprintf(format, args...)})
}

func (r *reader) line(path []string) int { return r.lines[joined(path)] }

// joined makes a key of lines from a path of names.
func joined(path []string) string { return strings.Join(path, "\x00") }

// below returns path with one name more, and leaves path alone.
func below(path []string, name string) []string {
	return append(slices.Clone(path), name)
}

// topLevel lists what the file may hold besides settings.
var topLevel = []string{"version", "default", "connections", "keys"}

func (r *reader) root(root map[string]any) {
	known := slices.Concat(topLevel, sections())
	for _, s := range settings() {
		if s.section == "" {
			known = append(known, s.Name)
		}
	}
	for name, value := range root {
		path := []string{name}
		switch {
		case name == "version":
			r.version(value)
		case name == "default":
			r.DefaultUnknown = !r.text(path, value, &r.Default)
		case name == "connections":
			r.connections(value)
		case name == "keys":
			r.keys(path, value)
		case slices.Contains(sections(), name):
			r.section(name, value)
		case slices.Contains(known, name):
			r.setting("", path, value)
		default:
			r.warn(path, "unknown setting %q%s", name, connectors.Suggest(name, known))
		}
	}
	r.checkDefault()
}

func (r *reader) version(value any) {
	path := []string{"version"}
	switch n, ok := value.(int64); {
	case !ok || n < 1:
		r.warn(path, "version: expected a whole number from 1")
	case n > version:
		r.warn(path, "version %d is newer than this sonde knows (%d); what it does not know is passed over", n, version)
	}
}

func (r *reader) text(path []string, value any, into *string) (ok bool) {
	s, ok := value.(string)
	if !ok {
		r.warn(path, "%s: expected text, not %s", strings.Join(path, "."), kindOf(value))
	}
	*into = s
	return ok
}

func (r *reader) checkDefault() {
	if r.Default == "" {
		return
	}
	if _, err := r.Connection(r.Default); err != nil {
		r.warn([]string{"default"}, "default: %s", connectors.AsError(err).Message)
		p := r.Warnings[len(r.Warnings)-1]
		r.noDefault = &p
	}
}

// section reads a table of settings.
func (r *reader) section(name string, value any) {
	path := []string{name}
	table, ok := r.table(path, value)
	if !ok {
		return
	}
	for key, v := range table {
		r.setting(name, below(path, key), v)
	}
}

// setting reads one setting; path ends in its name.
func (r *reader) setting(section string, path []string, value any) {
	name := path[len(path)-1]
	var names []string
	for _, s := range settings() {
		if s.section != section {
			continue
		}
		if s.Name == name {
			v, err := s.Parse(value)
			if err != nil {
				r.warn(path, "%s: %s", strings.Join(path, "."), err)
				return
			}
			s.set(r.Config, v)
			return
		}
		names = append(names, s.Name)
	}
	r.warn(path, "unknown setting %q%s", strings.Join(path, "."), connectors.Suggest(name, names))
}

func (r *reader) table(path []string, value any) (map[string]any, bool) {
	table, ok := value.(map[string]any)
	if !ok {
		r.warn(path, "%s: expected a table, not %s", strings.Join(path, "."), kindOf(value))
	}
	return table, ok
}

func (r *reader) connections(value any) {
	path := []string{"connections"}
	table, ok := r.table(path, value)
	if !ok {
		return
	}
	for name, v := range table {
		path := below(path, name)
		if options, ok := r.table(path, v); ok {
			r.connection(path, name, options)
		}
	}
}

func (r *reader) connection(path []string, name string, options map[string]any) {
	c := Connection{Name: name, File: r.Path, Line: r.line(path), Values: map[string]any{}, lines: map[string]int{}}
	for key, v := range options {
		c.lines[key] = r.line(below(path, key))
		if key != "kind" {
			c.Values[key] = v
		}
	}
	switch kind, given := options["kind"]; {
	case !given:
		r.warn(path, "connection %q has no kind", name)
	default:
		r.text(below(path, "kind"), kind, &c.Kind)
	}
	r.Connections = append(r.Connections, c)
}

// keys reads the table of keys. The id of an action has dots, and may be
// written with quotes or as tables within tables.
func (r *reader) keys(path []string, value any) {
	table, ok := r.table(path, value)
	if !ok {
		return
	}
	for name, v := range table {
		path := below(path, name)
		if _, nested := v.(map[string]any); nested {
			r.keys(path, v)
			continue
		}
		keys, ok := keyList(v)
		if !ok {
			r.warn(path, "%s: expected a key such as \"ctrl+r\" or a list of keys, not %s", strings.Join(path, "."), kindOf(v))
			continue
		}
		r.Keys = append(r.Keys, Binding{strings.Join(path[1:], "."), keys, r.line(path)})
	}
}

func keyList(value any) ([]string, bool) {
	if s, ok := value.(string); ok {
		return []string{s}, true
	}
	list, ok := value.([]any)
	keys := make([]string, 0, len(list))
	for _, item := range list {
		s, isText := item.(string)
		ok = ok && isText
		keys = append(keys, s)
	}
	return keys, ok
}

// kindOf names a value for a message.
func kindOf(value any) string {
	switch v := value.(type) {
	case map[string]any:
		return "a table"
	case []any:
		return "a list"
	case string:
		return fmt.Sprintf("the text %q", v)
	}
	return fmt.Sprint(value)
}

// keyLines finds the line of every key and table of a file that is sound TOML,
// by its path joined with NUL. A path that is written more than once has its
// first line.
func keyLines(data []byte) map[string]int {
	lines := map[string]int{}
	var p unstable.Parser
	p.Reset(data)
	var table []string
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = noteKeys(&p, lines, nil, e)
		case unstable.KeyValue:
			noteKeyValue(&p, lines, table, e)
		}
	}
	return lines
}

func noteKeyValue(p *unstable.Parser, lines map[string]int, table []string, e *unstable.Node) {
	path := noteKeys(p, lines, table, e)
	if value := e.Value(); value.Kind == unstable.InlineTable {
		for it := value.Children(); it.Next(); {
			noteKeyValue(p, lines, path, it.Node())
		}
	}
}

// noteKeys notes the lines of the dotted key of a node, and returns its path.
func noteKeys(p *unstable.Parser, lines map[string]int, path []string, e *unstable.Node) []string {
	for it := e.Key(); it.Next(); {
		path = below(path, string(it.Node().Data))
		if _, noted := lines[joined(path)]; !noted {
			lines[joined(path)] = p.Shape(it.Node().Raw).Start.Line
		}
	}
	return path
}
