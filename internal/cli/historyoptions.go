package cli

import (
	"slices"
	"strings"

	"sonde/history"
	"sonde/internal/run"
	"sonde/internal/secrets"
)

// replayOptions are the options with which an entry is run again, as --set takes them:
// those of --set in the place of its own. One whose value was not stored is asked for.
func (s *session) replayOptions(f *queryFlags, e history.Entry) (set []string, err error) {
	options := e.Options
	if known, err := s.connections.Find(f.connection); err == nil {
		if d, err := s.Registry.Driver(known.Kind); err == nil {
			options = run.Again(d, known, e)
		}
	}
	for _, text := range optionTexts(options) {
		name, value, _ := strings.Cut(text, "=")
		isGiven := func(given string) bool { return strings.HasPrefix(given, name+"=") }
		switch {
		case slices.ContainsFunc(f.set, isGiven):
		case strings.Contains(value, secrets.Mask):
			return nil, usage("--set "+name+"=VALUE gives it.", "the option %s was a secret, which is not stored, and nothing was run", name)
		default:
			set = append(set, text)
		}
	}
	return append(set, f.set...), nil
}

// optionTexts are options as --set takes them, in order.
func optionTexts(options map[string]string) []string {
	var texts []string
	for name, value := range options {
		texts = append(texts, name+"="+value)
	}
	slices.Sort(texts)
	return texts
}

// limitText is the limit of a run; empty where there was none, or it is not known.
func limitText(e history.Entry) string {
	if e.Limit <= 0 {
		return ""
	}
	return counted(e.Limit, "row", "rows")
}
