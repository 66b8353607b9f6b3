package history

import (
	"context"
	"database/sql"
	"errors"
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

// SoFar says how much of the history a search has been through.
type SoFar struct {
	Read, Total int // entries
	// More says that older entries, which have not been read yet, may be asked for
	// as well.
	More bool
}

// SearchSoFar is [Store.Search] without the waiting: it returns what is found among the
// entries that have been read, the newest of which are read at once.
func (s *Store) SearchSoFar(ctx context.Context, q Query) (entries []Entry, at SoFar, err error) {
	found, err := s.hitsSoFar(ctx, q, &at)
	if err == nil {
		entries, err = s.load(ctx, found)
	}
	return entries, at, s.failed("the history cannot be searched", err)
}

// Warm begins to read the history for searching, in the background.
func (s *Store) Warm(ctx context.Context) error {
	return s.failed("the history cannot be read", s.refresh(ctx))
}

// Indexed returns how many entries have been read for searching.
func (s *Store) Indexed() int {
	s.index.mu.RLock()
	defer s.index.mu.RUnlock()
	return len(s.index.recent) + len(s.index.older)
}

func (s *Store) search(ctx context.Context, q Query) ([]Entry, error) {
	found, err := s.hits(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.load(ctx, found)
}

// Count returns how many entries a query asks for.
func (s *Store) Count(ctx context.Context, q Query) (int, error) {
	hits, err := s.hits(ctx, q)
	return len(hits), s.failed("the history cannot be searched", err)
}

func (s *Store) hits(ctx context.Context, q Query) ([]hit, error) { return s.hitsSoFar(ctx, q, nil) }

// hitsSoFar waits for the reading as far as it must, or where at is to be told not
// at all.
func (s *Store) hitsSoFar(ctx context.Context, q Query, at *SoFar) ([]hit, error) {
	if q.ID != "" {
		return s.byID(ctx, q.ID)
	}
	q.SQL = s.clean(q.SQL)
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	marks, err := s.marks(ctx)
	if err != nil {
		return nil, err
	}
	return s.index.search(ctx, q, marks, at)
}

func (s *Store) byID(ctx context.Context, id string) ([]hit, error) {
	var h hit
	err := s.db.QueryRowContext(ctx, "SELECT seq FROM entries WHERE id = ?", id).Scan(&h.seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []hit{h}, err
}

// search walks from the newest record to the oldest, and waits for the reading
// where the limit is not reached, or where at is to be told for the first entries only.
func (x *index) search(ctx context.Context, q Query, marks []Mark, at *SoFar) ([]hit, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for {
		w := newWalk(x, q, marks)
		for {
			if err := w.on(ctx); err != nil || w.full() || x.complete {
				x.tell(at, false)
				return w.ranked(), err
			}
			if x.err != nil {
				return nil, x.err
			}
			if at != nil && len(x.older) > 0 {
				x.tell(at, true)
				return w.ranked(), nil
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

func (x *index) tell(at *SoFar, more bool) {
	if at == nil {
		return
	}
	read, total := len(x.recent)+len(x.older), len(x.recent)+x.total
	if x.complete {
		total = read // Some may have been removed.
	}
	*at = SoFar{Read: read, Total: max(read, total), More: more}
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

// load reads the entries that were found, in their order. One that was deleted
// meanwhile is left out.
func (s *Store) load(ctx context.Context, hits []hit) ([]Entry, error) {
	entries := make([]Entry, 0, len(hits))
	for part := range slices.Chunk(hits, 500) {
		loaded, err := s.loadPart(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, h := range part {
			if e, ok := loaded[h.seq]; ok {
				e.Uses = int(h.uses)
				entries = append(entries, e)
			}
		}
	}
	return entries, nil
}

func (s *Store) loadPart(ctx context.Context, hits []hit) (map[int64]Entry, error) {
	seqs := make([]any, len(hits))
	for i, h := range hits {
		seqs[i] = h.seq
	}
	rows, err := s.db.QueryContext(ctx, selectEntries+"WHERE seq IN (?"+strings.Repeat(", ?", len(hits)-1)+")", seqs...)
	if err != nil {
		return nil, err
	}
	loaded := make(map[int64]Entry, len(hits))
	return loaded, s.eachEntry(rows, func(e Entry, seq int64) { loaded[seq] = e })
}
