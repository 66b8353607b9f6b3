package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"sonde/connectors"
)

// SaveConnection writes a connection into the configuration at path, in place of
// one of the same name, and returns it as it stands there. The file is replaced
// as a whole or not at all, only the user can read it, and everything else in it
// stays as it was: order, comments and blanks. Values are text, int64, bool and
// tables of text by name; new ones stand in the order of the kind's options. A
// connection that is written in an unusual form is an error that names its line.
func SaveConnection(path string, c Connection, d *connectors.Driver) (Connection, error) {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return c, connectors.Errorf(connectors.ClassConfig, "the configuration cannot be read: %w", err)
	}
	text, err := withConnection(path, string(data), c, d)
	if err != nil {
		return c, err
	}
	if err := replaceFile(path, text); err != nil {
		return c, connectors.Errorf(connectors.ClassConfig, "the configuration cannot be written: %w", err)
	}
	all, err := Load(path)
	if err != nil {
		return c, err
	}
	return all.Connection(c.Name)
}

// mark is the byte order mark that some editors write.
const mark = "\ufeff"

// withConnection is the text of a file with a connection in it.
func withConnection(path, text string, c Connection, d *connectors.Driver) (string, error) {
	body := strings.TrimPrefix(text, mark)
	var before map[string]any
	if err := toml.Unmarshal([]byte(body), &before); err != nil {
		return "", syntaxError(path, []byte(body), err)
	}
	s := saving{text: body, connection: c, order: optionNames(d), values: maps.Clone(c.Values)}
	s.values["kind"] = c.Kind
	after, ok := s.edit(before)
	if !ok || !isChanged(before, after, s) {
		line := keyLines([]byte(body))[joined([]string{"connections", c.Name})]
		return "", connectors.Errorf(connectors.ClassConfig, "%s:%d: connection %q is written in a form that only you can change", path, line, c.Name)
	}
	return text[:len(text)-len(body)] + after, nil
}

// isChanged reports whether the text after a change holds what it held before,
// with the connection as it is to be.
func isChanged(before map[string]any, after string, s saving) bool {
	var got map[string]any
	if toml.Unmarshal([]byte(after), &got) != nil {
		return false
	}
	if before == nil {
		before = map[string]any{}
	}
	connections, _ := before["connections"].(map[string]any)
	connections = maps.Clone(connections)
	if connections == nil {
		connections = map[string]any{}
	}
	connections[s.connection.Name] = s.values
	before["connections"] = connections
	return reflect.DeepEqual(got, before)
}

// saving is a connection on its way into a file.
type saving struct {
	text       string
	connection Connection
	values     map[string]any // with the kind
	order      []string
}

// edit returns the text with the connection; ok is false where the file has it
// in a form that is not known.
func (s saving) edit(root map[string]any) (text string, ok bool) {
	connections, _ := root["connections"].(map[string]any)
	old, exists := connections[s.connection.Name].(map[string]any)
	if !exists {
		return s.append(), true
	}
	all := expressions(s.text)
	own := []string{"connections", s.connection.Name}
	i := slices.IndexFunc(all, func(x expression) bool { return x.header && slices.Equal(x.path, own) })
	if i < 0 {
		return "", false
	}
	insert := all[i].end
	byOption := map[string][]expression{}
	for j, x := range all {
		if len(x.path) <= 2 || !slices.Equal(x.path[:2], own) {
			continue
		}
		byOption[x.path[2]] = append(byOption[x.path[2]], x)
		if j > i && !slices.ContainsFunc(all[i+1:j+1], func(x expression) bool { return x.header }) {
			insert = x.end
		}
	}
	return apply(s.text, s.changes(old, byOption, insert)), true
}

// changes are those that make the old values the new ones. What is new is
// inserted at an offset.
func (s saving) changes(old map[string]any, byOption map[string][]expression, insert int) []change {
	var list []change
	added := ""
	for _, name := range s.names(old) {
		value, wanted := s.values[name]
		places := byOption[name]
		switch {
		case wanted && reflect.DeepEqual(old[name], value):
		case wanted && len(places) == 1 && !places[0].header && len(places[0].path) == 3:
			list = append(list, change{places[0].value, inTOML(value)})
		default:
			for _, x := range places {
				list = append(list, change{span: span{x.start, x.end}})
			}
			if wanted {
				added += s.line(name, value)
			}
		}
	}
	if added != "" && insert > 0 && s.text[insert-1] != '\n' {
		added = s.lineBreak() + added
	}
	return append([]change{{span{insert, insert}, added}}, list...)
}

// names are those of old and new values, in the order of the options.
func (s saving) names(old map[string]any) []string {
	names := slices.Collect(maps.Keys(s.values))
	for name := range old {
		if _, both := s.values[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	slices.SortStableFunc(names, func(a, b string) int { return s.rank(a) - s.rank(b) })
	return names
}

// rank is the place of an option; those that are not known come last.
func (s saving) rank(name string) int {
	if i := slices.Index(s.order, name); i >= 0 {
		return i
	}
	return len(s.order)
}

// append adds the connection at the end.
func (s saving) append() string {
	out := strings.TrimRight(s.text, "\r\n")
	if out != "" {
		out += s.lineBreak() + s.lineBreak()
	}
	out += "[connections." + tomlKey(s.connection.Name) + "]" + s.lineBreak()
	for _, name := range s.names(nil) {
		out += s.line(name, s.values[name])
	}
	return out
}

func (s saving) line(name string, value any) string {
	return tomlKey(name) + " = " + inTOML(value) + s.lineBreak()
}

func (s saving) lineBreak() string {
	if strings.Contains(s.text, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

var bareKey = regexp.MustCompile(`\A[A-Za-z0-9_-]+\z`)

func tomlKey(name string) string {
	if bareKey.MatchString(name) {
		return name
	}
	return tomlText(name)
}

// inTOML writes a value.
func inTOML(value any) string {
	switch v := value.(type) {
	case string:
		return tomlText(v)
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, tomlKey(name)+" = "+inTOML(v[name]))
		}
		if len(parts) == 0 {
			return "{}"
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return fmt.Sprint(value)
}

// tomlText writes a text in quotes.
func tomlText(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&out, `\u%04X`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String() + `"`
}

// replaceFile gives a file another content, as a whole or not at all. A link
// stays one.
func replaceFile(path, text string) (err error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".sonde-*.toml") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = file.WriteString(text)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
