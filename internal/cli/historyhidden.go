package cli

import (
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/secrets"
	"sonde/internal/sqltext"
)

// isHidden reports whether a parameter's value was a secret and not stored.
func isHidden(p connectors.Param) bool { return strings.Contains(p.Value, secrets.Mask) }

// replayParams are the parameters of an entry, with the values of --param in the
// place of its own. An entry that would run with the mark of a secret that was not
// stored is refused: the mark is a value as good as any to its source.
func (s *session) replayParams(f *queryFlags, e history.Entry) ([]connectors.Param, error) {
	if strings.Contains(e.SQL, secrets.Mask) {
		return nil, usage("sonde history show "+e.ID+" prints the statement with its "+secrets.Mask+"; put the secret there, and run that with sonde query.",
			"%s stands in this statement for a secret, which is not stored, and nothing was run", secrets.Mask)
	}
	params := slices.Clone(e.Params)
	known := s.parametersOf(e)
	for _, text := range f.params {
		p := parseParam(text, known)
		i := slices.IndexFunc(params, func(old connectors.Param) bool { return takes(old, p) })
		if i < 0 {
			return nil, usage("sonde history show "+e.ID+" prints what it has.", "this entry has no parameter to take --param %s", paramText(connectors.Param{Name: p.Name, Value: secrets.Mask}))
		}
		if p.Type == "" && !p.Null {
			p.Type = params[i].Type
		}
		params[i] = p
	}
	if i := slices.IndexFunc(params, isHidden); i >= 0 {
		return nil, usage("--param NAME=VALUE gives it, or --param VALUE where it has no name.",
			"the value of a parameter was a secret, which is not stored, and nothing was run: %s", paramText(params[i]))
	}
	f.params = nil
	return params, nil
}

// takes reports whether a new value is meant for a parameter: by its name, and
// without one for the first that is hidden.
func takes(old, value connectors.Param) bool {
	return strings.EqualFold(old.Name, value.Name) && (value.Name != "" || isHidden(old))
}

// parametersOf are the parameters in the text of an entry.
func (s *session) parametersOf(e history.Entry) []sqltext.Parameter {
	dialect := ""
	if d, err := s.Registry.Driver(e.Kind); err == nil {
		dialect = d.Dialect
	}
	return sqltext.ForName(dialect).Parameters(e.SQL)
}
