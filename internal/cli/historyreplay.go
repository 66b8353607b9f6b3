package cli

import (
	"os"
	"path/filepath"
	"strings"

	"sonde/connectors"
	"sonde/history"
)

// replayTarget names the source of an entry for a run in this folder. A file, or a
// DuckDB database by its path, is looked for in the folder of the entry.
func (s *session) replayTarget(e history.Entry) (string, error) {
	name := e.Connection
	if here, err := os.Getwd(); err == nil && here == e.Folder || e.Folder == "" {
		return name, nil
	}
	if _, err := s.connections.Find(name); err == nil {
		return name, nil
	}
	path, scheme := name, ""
	if _, _, isURL, _ := s.Registry.ParseURL(name); isURL {
		var isPath bool
		if scheme, path, isPath = strings.Cut(name, ":"); !isPath || e.Kind != "duckdb" || strings.HasPrefix(path, "//") || path == "" || path == ":memory:" {
			return name, nil
		}
		scheme += ":"
	}
	if filepath.IsAbs(path) {
		return name, nil
	}
	there := filepath.Join(e.Folder, path)
	if !namesFiles(there) && namesFiles(path) {
		return "", &exitError{ExitConnection, connectors.Errorf(connectors.ClassNotFound, "%s is not in %s, where the entry was run", path, e.Folder)}
	}
	if namesFiles(there) {
		return scheme + there, nil
	}
	return name, nil
}
