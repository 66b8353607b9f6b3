package history

import (
	"cmp"
	"encoding/json"
	"strings"

	"sonde/internal/secrets"
)

// readOptions takes in the options of a run. An entry of an old version has none: its
// database is the ref that it was run at.
func (e *Entry) readOptions(stored string) {
	if stored == "" {
		e.Options = RefOptions(e.Database)
	} else if json.Unmarshal([]byte(stored), &e.Options) != nil {
		e.Options, e.Unread = nil, append(e.Unread, "options")
	}
}

// RefOptions are the options of a run at a ref; nil where it is empty.
func RefOptions(ref string) map[string]string {
	if ref == "" {
		return nil
	}
	return map[string]string{"ref": ref}
}

// Ref is the branch, tag or commit that the run was asked to change or to read; empty
// where it was asked for none.
func (e Entry) Ref() string { return cmp.Or(e.Options["to"], e.Options["ref"]) }

// cleanOptions are options as they are written: [secrets.Mask] stands for secrets.
func (s *Store) cleanOptions(options map[string]string) map[string]string {
	if len(options) == 0 {
		return nil
	}
	clean := make(map[string]string, len(options))
	for name, value := range options {
		clean[name] = s.clean(value)
		if isSecretOption(name) && value != "" {
			clean[name] = secrets.Mask
		}
	}
	return clean
}

// isSecretOption reports whether a value of that name is to be hidden: that of a header
// as well, which may be a credential under any name.
func isSecretOption(name string) bool {
	return strings.HasPrefix(strings.ToLower(name), "header") || secrets.IsSecretName(name)
}

// withoutHidden takes the values that are hidden among the options out of a text, such
// as the error that refuses one.
func withoutHidden(text string, options map[string]string) string {
	for name, value := range options {
		if isSecretOption(name) && len(value) > 1 {
			text = strings.ReplaceAll(text, value, secrets.Mask)
		}
	}
	return text
}
