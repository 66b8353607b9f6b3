package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/run"
	"sonde/internal/secrets"
)

// locate makes the source of an entry known to the explorer, as a replay does, and
// names it.
func (s *session) locate(e history.Entry) (name string, err error) {
	if name, err = s.replayTarget(e); err != nil {
		return "", err
	}
	if _, err := s.connections.Find(name); err == nil {
		return name, nil
	}
	if name, err = s.targetFrom(name, true); err == nil {
		s.makeAbsolute(name)
	}
	return name, err
}

// replayTarget names the source of an entry for a run in this folder. A file, or a
// DuckDB database by its path, is looked for in the folder of the entry, but for
// files that the explorer had opened: where those are is remembered.
func (s *session) replayTarget(e history.Entry) (string, error) {
	name := e.Connection
	known, err := s.connections.Find(name)
	found := err == nil
	if found && !s.isFiles(known) {
		return name, nil
	}
	if strings.Contains(name, secrets.Mask) {
		return "", usage("-c gives the connection, such as its URL with the value in that place.",
			"%s stands in the connection for what is not stored, such as a password or a reference, and nothing was run: %s", secrets.Mask, name)
	}
	if source, is := s.rememberedSource(e); is {
		return s.makeKnown(source), nil
	}
	if here, err := os.Getwd(); err == nil && here == e.Folder || e.Folder == "" {
		return name, nil
	}
	path, scheme, options := name, "", ""
	if _, _, isURL, _ := s.Registry.ParseURL(name); isURL {
		var isPath bool
		scheme, path, isPath = strings.Cut(name, ":")
		if path, options = cutOptions(path); !isPath || e.Kind != "duckdb" || strings.HasPrefix(path, "//") || path == "" || path == ":memory:" {
			return name, nil
		}
		scheme += ":"
	}
	if filepath.IsAbs(path) {
		return name, nil
	}
	there := filepath.Join(e.Folder, path)
	if found && fmt.Sprint(s.local(name, s.Local.Files([]string{there})).Values) == fmt.Sprint(known.Values) {
		return name, nil
	}
	if !namesFiles(there) && (found || namesFiles(path)) {
		return "", &exitError{ExitConnection, connectors.Errorf(connectors.ClassNotFound, "%s is not in %s, where the entry was run", path, e.Folder)}
	}
	if namesFiles(there) {
		return scheme + there + options, nil
	}
	return name, nil
}

// cutOptions takes the options from a URL.
func cutOptions(url string) (rest, options string) {
	if i := strings.IndexByte(url, '?'); i >= 0 {
		return url[:i], url[i:]
	}
	return url, ""
}

// isFiles reports whether a connection is that of files that were named in a call,
// so that its name alone does not say which they are.
func (s *session) isFiles(c config.Connection) bool {
	_, _, isURL, _ := s.Registry.ParseURL(c.Name)
	return c.File == "" && c.Kind == s.Local.Kind && !isURL && !s.isSample(c.Name)
}

// rememberedSource is the connection of an entry that the explorer had opened files
// for. It is remembered for this folder as well, to which the next entry belongs.
func (s *session) rememberedSource(e history.Entry) (c config.Connection, is bool) {
	store, err := s.history()
	if err != nil {
		return c, false
	}
	text, err := run.RememberedSource(context.Background(), store, e)
	if err != nil || json.Unmarshal([]byte(text), &c) != nil || c.Kind != s.Local.Kind {
		return c, false
	}
	if here, err := os.Getwd(); err == nil && (here != e.Folder || store.Session() != e.Session) {
		// Where it cannot be, the next replay says that the files are not known.
		_ = store.Remember(context.Background(), run.SessionSourceKey(store.Session(), c.Name), text)
		_ = store.Remember(context.Background(), run.SourceKey(here, c.Name), text)
	}
	return c, true
}

// makeKnown makes a connection known under its name, or under one like it where
// another has that, and returns the name.
func (s *session) makeKnown(c config.Connection) string {
	base := c.Name
	for n := 2; ; n++ {
		known, err := s.connections.Find(c.Name)
		if err != nil {
			s.connections.Add(c)
			return c.Name
		}
		if known.File == "" && fmt.Sprint(known.Values) == fmt.Sprint(c.Values) {
			return c.Name
		}
		c.Name = fmt.Sprintf("%s (%d)", base, n)
	}
}
