package result

import (
	"context"
	"errors"
	"iter"

	"github.com/apache/arrow-go/v18/arrow"
)

// scanBytes is about how large the batches of a reordered scan become. Larger
// ones read the spilled part of a result less often.
const scanBytes = 16 << 20

// Scan yields rows first to first+n-1 of the view in order, n < 0 for all to
// the end. Batches of a view as stored are those of the store, cut at the ends;
// those of another order are copies of about 16 MiB. Memory does not grow with
// the number of rows, and the cache keeps what it had. A batch may differ from
// Schema as those of the store may. The sequence ends after the first error:
// the context's, ErrClosed, or that of the disk.
func (v *View) Scan(ctx context.Context, first, n int64) iter.Seq2[arrow.RecordBatch, error] {
	first = min(max(0, first), v.NumRows())
	end := v.NumRows()
	if n >= 0 {
		end = first + min(n, end-first)
	}
	if v.rows == nil {
		return v.expanding(v.snapshot.scanStored(ctx, first, end))
	}
	return v.expanding(v.snapshot.scanRows(ctx, v.rows[first:end]))
}

// scanStored yields rows first to end-1 as stored.
func (s *Snapshot) scanStored(ctx context.Context, first, end int64) iter.Seq2[arrow.RecordBatch, error] {
	return func(yield func(arrow.RecordBatch, error) bool) {
		for row := first; row < end; {
			b, err := s.slice(ctx, row, end)
			if !yield(b, err) || err != nil {
				return
			}
			row += b.NumRows()
		}
	}
}

// slice returns the rows from first on that lie in one batch, none past end-1.
func (s *Snapshot) slice(ctx context.Context, first, end int64) (arrow.RecordBatch, error) {
	i, offset := s.Locate(first)
	c := s.chunks[i]
	b, err := c.read(ctx)
	to := min(c.rows, end-c.first)
	if err != nil || offset == 0 && to == c.rows {
		return b, err
	}
	return b.NewSlice(int64(offset), to), nil
}

// read returns the batch without keeping it in the cache.
func (c *chunk) read(ctx context.Context) (arrow.RecordBatch, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b, _, err := c.fetch(ctx)
	if err != nil {
		return nil, err
	}
	return b.RecordBatch, nil
}

// scanRows yields the given rows in order. It takes fewer at a time where they
// turn out to be much larger than the average row.
func (s *Snapshot) scanRows(ctx context.Context, rows []int64) iter.Seq2[arrow.RecordBatch, error] {
	return func(yield func(arrow.RecordBatch, error) bool) {
		step := s.scanStep()
		for len(rows) > 0 {
			n := min(step, len(rows))
			batches, err := s.gatherRows(ctx, rows[:n])
			if errors.Is(err, errTooLarge) {
				step = n / 2
				continue
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, b := range batches {
				if !yield(b, nil) {
					return
				}
			}
			rows = rows[n:]
		}
	}
}

// scanStep is the number of average rows that make scanBytes.
func (s *Snapshot) scanStep() int {
	perRow := s.bytes/max(1, s.rows) + 1
	return int(min(max(scanBytes/perRow, 256), 1<<20))
}

// gatherRows copies rows into as few batches as their types allow. A single row
// is not copied and may be of any size.
func (s *Snapshot) gatherRows(ctx context.Context, rows []int64) ([]arrow.RecordBatch, error) {
	if len(rows) == 1 {
		b, err := s.slice(ctx, rows[0], rows[0]+1)
		return []arrow.RecordBatch{b}, err
	}
	g := s.group(rows)
	if err := g.load(ctx, s); err != nil {
		return nil, err
	}
	var out []arrow.RecordBatch
	for first := 0; first < len(g.places); {
		end := g.run(first)
		b, err := gatherBatch(g.alike(first), g.places[first:end])
		if err != nil {
			return nil, err
		}
		out, first = append(out, b), end
	}
	return out, nil
}

// grouping is a list of rows by the batches that hold them.
type grouping struct {
	places  []place             // of each row: index into batches, offset there
	batches []int               // numbers in the snapshot
	sources []arrow.RecordBatch // the rows of each, once loaded
}

func (s *Snapshot) group(rows []int64) *grouping {
	g := &grouping{places: make([]place, len(rows))}
	index := map[int]int32{}
	for i, row := range rows {
		batch, offset := s.Locate(row)
		source, seen := index[batch]
		if !seen {
			source = int32(len(g.batches))
			index[batch] = source
			g.batches = append(g.batches, batch)
		}
		g.places[i] = place{source, int32(offset)}
	}
	return g
}

// load gets every batch. Of one that had to be read only the wanted rows are
// kept, so that a few rows of many batches need little memory.
func (g *grouping) load(ctx context.Context, s *Snapshot) error {
	g.sources = make([]arrow.RecordBatch, len(g.batches))
	users := g.users()
	for source, batch := range g.batches {
		c := s.chunks[batch]
		resident := c.batch.Load() != nil
		b, err := c.read(ctx)
		if err == nil && !resident {
			b, err = g.reduce(b, users[source])
		}
		if err != nil {
			return err
		}
		g.sources[source] = b
	}
	return nil
}

// users lists the places that refer to each source.
func (g *grouping) users() [][]int32 {
	counts := make([]int, len(g.batches))
	for _, p := range g.places {
		counts[p.source]++
	}
	lists := make([][]int32, len(g.batches))
	for i, p := range g.places {
		if lists[p.source] == nil {
			lists[p.source] = make([]int32, 0, counts[p.source])
		}
		lists[p.source] = append(lists[p.source], int32(i))
	}
	return lists
}

// reduce copies the wanted rows out of a batch and points their places there.
func (g *grouping) reduce(b arrow.RecordBatch, users []int32) (arrow.RecordBatch, error) {
	wanted := make([]place, len(users))
	for i, user := range users {
		wanted[i].row = g.places[user].row
	}
	reduced, err := gatherBatch([]arrow.RecordBatch{b}, wanted)
	for i, user := range users {
		g.places[user].row = int32(i)
	}
	return reduced, err
}

// run returns the end of the run of rows from first on whose batches have the
// same column types.
func (g *grouping) run(first int) int {
	schema := g.sources[g.places[first].source].Schema()
	for i := first + 1; i < len(g.places); i++ {
		if !sameTypes(schema, g.sources[g.places[i].source].Schema()) {
			return i
		}
	}
	return len(g.places)
}

// alike returns the sources with the types of row first's, nil for the others.
func (g *grouping) alike(first int) []arrow.RecordBatch {
	schema := g.sources[g.places[first].source].Schema()
	out := make([]arrow.RecordBatch, len(g.sources))
	for i, s := range g.sources {
		if sameTypes(schema, s.Schema()) {
			out[i] = s
		}
	}
	return out
}
