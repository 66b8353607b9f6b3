package history

import "context"

// Recent returns the texts of the newest runs, at most n, the newest first. A
// text that was run again stands there again.
func (s *Store) Recent(ctx context.Context, n int) ([]string, error) {
	texts, err := s.recent(ctx, n)
	return texts, s.failed("the history cannot be read", err)
}

func (s *Store) recent(ctx context.Context, n int) (texts []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT sql FROM entries ORDER BY seq DESC LIMIT ?", n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, rows.Err()
}
