// Package config reads the user's configuration: connections, settings and
// keys, from a TOML file. A mistake in it is a [Problem] with file and line,
// and everything else in the file still works.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"sonde/connectors"
)

// Config is a configuration. What the file does not set has its default.
type Config struct {
	Path        string       // of the file, whether it exists or not
	Default     string       // the connection that is opened when none is named, whether it exists or not; empty: the sample data
	Connections []Connection // in the order of the file
	Keys        []Binding    // in the order of the file

	Theme string // the name of a theme, or "auto"
	// Completion says when the editor lists names: "auto" or "key".
	Completion string
	ASCII      bool // draw with ASCII only
	Vim        bool // edit with the keys of vim
	MemoryMB   int  // budget for all results, in MiB
	History    bool // keep runs in the history
	// StoredMB and StoredDays bound the stored results of past runs: MiB on the
	// disk, and their age.
	StoredMB, StoredDays int

	// DefaultUnknown is set where the file may name a default connection and it
	// cannot be read which.
	DefaultUnknown bool

	Warnings []Problem // in the order of the file

	noDefault *Problem // with the name of the default connection
}

// Binding gives an action other keys than its own. No keys take them away.
type Binding struct {
	Action string
	Keys   []string
	Line   int
}

// Problem is a mistake in a configuration.
type Problem struct {
	File    string // empty where the message names the place
	Line    int    // from 1; 0 where it concerns the whole file
	Message string
}

func (p Problem) String() string {
	switch {
	case p.File == "":
		return p.Message
	case p.Line == 0:
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// Told is the problem for a screen that may have no room for all of it: what is
// wrong first, the place last.
func (p Problem) Told() string {
	place := strings.TrimSuffix(Problem{File: p.File, Line: p.Line}.String(), ": ")
	if place == "" {
		return p.Message
	}
	return p.Message + " (" + place + ")"
}

// DefaultProblem is what is wrong with the name of the default connection; ok is
// false where there is one of that name, or none is named.
func (c *Config) DefaultProblem() (p Problem, ok bool) {
	if c.noDefault == nil {
		return Problem{}, false
	}
	return *c.noDefault, true
}

// Load reads the configuration at path; without a file, or without a path,
// everything has its default. A file that cannot be read or is no TOML is an
// [connectors.Error] of class config that names the place; there is a
// configuration beside it, with the defaults.
func Load(path string) (*Config, error) {
	c := &Config{Path: path}
	c.setDefaults()
	if path == "" {
		return c, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		c.DefaultUnknown = true
		return c, connectors.Errorf(connectors.ClassConfig, "the configuration cannot be read: %w", err)
	}
	return c, c.read(data)
}

// defaultLine looks like the line that names the default connection.
var defaultLine = regexp.MustCompile(`(?m)^\s*["']?default["']?\s*=`)

// read takes in a file.
func (c *Config) read(data []byte) error {
	data = []byte(strings.TrimPrefix(string(data), "\ufeff"))
	var root map[string]any
	if err := toml.Unmarshal(data, &root); err != nil {
		c.DefaultUnknown = defaultLine.Match(data)
		return syntaxError(c.Path, data, err)
	}
	r := reader{Config: c, lines: keyLines(data)}
	r.root(root)
	slices.SortStableFunc(c.Warnings, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	slices.SortStableFunc(c.Connections, func(a, b Connection) int { return cmp.Compare(a.Line, b.Line) })
	slices.SortStableFunc(c.Keys, func(a, b Binding) int { return cmp.Compare(a.Line, b.Line) })
	return nil
}

// syntaxError names the place and shows its line.
func syntaxError(path string, data []byte, err error) error {
	var syntax *toml.DecodeError
	if !errors.As(err, &syntax) {
		return connectors.Errorf(connectors.ClassConfig, "%s: %w", path, err)
	}
	line, column := syntax.Position()
	text := ""
	if lines := strings.Split(string(data), "\n"); line >= 1 && line <= len(lines) {
		text = strings.TrimSpace(lines[line-1])
	}
	return connectors.Errorf(connectors.ClassConfig, "%s:%d:%d: %s\n  %s", path, line, column, strings.TrimPrefix(err.Error(), "toml: "), text)
}

// Connection finds a connection by name. The error names the nearest one.
func (c *Config) Connection(name string) (Connection, error) {
	var names []string
	for _, connection := range c.Connections {
		if connection.Name == name {
			return connection, nil
		}
		names = append(names, connection.Name)
	}
	message := fmt.Sprintf("no connection %q%s", name, connectors.Suggest(name, names))
	if len(names) == 0 {
		message += "; the configuration has none"
	}
	return Connection{}, connectors.Errorf(connectors.ClassConfig, "%s", message)
}
