package tui

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"sonde/history"
	"sonde/internal/config"
)

// A buffer belongs to the source that it was written for. A connection that is not
// in the configuration, because files were named at the start, is kept beside the
// buffer; one that was named by a URL is its own name, without credentials.

// sourceKey is where the source of a buffer is remembered.
func sourceKey(buffer string) string { return "source of " + buffer }

// sourceText is what is remembered of a connection: nothing of one that is
// configured or has a URL for its name.
func (a *App) sourceText(name string) string {
	known, err := a.opts.Connections.Find(name)
	if err != nil || known.File != "" || strings.Contains(name, "://") {
		return ""
	}
	values := maps.Clone(known.Values)
	d, err := a.opts.Connections.Registry().Driver(known.Kind)
	if err != nil {
		return ""
	}
	for _, o := range d.AllOptions() {
		if o.Secret {
			delete(values, o.Name)
		}
	}
	text, err := json.Marshal(config.Connection{Name: name, Kind: known.Kind, Values: values})
	if err != nil {
		return ""
	}
	return string(text)
}

// sourcesOf are the sources of buffers, as far as they are remembered.
func sourcesOf(ctx context.Context, store *history.Store, buffers []history.Buffer) map[string]config.Connection {
	sources := map[string]config.Connection{}
	for _, b := range buffers {
		var c config.Connection
		text, err := store.Remembered(ctx, sourceKey(b.ID))
		if err == nil && json.Unmarshal([]byte(text), &c) == nil && c.Name == b.Connection {
			sources[b.ID] = c
		}
	}
	return sources
}

// sourceFor is the connection of a restored buffer, which is made known again
// where it can be. One that cannot stays the buffer's: nothing that was written
// for one source may run on another unasked.
func (a *App) sourceFor(b history.Buffer, source config.Connection) string {
	if a.isOf(b, source) {
		return b.Connection
	}
	_, taken := a.opts.Connections.Find(b.Connection)
	switch {
	case source.Kind != "":
		for n := 2; taken == nil; n++ {
			source.Name = fmt.Sprintf("%s (%d)", b.Connection, n)
			_, taken = a.opts.Connections.Find(source.Name)
		}
	case strings.Contains(b.Connection, "://"):
		d, values, isURL, err := a.opts.Connections.Registry().ParseURL(b.Connection)
		if err != nil || !isURL || isHidden(b.Connection) {
			return b.Connection
		}
		source = config.Connection{Name: b.Connection, Kind: d.Kind, Values: values, Recalled: true}
	default:
		return b.Connection
	}
	a.opts.Connections.Add(source)
	a.listConnections()
	return source.Name
}

// isOf reports whether the connection that has the name of a buffer's is the one
// that the buffer was written for.
func (a *App) isOf(b history.Buffer, source config.Connection) bool {
	known, err := a.opts.Connections.Find(b.Connection)
	if err != nil || source.Kind == "" {
		return err == nil
	}
	return known.File == "" && known.Kind == source.Kind && fmt.Sprint(known.Values) == fmt.Sprint(source.Values)
}

// isMissing reports whether a name is that of no connection.
func (a *App) isMissing(name string) bool {
	_, err := a.opts.Connections.Find(name)
	return name != "" && err != nil
}

// missingText says what to do where a connection is missing.
func (a *App) missingText(name string) string {
	return sprintf("%s is not available here · %s chooses another connection", name, a.keyOf("connection"))
}

// missingTab says of which restored tab the connection is missing; empty where
// there is none.
func (a *App) missingTab(restored []*tab) string {
	for _, t := range restored {
		if a.isMissing(t.connection) {
			return t.name + ": " + a.missingText(t.connection)
		}
	}
	return ""
}
