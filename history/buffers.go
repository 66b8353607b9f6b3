package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// Buffer is a tab of the editor. Its text is kept as it was typed.
type Buffer struct {
	ID         string // from [NewID], or any id that is unique
	Position   int    // among the tabs, from 0
	Name       string
	Connection string
	Ref        string            // the branch, tag or commit that is read; empty: the connection's own
	Options    map[string]string // of its statements, beside the connection's own
	Text       string
	Cursor     int // byte offset in Text
	Updated    time.Time
}

const firstBufferColumns = `id, session, position, name, connection, text, cursor, updated`

// secondBufferColumns are those of version 3, and bufferColumns those of this one.
const (
	secondBufferColumns = firstBufferColumns + `, ref`
	bufferColumns       = secondBufferColumns + `, options`
)

// SaveBuffer keeps a buffer as it is now, as one of this session.
func (s *Store) SaveBuffer(ctx context.Context, b Buffer) error {
	options, err := json.Marshal(s.cleanOptions(b.Options))
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT OR REPLACE INTO buffers (`+bufferColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		b.ID, s.session, b.Position, b.Name, b.Connection, b.Text, b.Cursor, b.Updated.UnixNano(), b.Ref, string(options))
	return s.failed("the buffer cannot be saved", err)
}

// DeleteBuffer forgets a buffer that was closed.
func (s *Store) DeleteBuffer(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM buffers WHERE id = ? AND session = ?", id, s.session)
	return s.failed("the buffer cannot be deleted", err)
}

// RestoreBuffers takes over the buffers of sessions that are over, and returns
// those of this session in the order of their tabs. A buffer goes to one
// session only, however many ask at once.
func (s *Store) RestoreBuffers(ctx context.Context) ([]Buffer, error) {
	buffers, err := s.restoreBuffers(ctx)
	return buffers, s.failed("the buffers cannot be restored", err)
}

func (s *Store) restoreBuffers(ctx context.Context) ([]Buffer, error) {
	if s.ReadOnly() {
		return nil, nil // They stay with whom they belong to until they can be taken over.
	}
	sessions, err := s.sessionsOver(ctx, "SELECT DISTINCT session FROM buffers")
	if err != nil {
		return nil, err
	}
	for _, session := range sessions {
		if _, err := s.db.ExecContext(ctx, "UPDATE buffers SET session = ? WHERE session = ?", s.session, session); err != nil {
			return nil, err
		}
	}
	rows, err := s.db.QueryContext(ctx, "SELECT "+bufferColumns+" FROM buffers WHERE session = ? ORDER BY position, updated", s.session)
	if err != nil {
		return nil, err
	}
	return scanBuffers(rows)
}

func scanBuffers(rows *sql.Rows) ([]Buffer, error) {
	defer rows.Close()
	var buffers []Buffer
	for rows.Next() {
		var b Buffer
		var session, options string
		var updated int64
		if err := rows.Scan(&b.ID, &session, &b.Position, &b.Name, &b.Connection, &b.Text, &b.Cursor, &updated, &b.Ref, &options); err != nil {
			return nil, err
		}
		_ = json.Unmarshal([]byte(options), &b.Options) // Without them the text is still there.
		b.Updated = time.Unix(0, updated)
		buffers = append(buffers, b)
	}
	return buffers, rows.Err()
}
