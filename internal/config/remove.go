package config

import (
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"sonde/connectors"
)

// RemoveConnection takes a connection out of the configuration at path; where it
// was the default, that goes as well. Everything else in the file stays as it
// was, see [SaveConnection].
func RemoveConnection(path, name string) error {
	return rewrite(path, name, func(text string) []change {
		return append(removal(text, name), ofDefault(text, name, func(x expression) change {
			return change{span: span{x.start, x.end}}
		})...)
	}, func(root, connections map[string]any) {
		delete(connections, name)
		if root["default"] == name {
			delete(root, "default")
		}
		if len(connections) == 0 {
			delete(root, "connections")
		}
	})
}

// RenameConnection gives a connection of the configuration at path another name,
// which must be free; where it is the default, it stays that. Everything else in
// the file stays as it was, see [SaveConnection].
func RenameConnection(path, name, to string) error {
	if to == "" {
		return connectors.Errorf(connectors.ClassConfig, "a connection needs a name")
	}
	taken := false
	err := rewrite(path, name, func(text string) []change {
		return append(renaming(text, name, to), ofDefault(text, name, func(x expression) change {
			return change{x.value, tomlText(to)}
		})...)
	}, func(root, connections map[string]any) {
		_, taken = connections[to]
		connections[to] = connections[name]
		delete(connections, name)
		if root["default"] == name {
			root["default"] = to
		}
	})
	if taken {
		return connectors.Errorf(connectors.ClassConfig, "there is a connection %q already", to)
	}
	return err
}

// rewrite changes what the file at path says of a connection, if the result then
// holds what want makes of what it held.
func rewrite(path, name string, edit func(text string) []change, want func(root, connections map[string]any)) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return connectors.Errorf(connectors.ClassConfig, "the configuration cannot be read: %w", err)
	}
	body := strings.TrimPrefix(string(data), mark)
	var before, after map[string]any
	if err := toml.Unmarshal([]byte(body), &before); err != nil {
		return syntaxError(path, []byte(body), err)
	}
	all, _ := before["connections"].(map[string]any)
	if _, ok := all[name]; !ok {
		return connectors.Errorf(connectors.ClassConfig, "%s has no connection %q", path, name)
	}
	text := apply(body, edit(body))
	want(before, all)
	err = toml.Unmarshal([]byte(text), &after)
	if rest, ok := after["connections"].(map[string]any); ok && len(rest) == 0 {
		delete(after, "connections") // The header of an empty table is left.
	}
	if err != nil || !reflect.DeepEqual(before, after) {
		line := keyLines([]byte(body))[joined([]string{"connections", name})]
		return connectors.Errorf(connectors.ClassConfig, "%s:%d: connection %q is written in a form that only you can change", path, line, name)
	}
	if err := replaceFile(path, string(data[:len(data)-len(body)])+text); err != nil {
		return connectors.Errorf(connectors.ClassConfig, "the configuration cannot be written: %w", err)
	}
	return nil
}

// isOf reports whether an expression is about a connection.
func (x expression) isOf(name string) bool {
	return len(x.path) >= 2 && slices.Equal(x.path[:2], []string{"connections", name})
}

// removal takes out every line about a connection, and what stands between them.
// A comment before its header may be about more than it, and stays.
func removal(text, name string) []change {
	var list []change
	together := false
	for _, x := range expressions(text) {
		switch last := len(list) - 1; {
		case !x.isOf(name):
			together = false
		case together && !x.header:
			list[last].to = x.end
		default:
			list = append(list, change{span: span{x.start, x.end}})
			together = x.header
		}
	}
	return list
}

// renaming changes the name of a connection wherever it stands in a key.
func renaming(text, name, to string) []change {
	var list []change
	for _, x := range expressions(text) {
		if i := 1 - (len(x.path) - len(x.keys)); x.isOf(name) && i >= 0 {
			list = append(list, change{x.keys[i], tomlKey(to)})
		}
	}
	return list
}

// ofDefault changes the line that makes a connection the default.
func ofDefault(text, name string, edit func(expression) change) []change {
	for _, x := range expressions(text) {
		if slices.Equal(x.path, []string{"default"}) && strings.Trim(text[x.value.from:x.value.to], `"'`) == name {
			return []change{edit(x)}
		}
	}
	return nil
}
