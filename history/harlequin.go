package history

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"sonde/connectors"
)

// ReadHarlequin reads the query log of Harlequin, an SQLite database that it keeps
// since 2.14 as history.db in the folder for state. Versions before kept a cache of
// pickled Python objects, which needs Python and their classes to read. The entries are the oldest first, filed under their profile or else under
// the name of their adapter. Their ids come from what they hold, so that a log is
// taken in once.
// Skipped counts the entries whose time cannot be read.
func ReadHarlequin(ctx context.Context, path string) (entries []Entry, skipped int, err error) {
	db, err := openForeign(path)
	if err != nil {
		return nil, 0, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT run_at, program, coalesce(connection, ''), coalesce(profile, ''), coalesce(adapter, ''),
		sql, status, coalesce(rows, 0), coalesce(truncated, 0), coalesce(elapsed_ms, 0), coalesce(error, '') FROM queries ORDER BY id`)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scanHarlequin(rows)
		var noTime *time.ParseError
		if errors.As(err, &noTime) {
			skipped++
			continue // Without its time an entry has no place among the others.
		}
		if err != nil {
			return nil, 0, err
		}
		entries = append(entries, e)
	}
	return entries, skipped, rows.Err()
}

// openForeign opens the database of another program without changing it.
func openForeign(path string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: "mode=ro&_pragma=busy_timeout(5000)"}
	return sql.Open("sqlite", u.String())
}

// harlequinStatus is what its statuses are here.
var harlequinStatus = map[string]Status{"ok": OK, "error": Failed, "canceled": Cancelled}

func scanHarlequin(rows *sql.Rows) (Entry, error) {
	var at, program, connection, profile, status string
	var truncated bool
	var milliseconds float64
	e := Entry{Source: Screen, Bytes: -1}
	err := rows.Scan(&at, &program, &connection, &profile, &e.Kind, &e.SQL, &status, &e.Rows, &truncated, &milliseconds, &e.Error)
	if err != nil {
		return e, err
	}
	if e.Start, err = time.Parse(time.RFC3339Nano, at); err != nil {
		return e, err
	}
	e.ID = uuid.NewSHA1(uuid.NameSpaceOID, []byte("harlequin\x00"+at+"\x00"+connection+"\x00"+e.SQL)).String()
	e.Connection = cmp.Or(profile, e.Kind, "harlequin")
	e.Duration = time.Duration(milliseconds * float64(time.Millisecond))
	e.Status = cmp.Or(harlequinStatus[status], Imported)
	if program == "hsql" {
		e.Source = CommandLine
	}
	switch {
	case e.Status == OK && truncated:
		e.Completeness, e.Reason = connectors.Limited.String(), "Harlequin fetched no more"
	case e.Status == OK:
		e.Completeness = connectors.Complete.String()
	}
	return e, nil
}
