package history

import (
	"context"
	"errors"
)

// ErrAmbiguous says that several entries have an id that begins as was asked.
var ErrAmbiguous = errors.New("several entries have an id that begins with this")

// shortestBeginning is how much of an id is asked for: less is more likely a slip.
const shortestBeginning = 4

// Beginning returns the one entry whose id begins with a text, [ErrNotFound] where
// there is none, and [ErrAmbiguous] where there are several. A text of fewer than
// four bytes finds nothing.
func (s *Store) Beginning(ctx context.Context, text string) (Entry, error) {
	ids, err := s.idsFrom(ctx, text)
	switch {
	case err != nil:
		return Entry{}, s.failed("the history cannot be read", err)
	case len(ids) == 0:
		return Entry{}, ErrNotFound
	case len(ids) > 1 && ids[0] != text:
		return Entry{}, ErrAmbiguous
	}
	return s.Get(ctx, ids[0])
}

// idsFrom returns the first two ids that begin with a text.
func (s *Store) idsFrom(ctx context.Context, text string) (ids []string, err error) {
	if len(text) < shortestBeginning {
		return nil, nil
	}
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM entries WHERE id >= ? AND id < ? ORDER BY id LIMIT 2", text, text+"\U0010ffff")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
