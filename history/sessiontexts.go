package history

import (
	"context"
	"slices"
	"strings"
)

// inSession stands before the session in a key of [SessionKey].
const inSession = " in session "

// SessionKey is the key of what [Store.Remember] keeps for the runs of one session. It
// is dropped with the last of them.
func SessionKey(key, session string) string { return key + inSession + session }

// dropSessionTexts drops what was kept for sessions that are over and of which no entry
// is left.
func (s *Store) dropSessionTexts(ctx context.Context) error {
	keys, err := s.texts(ctx, "SELECT key FROM remembered WHERE key LIKE '%"+inSession+"%'")
	if err != nil || len(keys) == 0 {
		return err
	}
	sessions, err := s.texts(ctx, "SELECT DISTINCT session FROM entries")
	if err != nil {
		return err
	}
	for _, key := range keys {
		session := key[strings.LastIndex(key, inSession)+len(inSession):]
		if slices.Contains(sessions, session) || !s.over(session) {
			continue
		}
		if err := s.Forget(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// texts are the values of a query's only column.
func (s *Store) texts(ctx context.Context, query string) (list []string, err error) {
	return s.sessionsThat(ctx, query, func(string) bool { return true })
}
