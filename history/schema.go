package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sonde/internal/filelock"
)

// schemaVersion is kept in the file as user_version.
const schemaVersion = 5

// upgradeSQL brings the tables of the versions before to this one, a step each. A
// program of an old version that has the file open goes on as before.
var upgradeSQL = []string{
	`ALTER TABLE entries ADD COLUMN operation TEXT NOT NULL DEFAULT '';`,
	`ALTER TABLE buffers ADD COLUMN ref TEXT NOT NULL DEFAULT '';`,
	keptSQL,
	optionsSQL,
}

// An entry's version grows with every change anywhere in the table, so that a
// reader finds what is new or changed since it last looked; what is deleted
// raises the generation instead.
const schemaSQL = `
CREATE TABLE entries (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,
	version INTEGER NOT NULL,
	id TEXT NOT NULL UNIQUE,
	session TEXT NOT NULL,
	source TEXT NOT NULL,
	connection TEXT NOT NULL,
	kind TEXT NOT NULL,
	database TEXT NOT NULL,
	folder TEXT NOT NULL,
	host TEXT NOT NULL,
	sql TEXT NOT NULL,
	params TEXT NOT NULL,
	start INTEGER NOT NULL,
	duration INTEGER NOT NULL,
	first_row INTEGER NOT NULL,
	rows INTEGER NOT NULL,
	bytes INTEGER NOT NULL,
	server TEXT NOT NULL,
	query_id TEXT NOT NULL,
	status TEXT NOT NULL,
	error_class TEXT NOT NULL,
	error TEXT NOT NULL,
	completeness TEXT NOT NULL,
	reason TEXT NOT NULL,
	operation TEXT NOT NULL DEFAULT ''
);
CREATE INDEX entries_version ON entries (version);
CREATE INDEX entries_running ON entries (session) WHERE status = 'running';
CREATE TABLE buffers (
	id TEXT PRIMARY KEY,
	session TEXT NOT NULL,
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	connection TEXT NOT NULL,
	text TEXT NOT NULL,
	cursor INTEGER NOT NULL,
	updated INTEGER NOT NULL,
	ref TEXT NOT NULL DEFAULT ''
);
CREATE TABLE state (generation INTEGER NOT NULL);
INSERT INTO state VALUES (0);
` + keptSQL + optionsSQL

// keptSQL makes the tables of version 4: what the user has made of statements,
// whose rows are kept, and what is remembered. Their columns have names that
// those of entries have not, so that they can be joined.
const keptSQL = `
CREATE TABLE marks (
	statement TEXT PRIMARY KEY,
	on_connection TEXT NOT NULL,
	on_kind TEXT NOT NULL,
	name TEXT NOT NULL,
	tags TEXT NOT NULL,
	pinned INTEGER NOT NULL
);
CREATE TABLE results (
	run TEXT PRIMARY KEY,
	kept_at INTEGER NOT NULL,
	kept_rows INTEGER NOT NULL,
	kept_bytes INTEGER NOT NULL
);
CREATE INDEX results_age ON results (kept_at, kept_bytes);
CREATE TABLE remembered (key TEXT PRIMARY KEY, value TEXT NOT NULL);
`

// optionsSQL adds what version 5 knows: how a run was asked for. A program of an old
// version leaves it empty, and so does an entry of one, see [Entry.readOptions].
const optionsSQL = `
ALTER TABLE entries ADD COLUMN options TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN row_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE buffers ADD COLUMN options TEXT NOT NULL DEFAULT '';
`

const firstColumns = `id, session, source, connection, kind, database, folder, host, sql, params,
	start, duration, first_row, rows, bytes, server, query_id, status, error_class, error, completeness, reason`

// secondColumns are those of version 2, and entryColumns those of this one.
const (
	secondColumns = firstColumns + `, operation`
	entryColumns  = secondColumns + `, options, row_limit`
)

// outcomeColumn is what [Entry.Outcome] calls an entry.
const outcomeColumn = `CASE WHEN status = 'ok' AND completeness IN ('limited', 'incomplete') THEN completeness ELSE status END`

// selectEntries selects whole entries, as [Store.eachEntry] reads them.
const selectEntries = "SELECT " + entryColumns + `, seq, kept_at, kept_rows, kept_bytes, name, tags, pinned
	FROM entries LEFT JOIN results ON run = id LEFT JOIN marks ON statement = sql `

const nextVersion = `(SELECT coalesce(max(version), 0) + 1 FROM entries)`

const putSQL = `INSERT INTO entries (version, ` + entryColumns + `)
VALUES (` + nextVersion + `, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, session = excluded.session, duration = excluded.duration,
	first_row = excluded.first_row, rows = excluded.rows, bytes = excluded.bytes, server = excluded.server,
	query_id = excluded.query_id, status = excluded.status, error_class = excluded.error_class,
	error = excluded.error, completeness = excluded.completeness, reason = excluded.reason,
	operation = excluded.operation`

