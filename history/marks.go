package history

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Mark is what the user has made of a statement: a saved query where it has a
// name. It belongs to the text and outlives the runs of it.
type Mark struct {
	SQL string
	// Connection and Kind are where it is run.
	Connection, Kind string
	Name             string
	Tags             []string // single words
	Pinned           bool
}

const markColumns = "statement, on_connection, on_kind, name, tags, pinned"

// SetMark marks a statement, in place of its old mark. One without a name, tags
// and pin takes the mark away.
func (s *Store) SetMark(ctx context.Context, m Mark) error {
	m.SQL, m.Name = s.clean(m.SQL), s.clean(strings.TrimSpace(m.Name))
	tags := s.clean(strings.Join(m.Tags, " "))
	statement, values := "DELETE FROM marks WHERE statement = ?", []any{m.SQL}
	if m.Name != "" || tags != "" || m.Pinned {
		statement = "INSERT OR REPLACE INTO marks (" + markColumns + ") VALUES (?, ?, ?, ?, ?, ?)"
		values = append(values, s.clean(m.Connection), m.Kind, m.Name, tags, m.Pinned)
	}
	_, err := s.db.ExecContext(ctx, statement, values...)
	return s.failed("the statement cannot be marked", err)
}

// Marks returns every mark, by name; those without one come last.
func (s *Store) Marks(ctx context.Context) ([]Mark, error) {
	marks, err := s.marks(ctx)
	return marks, s.failed("the saved queries cannot be read", err)
}

func (s *Store) marks(ctx context.Context) ([]Mark, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+markColumns+" FROM marks ORDER BY name = '', name, statement")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var marks []Mark
	for rows.Next() {
		var m Mark
		var tags string
		if err := rows.Scan(&m.SQL, &m.Connection, &m.Kind, &m.Name, &tags, &m.Pinned); err != nil {
			return nil, err
		}
		m.Tags = strings.Fields(tags)
		marks = append(marks, m)
	}
	return marks, rows.Err()
}

// Named returns the newest run of the saved query of a name. The error of an
// unknown one is [ErrNotFound].
func (s *Store) Named(ctx context.Context, name string) (Entry, error) {
	var id string
	err := s.db.QueryRowContext(ctx, "SELECT id FROM entries JOIN marks ON statement = sql WHERE name = ? ORDER BY seq DESC LIMIT 1", name).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return Entry{}, ErrNotFound
	}
	if err != nil {
		return Entry{}, s.failed("the history cannot be read", err)
	}
	return s.Get(ctx, id)
}

// Remember keeps a small text of the program's own under a key, such as the
// last choice of a form.
func (s *Store) Remember(ctx context.Context, key, value string) error {
	_, err := s.db.ExecContext(ctx, "INSERT OR REPLACE INTO remembered VALUES (?, ?)", key, s.clean(value))
	return s.failed("the last choice cannot be kept", err)
}

// Forget drops what was kept under a key.
func (s *Store) Forget(ctx context.Context, key string) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM remembered WHERE key = ?", key)
	return s.failed("what was kept cannot be dropped", err)
}

// Remembered returns what was kept under a key; empty where there is nothing.
func (s *Store) Remembered(ctx context.Context, key string) (value string, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT value FROM remembered WHERE key = ?", key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, s.failed("the last choice cannot be read", err)
}
