package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sonde/connectors"
	"sonde/internal/export"
)

// addOutput adds the flags of every command that may write rows to a file.
func (f *queryFlags) addOutput(fl *pflag.FlagSet, help string) {
	f.addFile(fl, help)
	fl.StringArrayVar(&f.choices, "option", nil, "an option of the format: `KEY=VALUE` (repeatable), see sonde query --help")
}

// checkChoices finds options that the format does not have, before anything is
// opened.
func (f *queryFlags) checkChoices(format string) error {
	f.chosenFor = format
	return f.choose(&export.Options{})
}

// choose gives the options of the format the values of the flags.
func (f *queryFlags) choose(o *export.Options) error {
	for _, item := range f.choices {
		key, value, ok := strings.Cut(item, "=")
		if !ok {
			return usage(knownChoices(f.chosenFor), "--option needs KEY=VALUE, not %q", item)
		}
		if err := o.SetOption(f.chosenFor, key, value); err != nil {
			return usage(knownChoices(f.chosenFor), "%s", connectors.AsError(err).Message)
		}
	}
	return nil
}

// knownChoices lists the options of a format.
func knownChoices(format string) string {
	var names []string
	for _, o := range export.FormatOptions(format) {
		names = append(names, o.Name)
	}
	if len(names) == 0 {
		return "The format " + format + " has no options."
	}
	return "The options of " + format + " are " + strings.Join(names, ", ") + "."
}

// formatChoices is a table of all options of formats, each with the formats that
// have it.
func formatChoices() string {
	var known []connectors.Option
	formats := map[string][]string{}
	for _, f := range export.Formats() {
		for _, o := range export.FormatOptions(f.Name) {
			key := o.Name + o.Help + o.Default
			if formats[key] == nil {
				known = append(known, o)
			}
			formats[key] = append(formats[key], f.Name)
		}
	}
	lines := []string{"Options of formats (--option KEY=VALUE):"}
	for _, o := range known {
		of := strings.Join(formats[o.Name+o.Help+o.Default], ", ")
		lines = append(lines, fmt.Sprintf("  %-16s %-13s %s%s", o.Name, of, o.Help, choiceValues(o)))
	}
	return strings.Join(lines, "\n")
}

// choiceValues are the values of an option, the default one first.
func choiceValues(o connectors.Option) string {
	values := o.Choices
	if o.Type == connectors.TypeBool {
		values = []string{"true", "false"}
	}
	if i := slices.Index(values, o.Default); i > 0 {
		values = append([]string{o.Default}, slices.Delete(slices.Clone(values), i, i+1)...)
	}
	switch {
	case len(values) > 0:
		return " (" + strings.Join(values, ", ") + ")"
	case o.Default != "":
		return " (" + o.Default + ")"
	}
	return ""
}
