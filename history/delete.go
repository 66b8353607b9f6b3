package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
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
		if _, err := s.remove(ctx, "id IN ("+questionMarks(len(part))+")", values...); err != nil {
			return s.failed("the history entries cannot be deleted", err)
		}
	}
	return s.failed("the history entries cannot be deleted", s.dropSessionTexts(ctx))
}

// DeleteMatching removes the entries that a query asks for, but for those that
// are still running, and returns how many it removed.
func (s *Store) DeleteMatching(ctx context.Context, q Query) (int, error) {
	q.EachRun, q.Limit, q.Near = true, 0, nil
	hits, err := s.hits(ctx, q)
	total := 0
	for part := range slices.Chunk(hits, removedAtOnce) {
		if err != nil {
			break
		}
		values := make([]any, len(part))
		for i, h := range part {
			values[i] = h.seq
		}
		var n int
		n, err = s.remove(ctx, "status <> 'running' AND seq IN ("+questionMarks(len(part))+")", values...)
		if total += n; total < len(hits) {
			breathe(ctx)
		}
	}
	if err == nil && total > 0 {
		err = s.dropSessionTexts(ctx)
	}
	s.shrink(ctx, err)
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
		var last int64
		err := s.db.QueryRowContext(ctx, "SELECT seq FROM entries ORDER BY seq DESC LIMIT 1 OFFSET ?", keep).Scan(&last)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, s.failed("the history cannot be pruned", err)
		}
		condition += " OR seq <= ?"
		values = append(values, last)
	}
	n, err := s.removeAll(ctx, "status <> 'running' AND sql NOT IN (SELECT statement FROM marks) AND ("+condition+")", values...)
	if err == nil && n > 0 {
		err = s.dropSessionTexts(ctx)
	}
	s.shrink(ctx, err)
	return n, s.failed("the history cannot be pruned", err)
}

// removedAtOnce is how many entries are deleted in one transaction, while which runs
// cannot be recorded.
const removedAtOnce = 1000

// breathe leaves others the time to write between two deletions: whoever waits looks
// now and then whether it may.
func breathe(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
}

// removeAll deletes all entries of a condition, the oldest first, some at a time.
func (s *Store) removeAll(ctx context.Context, condition string, values ...any) (total int, err error) {
	part := fmt.Sprintf("seq IN (SELECT seq FROM entries WHERE %s ORDER BY seq LIMIT %d)", condition, removedAtOnce)
	for {
		n, err := s.remove(ctx, part, values...)
		if total += n; err != nil || n < removedAtOnce {
			return total, err
		}
		breathe(ctx)
	}
}

// largestLeft is how many bytes may be left in a file that is written anew: nothing
// can be recorded meanwhile.
const largestLeft = 64 << 20

// shrink gives the disk back what deleted entries have taken, where that is most of
// the file. It is tried again with the next deletion where it fails.
func (s *Store) shrink(ctx context.Context, failed error) {
	var pages, free, size int64
	if failed != nil || s.db.QueryRowContext(ctx, "SELECT page_count, freelist_count, page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size").Scan(&pages, &free, &size) != nil {
		return
	}
	if left := (pages - free) * size; 2*free > pages && pages*size > 1<<20 && left <= largestLeft {
		_, _ = s.db.ExecContext(ctx, "VACUUM")
	}
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
	return len(seqs), s.dropStored(ctx, ids)
}

// dropStored removes the stored rows of deleted entries. Few entries have some.
func (s *Store) dropStored(ctx context.Context, ids []string) error {
	kept, err := s.keptRuns(ctx)
	if err != nil {
		return err
	}
	return s.dropResults(ctx, slices.DeleteFunc(ids, func(id string) bool { return !kept[id] })...)
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
