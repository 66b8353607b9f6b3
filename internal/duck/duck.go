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
	"slices"
	"strings"
	"sync"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
	"sonde/internal/scratch"
)

// Options are choices made when a database is opened.
type Options struct {
	// ReadOnly opens the file so that nothing can be changed in it. It has no
	// meaning for a database in memory.
	ReadOnly bool
	// Settings are DuckDB's own settings by name, such as "threads",
	// "memory_limit" or "TimeZone". Those that belong to a session are set on
	// every connection.
	Settings map[string]string
}

// DB is an open database. Its methods may be called from many goroutines.
type DB struct {
	mu      sync.Mutex
	handle  bindings.Database
	conns   map[*Conn]struct{}
	session []setting       // set on every new connection
	spill   *scratch.Folder // removed on Close; nil where the user named a folder
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
	refused, message := db.openWith(path, settings)
	if unknown := unrecognized(message); len(unknown) > 0 {
		var late []setting
		settings, late = partition(settings, func(s setting) bool {
			return !slices.Contains(unknown, strings.ToLower(s.name))
		})
		refused, message = db.openWith(path, settings)
		refused = append(refused, late...)
	}
	if message != "" {
		return openError(message)
	}
	db.session = refused
	return db.checkSession()
}

func partition(settings []setting, keep func(setting) bool) (kept, rest []setting) {
	for _, s := range settings {
		if keep(s) {
			kept = append(kept, s)
		} else {
			rest = append(rest, s)
		}
	}
	return kept, rest
}

// openWith opens the database and returns DuckDB's error text, empty where there
// was none, and the settings that DuckDB refuses at this point.
func (db *DB) openWith(path string, settings []setting) (refused []setting, message string) {
	var config bindings.Config
	defer bindings.DestroyConfig(&config)
	if bindings.CreateConfig(&config) == bindings.StateError {
		return nil, "Out of Memory Error: DuckDB could not be started"
	}
	for _, s := range settings {
		if bindings.SetConfig(config, s.name, s.value) == bindings.StateError {
			refused = append(refused, s)
		}
	}
	if bindings.OpenExt(path, &db.handle, config, &message) == bindings.StateError {
		bindings.Close(&db.handle)
	}
	return refused, message
}

// unrecognized reads which settings DuckDB does not know while it opens, in lower
// case: those of its extensions, which it knows later, and wrong ones.
func unrecognized(message string) []string {
	_, names, found := strings.Cut(message, "options were not recognized: ")
	if !found {
		return nil
	}
	names, _, _ = strings.Cut(names, "\"")
	return strings.Split(strings.ToLower(names), ", ")
}

// checkSession tries the user's settings on a first session, so that a wrong
// one is an error of Open.
func (db *DB) checkSession() error {
	if len(db.session) == 0 {
		return nil
	}
	c, err := db.Connect()
	if err != nil {
		bindings.Close(&db.handle)
		return err
	}
	return c.Close()
}

// settings returns what is set, the user's own settings last and in the order of
// their names.
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
		folder, err := scratch.New("")
		if err != nil {
			return nil, connectors.Errorf(connectors.ClassUnavailable, "no temporary folder: %w", err)
		}
		db.spill = folder
		settings = append(settings, setting{"temp_directory", folder.Path()})
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
	if err := c.prepareSession(db.session); err != nil {
		bindings.Disconnect(&c.handle)
		return nil, err
	}
	db.conns[c] = struct{}{}
	return c, nil
}

// sessionSQL turns the engine's count of a query's progress on, which it keeps
// only where its progress bar is on, and never draws the bar.
const sessionSQL = `
	SET enable_progress_bar_print = false;
	SET enable_progress_bar = true;
	SET progress_bar_time = 0`

func (c *Conn) prepareSession(settings []setting) error {
	if err := c.Exec(context.Background(), sessionSQL); err != nil {
		return err
	}
	for _, s := range settings {
		sql := fmt.Sprintf("SET %s = %s", quote(s.name, '"'), quote(s.value, '\''))
		if err := c.Exec(context.Background(), sql); err != nil {
			return settingError(s.name, err)
		}
	}
	return nil
}

func quote(s string, mark rune) string {
	m := string(mark)
	return m + strings.ReplaceAll(s, m, m+m) + m
}

// Raw calls f with the database's handle of the C API, for what this package has
// no function for. The handle is valid only during the call.
func (db *DB) Raw(f func(bindings.Database) error) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.handle.Ptr == nil {
		return connectors.Errorf(connectors.ClassUnavailable, "the database is closed")
	}
	return f(db.handle)
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
	if db.spill == nil {
		return nil
	}
	err := db.spill.Remove()
	db.spill = nil
	return err
}

func (db *DB) forget(c *Conn) {
	db.mu.Lock()
	defer db.mu.Unlock()
	delete(db.conns, c)
}
