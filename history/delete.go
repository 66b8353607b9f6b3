package history

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
)

// Delete removes entries; unknown ids are passed over. A run that is still
// going comes back with its end.
func (s *Store) Delete(ctx context.Context, ids ...string) error {
	for part := range slices.Chunk(ids, 500) {
		values := make([]any, len(part))
		for i, id := range part {
			values[i] = id
		}
		if _, err := s.remove(ctx, "id IN (?"+strings.Repeat(", ?", len(part)-1)+")", values...); err != nil {
			return s.failed("the history entries cannot be deleted", err)
		}
	}
	return nil
}

// Prune removes the entries that began before a time (none where it is zero)
// and all but the newest keep (0 keeps all). Running ones stay. It returns how
// many it removed.
func (s *Store) Prune(ctx context.Context, before time.Time, keep int) (int, error) {
	condition, values := "false", []any{}
	if !before.IsZero() {
		condition += " OR start < ?"
		values = append(values, before.UnixNano())
	}
	if keep > 0 {
		condition += " OR seq <= (SELECT seq FROM entries ORDER BY seq DESC LIMIT 1 OFFSET ?)"
		values = append(values, keep)
	}
	n, err := s.remove(ctx, "status <> 'running' AND ("+condition+")", values...)
	return n, s.failed("the history cannot be pruned", err)
}

// remove deletes the entries of a condition. Other programs notice the new
// generation and read anew; this one's index is set right at once.
func (s *Store) remove(ctx context.Context, condition string, values ...any) (int, error) {
	x := &s.index
	x.reading.Lock()
	defer x.reading.Unlock()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	seqs, err := removed(ctx, tx, condition, values)
	if err != nil || len(seqs) == 0 {
		return 0, err
	}
	var generation, version int64
	err = tx.QueryRowContext(ctx, "UPDATE state SET generation = generation + 1 RETURNING generation, "+
		"(SELECT coalesce(max(version), 0) FROM entries)").Scan(&generation, &version)
	if err != nil {
		return 0, err
	}
	if err := tx.Commit(); err != nil {
		return 0, err
	}
	x.forget(seqs, generation, version)
	return len(seqs), nil
}

func removed(ctx context.Context, tx *sql.Tx, condition string, values []any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, "DELETE FROM entries WHERE "+condition+" RETURNING seq", values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var seqs []int64
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return nil, err
		}
		seqs = append(seqs, seq)
	}
	return seqs, rows.Err()
}

// forget takes deleted entries out. Version is the highest that is left: the
// next change has the one after it. Where others deleted as well, the
// generation stays behind and the next search reads anew.
func (x *index) forget(seqs []int64, generation, version int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.started || generation != x.generation+1 {
		return
	}
	for _, seq := range seqs {
		x.remove(seq)
	}
	x.generation, x.version = generation, min(x.version, version)
}
