package cli

import (
	"slices"
	"strings"
	"unicode"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// parseParam reads VALUE, name=VALUE, name:TYPE=VALUE or, for a position,
// :TYPE=VALUE for a script with the given parameters. The type NULL is the value
// NULL. A text is a positional value as a whole where what stands before "=" is
// no name, or not one of the script's and it has positional parameters; after a
// leading "=" it always is.
func parseParam(text string, known []sqltext.Parameter) connectors.Param {
	head, value, ok := strings.Cut(text, "=")
	if !ok {
		return connectors.Param{Value: text}
	}
	if head == "" {
		return connectors.Param{Value: value}
	}
	name, typ, _ := strings.Cut(head, ":")
	if name == "" && isType(typ) {
		return typedParam("", typ, value)
	}
	if !isName(name) || !hasName(known, name) && slices.ContainsFunc(known, isPositional) {
		return connectors.Param{Value: text}
	}
	return typedParam(name, typ, value)
}

func typedParam(name, typ, value string) connectors.Param {
	if strings.EqualFold(typ, "NULL") && value == "" {
		return connectors.Param{Name: name, Null: true}
	}
	return connectors.Param{Name: name, Type: typ, Value: value}
}

func hasName(known []sqltext.Parameter, name string) bool {
	return slices.ContainsFunc(known, func(p sqltext.Parameter) bool { return strings.EqualFold(p.Name, name) })
}

// isPositional tells ? and $1 from parameters with a name.
func isPositional(p sqltext.Parameter) bool { return !isName(p.Name) }

// isType reports whether a text begins as names of types do.
func isType(s string) bool {
	word, _, _ := strings.Cut(s, "(")
	return isName(strings.ReplaceAll(strings.TrimSpace(word), " ", "_"))
}

func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
