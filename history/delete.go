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

// DeleteMatching removes the entries that a query asks for, but for those that
// are still running, and returns how many it removed.
func (s *Store) DeleteMatching(ctx context.Context, q Query) (int, error) {
	q.EachRun, q.Limit, q.Near = true, 0, nil
	hits, err := s.hits(ctx, q)
	total := 0
	for part := range slices.Chunk(hits, 500) {
		if err != nil {
			break
		}
		values := make([]any, len(part))
		for i, h := range part {
			values[i] = h.seq
		}
		var n int
		n, err = s.remove(ctx, "status <> 'running' AND seq IN (?"+strings.Repeat(", ?", len(part)-1)+")", values...)
		total += n
	}
	return total, s.failed("the history entries cannot be deleted", err)
}

// Prune removes the entries that began before a time (none where it is zero)
// and all but the newest keep (0 keeps all). Running ones and those of marked
// statements stay. It returns how many it removed.
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
	n, err := s.remove(ctx, "status <> 'running' AND sql NOT IN (SELECT statement FROM marks) AND ("+condition+")", values...)
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
	seqs, ids, err := removed(ctx, tx, condition, values)
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
	return len(seqs), s.dropResults(ctx, ids...)
}

func removed(ctx context.Context, tx *sql.Tx, condition string, values []any) (seqs []int64, ids []string, err error) {
	rows, err := tx.QueryContext(ctx, "DELETE FROM entries WHERE "+condition+" RETURNING seq, id", values...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var id string
		if err := rows.Scan(&seq, &id); err != nil {
			return nil, nil, err
		}
		seqs, ids = append(seqs, seq), append(ids, id)
	}
	return seqs, ids, rows.Err()
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
