package history

import (
	"context"
	"slices"
	"strings"
)

// Search returns the entries that a query asks for, the newest first. The first
// search begins to read the history in the background, and waits for it only
// as far as it must; [Store.Warm] does so earlier.
func (s *Store) Search(ctx context.Context, q Query) ([]Entry, error) {
	entries, err := s.search(ctx, q)
	return entries, s.failed("the history cannot be searched", err)
}

// Warm begins to read the history for searching, in the background.
func (s *Store) Warm(ctx context.Context) error {
	return s.failed("the history cannot be read", s.refresh(ctx))
}

func (s *Store) search(ctx context.Context, q Query) ([]Entry, error) {
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	found, err := s.index.search(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.load(ctx, found)
}

// search walks from the newest record to the oldest, and waits for the reading
// where the limit is not reached.
func (x *index) search(ctx context.Context, q Query) ([]hit, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for {
		w := newWalk(x, q)
		for {
			if err := w.on(ctx); err != nil || w.full() || x.complete {
				return w.hits, err
			}
			if x.err != nil {
				return nil, x.err
			}
			if err := x.waitForMore(ctx); err != nil {
				return nil, err
			}
			if w.epoch != x.epoch {
				break // The reading was begun anew, and so is the walk.
			}
		}
	}
}

// waitForMore lets the reading go on while it waits.
func (x *index) waitForMore(ctx context.Context) error {
	grown := x.grown
	x.mu.RUnlock()
	defer x.mu.RLock()
	select {
	case <-grown:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// load reads the entries that were found. One that was deleted meanwhile is
// left out.
func (s *Store) load(ctx context.Context, hits []hit) ([]Entry, error) {
	entries := make([]Entry, 0, len(hits))
	for part := range slices.Chunk(hits, 500) {
		seqs := make([]any, len(part))
		uses := make(map[int64]int32, len(part))
		for i, h := range part {
			seqs[i], uses[h.seq] = h.seq, h.uses
		}
		rows, err := s.db.QueryContext(ctx, "SELECT "+entryColumns+", seq FROM entries WHERE seq IN (?"+
			strings.Repeat(", ?", len(part)-1)+") ORDER BY seq DESC", seqs...)
		if err != nil {
			return nil, err
		}
		err = eachEntry(rows, func(e Entry, seq int64) {
			e.Uses = int(uses[seq])
			entries = append(entries, e)
		})
		if err != nil {
			return nil, err
		}
	}
	return entries, nil
}
