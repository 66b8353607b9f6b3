package connectors

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// userReferences are references in the place of a URL's user and password.
var userReferences = regexp.MustCompile(`^[A-Za-z0-9+.-]+://(?:[^/?@$]|\$\{[^{}]*\})*@`)

// userReference is one of them.
var userReference = regexp.MustCompile(`\$\{[^{}]*\}`)

// escapeUser escapes references such as ${env:PASSWORD} where a URL has its user and
// password, as [net/url] wants them.
func escapeUser(text string) string {
	return userReferences.ReplaceAllStringFunc(text, func(user string) string {
		return userReference.ReplaceAllStringFunc(user, func(reference string) string {
			return strings.ReplaceAll(url.QueryEscape(reference), "+", "%20")
		})
	})
}

// readTables reads the values of a URL that are tables, which are written as in TOML.
// The error does not repeat them.
func readTables(d *Driver, values map[string]any) error {
	for _, o := range d.AllOptions() {
		text, isText := values[o.Name].(string)
		if o.Type != TypeTable || !isText {
			continue
		}
		var read struct{ Table map[string]any }
		if err := toml.Unmarshal([]byte("Table = "+text), &read); err != nil || read.Table == nil {
			return Errorf(ClassConfig, "the option %q of the URL has to be a table such as { name = \"value\" }, with & written as %%26, + as %%2B and # as %%23", o.Name).
				WithHint("A connection in the configuration takes it as well, under [connections.NAME." + o.Name + "].")
		}
		values[o.Name] = read.Table
	}
	return nil
}
