package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sonde/connectors"
)

// lostSecret is the option of a source that was given in its URL and is not stored;
// empty where there is none.
type lostSecret string

// lostSecret is what a source lacks that is known by its URL alone.
func (s *session) lostSecret(name string) lostSecret {
	d, values, isURL, err := s.Registry.ParseURL(name)
	if !isURL || err != nil {
		return ""
	}
	i := slices.IndexFunc(d.Options, func(o connectors.Option) bool { return o.Secret })
	if i < 0 || values[d.Options[i].Name] != nil {
		return ""
	}
	return lostSecret(d.Options[i].Name)
}

// explain says of an error that may come of it what was not stored, and how it is
// given.
func (l lostSecret) explain(err error) error {
	var told *connectors.Error
	if l == "" || !errors.As(err, &told) || !l.isMissed(told) {
		return err
	}
	hint := fmt.Sprintf("The history keeps no %s of a URL: -c takes the URL with it, or with ?%s=${env:NAME}, which is kept.", strings.ReplaceAll(string(l), "_", " "), l)
	e := *told
	var exit *exitError
	if errors.As(err, &exit) {
		return &exitError{exit.code, e.WithHint(hint)}
	}
	return e.WithHint(hint)
}

// isMissed reports whether an error may be there for want of the secret.
func (l lostSecret) isMissed(e *connectors.Error) bool {
	return e.Class == connectors.ClassAuth || e.Class == connectors.ClassConfig && strings.Contains(e.Message, fmt.Sprintf("option %q is missing", l))
}
