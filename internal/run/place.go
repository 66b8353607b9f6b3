package run

import (
	"fmt"
	"maps"
	"slices"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/secrets"
)

// place is where in its source a statement runs; empty where that is not known.
func place(c *Connection, s connectors.Statement) string {
	names := c.Driver.Place
	for _, name := range names {
		if value := s.Options[name]; value != "" {
			return value
		}
	}
	if len(names) == 0 {
		return ""
	}
	return c.Config.String(names[len(names)-1])
}

// withoutSecrets are options of a statement with [secrets.Mask] for those that are
// declared as secrets.
func withoutSecrets(d *connectors.Driver, options map[string]string) map[string]string {
	options = maps.Clone(options)
	for _, o := range d.AllOptions() {
		if o.Secret && options[o.Name] != "" {
			options[o.Name] = secrets.Mask
		}
	}
	return options
}

// Again are the options with which a statement runs over a connection where the run of
// an entry did: those of that run, and its database where the connection has another
// one by now.
func Again(d *connectors.Driver, known config.Connection, e history.Entry) map[string]string {
	options := maps.Clone(e.Options)
	isSet := func(name string) bool { return options[name] != "" }
	if e.Database == "" || len(d.Place) == 0 || slices.ContainsFunc(d.Place, isSet) {
		return options
	}
	name := d.Place[len(d.Place)-1]
	if own, has := known.Values[name]; has && fmt.Sprint(own) == e.Database || secrets.HasReference(fmt.Sprint(own)) {
		return options
	}
	if options == nil {
		options = map[string]string{}
	}
	options[name] = e.Database
	return options
}