// values are those of entryColumns.
func (e Entry) values() ([]any, error) {
	params, err := json.Marshal(e.Params)
	if err != nil {
		return nil, err
	}
	server, err := json.Marshal(e.Server)
	if err != nil {
		return nil, err
	}
	options, err := json.Marshal(e.Options)
	if err != nil {
		return nil, err
	}
	return []any{
		e.ID, e.Session, e.Source, e.Connection, e.Kind, e.Database, e.Folder, e.Host, e.SQL, string(params),
		e.Start.UnixNano(), int64(e.Duration), int64(e.FirstRow), e.Rows, e.Bytes, string(server), e.QueryID,
		e.Status, e.ErrorClass, e.Error, e.Completeness, e.Reason, e.Operation, string(options), e.Limit,
	}, nil
}

// scanEntry reads a row of selectEntries.
func (s *Store) scanEntry(rows *sql.Rows) (e Entry, seq int64, err error) {
	var params, server, options string
	var start int64
	var made, kept, size sql.NullInt64
	var name, tags sql.NullString
	var pinned sql.NullBool
	err = rows.Scan(
		&e.ID, &e.Session, &e.Source, &e.Connection, &e.Kind, &e.Database, &e.Folder, &e.Host, &e.SQL, &params,
		&start, &e.Duration, &e.FirstRow, &e.Rows, &e.Bytes, &server, &e.QueryID,
		&e.Status, &e.ErrorClass, &e.Error, &e.Completeness, &e.Reason, &e.Operation, &options, &e.Limit,
		&seq, &made, &kept, &size, &name, &tags, &pinned,
	)
	if err != nil {
		return e, 0, err
	}
	e.Start, e.Status = time.Unix(0, start), s.statusNow(e.Status, e.Session)
	e.Name, e.Pinned = name.String, pinned.Bool
	if tags.String != "" {
		e.Tags = strings.Fields(tags.String)
	}
	if made.Valid {
		e.Kept = &Kept{At: time.Unix(0, made.Int64), Rows: kept.Int64, Bytes: size.Int64}
	}
	e.readParts(params, server)
	e.readOptions(options)
	return e, seq, nil
}

// eachEntry hands every row of selectEntries to a function.
func (s *Store) eachEntry(rows *sql.Rows, take func(e Entry, seq int64)) error {
	defer rows.Close()
	for rows.Next() {
		e, seq, err := s.scanEntry(rows)
		if err != nil {
			return err
		}
		take(e, seq)
	}
	return rows.Err()
}

// openDatabase opens the file, makes its tables where it is new, brings old ones
// up to date, and starts afresh where it is damaged.
func (s *Store) openDatabase(ctx context.Context) error {
	emptied := s.emptied()
	version, err := s.connectSound(ctx)
	if err == nil && version == schemaVersion && !s.suspect() {
		return nil
	}
	if err == nil && version > schemaVersion {
		return fmt.Errorf("%w (version %d, this one knows %d)", errNewer, version, schemaVersion)
	}
	if err != nil && !damaged(err) {
		return err
	}
	// One program at a time makes or mends the file.
	lock, err := acquire(s.path + ".lock")
	if err != nil {
		return err
	}
	defer func() { _ = filelock.Remove(lock) }()
	if err := s.makeOrMend(ctx, emptied); err != nil {
		return err
	}
	return s.sweepResults(ctx)
}

var errNewer = errors.New("a newer sonde wrote it")

func (s *Store) makeOrMend(ctx context.Context, emptied bool) error {
	version, err := s.connectSound(ctx)
	if err == nil && s.suspect() {
		err = s.inspect(ctx)
	}
	if err != nil && damaged(err) {
		return s.mend(ctx)
	}
	if err != nil {
		return err
	}
	switch {
	case version == 0:
		if emptied {
			s.warning = fmt.Sprintf("the history %s was empty, and what it held is lost; a new one was begun", s.path)
		}
		return s.create(ctx)
	case version < schemaVersion:
		return s.change(ctx, strings.Join(upgradeSQL[version-1:], " "))
	}
	return nil
}

func (s *Store) create(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	return s.change(ctx, schemaSQL)
}

// change brings the tables to this program's version.
func (s *Store) change(ctx context.Context, statements string) error {
	_, err := s.db.ExecContext(ctx, fmt.Sprintf("BEGIN IMMEDIATE; %s PRAGMA user_version = %d; COMMIT", statements, schemaVersion))
	return err
}

// connect opens the file, with its rights set first, and returns the version of
// its tables: 0 for a new file.
func (s *Store) connect(ctx context.Context) (version int, err error) {
	_ = s.disconnect() // It is opened anew.
	file, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return 0, err
	}
	if err := file.Close(); err != nil {
		return 0, err
	}
	if s.db, err = openFile(s.path); err != nil {
		return 0, err
	}
	err = s.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

func (s *Store) disconnect() error {
	if s.db == nil {
		return nil
	}
	return s.db.Close()
}

func openFile(path string) (*sql.DB, error) {
	return openWith(path, "_pragma=busy_timeout(5000)&_pragma=synchronous(normal)&_pragma=secure_delete(1)&_txlock=immediate")
}

// openWith opens a file with the options of SQLite's driver.
func openWith(path, options string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	u := url.URL{Scheme: "file", Path: slashed, RawQuery: options}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(2)
	return db, nil
}
