package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// TableText writes a table option on one line without braces, as [ParseTable]
// reads it.
func TableText(table map[string]any) string {
	return strings.Trim(strings.TrimSuffix(strings.TrimPrefix(inTOML(table), "{"), "}"), " ")
}

// ParseTable reads names and values of a table option: name = "value", as in the
// file, or name=value for plain words, separated by commas.
func ParseTable(text string) (map[string]any, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") {
		text = text[1 : len(text)-1]
	}
	var root struct{ T map[string]any }
	if err := toml.Unmarshal([]byte("T = { "+text+" }"), &root); err == nil {
		return root.T, nil
	}
	table := map[string]any{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(part, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch {
		case !ok || name == "":
			return nil, fmt.Errorf("expected name = \"value\", not %q", strings.TrimSpace(part))
		case strings.ContainsAny(value, `"'{}[]`):
			return nil, errors.New("expected values such as name = \"value\", separated by commas")
		}
		table[name] = value
	}
	return table, nil
}
