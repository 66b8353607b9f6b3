package history

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"sonde/internal/filelock"
)

// A session is a running program that has the store open. While it lives it
// holds a lock on a file of its own, which the system lets go however the
// program ends. Whoever can take the lock knows that the session is over.

func (s *Store) sessionFolder() string { return s.path + ".sessions" }

func (s *Store) sessionFile(session string) string {
	return filepath.Join(s.sessionFolder(), filepath.Base(session)+".lock")
}

// over reports whether a session has ended, and clears up its lock file.
func (s *Store) over(session string) bool {
	if session == s.session {
		return false
	}
	path := s.sessionFile(session)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return true
	}
	lock, err := tryAcquire(path)
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	return filelock.Remove(lock) == nil
}

const runningSessions = "SELECT DISTINCT session FROM entries WHERE status = 'running'"

// markInterrupted marks the running entries of sessions that are over.
func (s *Store) markInterrupted(ctx context.Context) error {
	sessions, err := s.sessionsOver(ctx, runningSessions)
	for _, session := range sessions {
		if err == nil {
			_, err = s.db.ExecContext(ctx, "UPDATE entries SET status = 'interrupted', version = "+nextVersion+
				" WHERE status = 'running' AND session = ?", session)
		}
	}
	return s.failed("the history cannot be read", err)
}

// sessionsOver returns those sessions of a query's only column that are over.
func (s *Store) sessionsOver(ctx context.Context, query string) ([]string, error) {
	return s.sessionsThat(ctx, query, s.over)
}

func (s *Store) sessionsThat(ctx context.Context, query string, is func(session string) bool) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var sessions []string
	for rows.Next() {
		var session string
		if err := rows.Scan(&session); err != nil {
			return nil, err
		}
		if is(session) {
			sessions = append(sessions, session)
		}
	}
	return sessions, rows.Err()
}

// findGone finds out which sessions with running entries are over, for a store
// that cannot mark those entries. Of what it cannot find out it says nothing.
func (s *Store) findGone(ctx context.Context) {
	sessions, err := s.sessionsThat(ctx, runningSessions, s.seemsOver)
	if err != nil {
		return
	}
	s.gone = map[string]bool{}
	for _, session := range sessions {
		s.gone[session] = true
	}
}

// seemsOver reports whether a session has ended, and changes nothing.
func (s *Store) seemsOver(session string) bool {
	lock, err := os.Open(s.sessionFile(session))
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	defer lock.Close()
	return filelock.TryLock(lock) == nil
}

// statusNow is the status of an entry of a session.
func (s *Store) statusNow(status Status, session string) Status {
	if status == Running && s.gone[session] {
		return Interrupted
	}
	return status
}
