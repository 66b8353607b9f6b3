package themes

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Auto is the choice that follows the terminal and leaves it its background.
const Auto = "auto"

// The ends of the names of two themes that belong together.
const (
	darkEnd  = "-dark"
	lightEnd = "-light"
)

// Names lists the built-in themes.
func Names() []string {
	names, _ := fs.Glob(files, "*.toml")
	for i, name := range names {
		names[i] = strings.TrimSuffix(name, ".toml")
	}
	slices.Sort(names)
	return names
}

// Choices lists what [Pick] takes: [Auto], the names of pairs, of which the one
// for the terminal is shown, and the themes themselves.
func Choices() []string {
	choices := []string{Auto}
	for _, name := range Names() {
		if pair, ok := strings.CutSuffix(name, darkEnd); ok && pair != "" {
			choices = append(choices, pair)
		}
	}
	return append(choices, Names()...)
}

// IsPair reports whether a choice stands for a dark and a light theme.
func IsPair(choice string) bool {
	return choice == Auto || slices.Contains(Names(), choice+darkEnd)
}

// Pick returns the theme of a choice for a dark or a light terminal. [Auto] and
// no choice at all are the program's own pair.
func Pick(choice string, dark bool) (*Theme, error) {
	switch {
	case choice == "" || choice == Auto:
		return Default(dark), nil
	case IsPair(choice) && dark:
		choice += darkEnd
	case IsPair(choice):
		choice += lightEnd
	}
	return Load(choice)
}

// Load returns a built-in theme by name.
func Load(name string) (*Theme, error) {
	data, err := files.ReadFile(name + ".toml")
	if err != nil {
		return nil, fmt.Errorf("no theme %q; there are %s", name, strings.Join(Choices(), ", "))
	}
	return Parse(name, data)
}

// Default returns the program's own theme for a dark or light terminal. It
// leaves the terminal its background.
func Default(dark bool) *Theme {
	name := "light"
	if dark {
		name = "dark"
	}
	return Own(name)
}

// Own returns a theme that the program itself asks for, without a background of
// its own: what it is shown on is already dark or light enough.
func Own(name string) *Theme {
	t, err := Load(name)
	if err != nil {
		panic(err) // The file is part of the program, and a test loads it.
	}
	t.styles[Base] = Style{}
	return t
}
