// Package duck runs statements on an embedded DuckDB and streams their answers
// as Arrow record batches. It is a thin layer over DuckDB's C API: statements
// are prepared, executed as pending, streaming queries, and fetched chunk by
// chunk, so that memory does not grow with the answer and the first rows are
// there as soon as DuckDB has made them.
package duck

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// Options are choices made when a database is opened.
type Options struct {
	// ReadOnly opens the file so that nothing can be changed in it. It has no
	// meaning for a database in memory.
	ReadOnly bool
	// Settings are DuckDB's own settings by name, such as "threads" or
	// "memory_limit". Those that belong to a session are set on every connection.
	Settings map[string]string
}

// DB is an open database. Its methods may be called from many goroutines.
type DB struct {
	mu       sync.Mutex
	handle   bindings.Database
	conns    map[*Conn]struct{}
	session  []setting // set on every new connection
	spillDir string    // ours, removed on Close; empty where the user named one
}

type setting struct{ name, value string }

// Version returns the version of the linked DuckDB, such as "v1.5.5".
func Version() string { return bindings.LibraryVersion() }

// Open opens the database file at path, and makes it where it does not exist;
// the empty path is a new database in memory. Extensions are never downloaded
// or loaded unasked. What does not fit into memory goes to a private folder
// below the system's temporary folder, never to the current folder. Errors are
// of class Config for a wrong setting, and NotFound, Permission or Unavailable
// for a file that cannot be opened.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if err := ctx.Err(); err != nil {
		return nil, connectors.AsError(err)
	}
	db := &DB{conns: map[*Conn]struct{}{}}
	if err := db.open(path, o); err != nil {
		db.removeSpill()
		return nil, err
	}
	return db, nil
}

func (db *DB) open(path string, o Options) error {
	settings, err := db.settings(path, o)
	if err != nil {
		return err
	}
	var config bindings.Config
	defer bindings.DestroyConfig(&config)
	if bindings.CreateConfig(&config) == bindings.StateError {
		return connectors.Errorf(connectors.ClassCapacity, "DuckDB could not be started: out of memory")
	}
	for _, s := range settings {
		if bindings.SetConfig(config, s.name, s.value) == bindings.StateError {
			db.session = append(db.session, s)
		}
	}
	var message string
	if bindings.OpenExt(path, &db.handle, config, &message) == bindings.StateError {
		bindings.Close(&db.handle)
		return openError(message)
	}
	return nil
}

// settings returns what is set at opening, the user's own settings last and in
// the order of their names.
func (db *DB) settings(path string, o Options) ([]setting, error) {
	settings := []setting{
		{"autoinstall_known_extensions", "false"},
		{"autoload_known_extensions", "false"},
		{"errors_as_json", "true"},
	}
	if o.ReadOnly && path != "" {
		settings = append(settings, setting{"access_mode", "READ_ONLY"})
	}
	if _, chosen := o.Settings["temp_directory"]; !chosen {
		dir, err := os.MkdirTemp("", "sonde-duckdb-")
		if err != nil {
			return nil, connectors.Errorf(connectors.ClassUnavailable, "no temporary folder: %w", err)
		}
		db.spillDir = dir
		settings = append(settings, setting{"temp_directory", dir})
	}
	for _, name := range slices.Sorted(maps.Keys(o.Settings)) {
		settings = append(settings, setting{name, o.Settings[name]})
	}
	return settings, nil
}

// Connect opens a session. Queries on different sessions run at the same time.
func (db *DB) Connect() (*Conn, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.handle.Ptr == nil {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "the database is closed")
	}
	c := &Conn{db: db}
	if bindings.Connect(db.handle, &c.handle) == bindings.StateError {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "DuckDB refused a connection")
	}
	if err := c.Exec(context.Background(), db.sessionSQL()); err != nil {
		bindings.Disconnect(&c.handle)
		return nil, err
	}
	db.conns[c] = struct{}{}
	return c, nil
}

// sessionSQL is the script that prepares a new session. DuckDB keeps count of a
// query's progress only where its progress bar is on.
func (db *DB) sessionSQL() string {
	script := []string{
		"SET enable_progress_bar_print = false",
		"SET enable_progress_bar = true",
		"SET progress_bar_time = 0",
	}
	for _, s := range db.session {
		script = append(script, fmt.Sprintf("SET %s = %s", quote(s.name, '"'), quote(s.value, '\'')))
	}
	return strings.Join(script, ";")
}

func quote(s string, mark rune) string {
	m := string(mark)
	return m + strings.ReplaceAll(s, m, m+m) + m
}

// Close ends every connection with its query and closes the database. It may be
// called twice.
func (db *DB) Close() error {
	db.mu.Lock()
	conns := slices.Collect(maps.Keys(db.conns))
	db.mu.Unlock()
	for _, c := range conns {
		c.Close()
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	bindings.Close(&db.handle)
	return db.removeSpill()
}

func (db *DB) removeSpill() error {
	if db.spillDir == "" {
		return nil
	}
	return os.RemoveAll(db.spillDir)
}

func (db *DB) forget(c *Conn) {
	db.mu.Lock()
	defer db.mu.Unlock()
	delete(db.conns, c)
}
