package result

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

func TestSnapshotDoesNotChange(t *testing.T) {
	s := newPool(t, 0).NewStore()
	empty := s.Snapshot()
	fill(t, s, 2, 100)
	two := s.Snapshot()
	fill(t, s, 3, 50)
	if empty.NumRows() != 0 || empty.Schema() != nil || empty.NumBatches() != 0 {
		t.Errorf("the empty snapshot now has %d rows", empty.NumRows())
	}
	if two.NumRows() != 200 || two.NumBatches() != 2 {
		t.Errorf("the second snapshot now has %d rows", two.NumRows())
	}
	if first, rows := s.Snapshot().Batch(3); first != 250 || rows != 50 {
		t.Errorf("batch 3 begins at %d and has %d rows", first, rows)
	}
	wantNumbers(t, s, 350)
}

func TestResultWithoutRows(t *testing.T) {
	s := newPool(t, 0).NewStore()
	s.SetSchema(numbers)
	sn := s.Snapshot()
	if sn.Schema() != numbers || sn.NumRows() != 0 {
		t.Errorf("schema %v, %d rows", sn.Schema(), sn.NumRows())
	}
	v := sn.View(nil)
	if err := v.Prefetch(context.Background(), 0, 50); err != nil || len(scanNumbers(t, v, 0, -1)) != 0 {
		t.Errorf("reading nothing: %v", err)
	}
}

func TestClosedStore(t *testing.T) {
	for name, end := range map[string]func(*Store) error{
		"store": func(s *Store) error { return s.Close() },
		"pool":  func(s *Store) error { return s.pool.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPool(t, 100_000)
			s := p.NewStore()
			fill(t, s, 10, 1000)
			sn := s.Snapshot()
			for range 2 {
				if err := end(s); err != nil {
					t.Fatal(err)
				}
			}
			for i := range sn.NumBatches() {
				if _, err := sn.Load(context.Background(), i); !errors.Is(err, ErrClosed) {
					t.Errorf("Load: %v", err)
				}
				if _, ok := sn.Peek(i); ok {
					t.Errorf("batch %d is still there", i)
				}
			}
			if err := s.Append(numberBatch(0, 1)); !errors.Is(err, ErrClosed) {
				t.Errorf("Append: %v", err)
			}
			if memory, disk := p.Usage(); memory != 0 || disk != 0 || sn.NumRows() != 10_000 {
				t.Errorf("%d bytes of memory, %d of disk, %d rows", memory, disk, sn.NumRows())
			}
		})
	}
}

func TestStoreOfClosedPool(t *testing.T) {
	p := newPool(t, 0)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.NewStore().Append(numberBatch(0, 1)); !errors.Is(err, ErrClosed) {
		t.Errorf("Append: %v", err)
	}
}

// TestReadersBesideWriters lets readers of every kind work on stores that are
// written, spilled and closed meanwhile. It is meant for the race detector.
func TestReadersBesideWriters(t *testing.T) {
	p := newPool(t, 300_000)
	var all sync.WaitGroup
	for range 2 {
		s := p.NewStore()
		written := make(chan struct{})
		var readers sync.WaitGroup
		for reader := range 3 {
			readers.Go(func() { readUntil(t, s, written, reader) })
		}
		all.Go(func() {
			fill(t, s, 60, 500)
			close(written)
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			readers.Wait()
		})
	}
	all.Wait()
}

// readUntil reads whole snapshots again and again until they are closed.
func readUntil(t *testing.T, s *Store, done <-chan struct{}, kind int) {
	for round := 0; ; round++ {
		sn := s.Snapshot()
		v := sn.View(nil)
		if kind == 1 {
			v = sn.View(shuffled(int(sn.NumRows())))
		}
		if err := v.Prefetch(context.Background(), v.NumRows()/2, 50); err != nil && !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
		next := int64(0)
		for b, err := range v.Scan(context.Background(), 0, -1) {
			if errors.Is(err, ErrClosed) {
				return
			}
			if err != nil {
				t.Error(err)
				return
			}
			for i := range int(b.NumRows()) {
				if n := numberAt(t, b, i); n != v.Row(next) {
					t.Errorf("row %d holds %d", next, n)
				}
				next++
			}
		}
		select {
		case <-done:
			return
		default:
		}
	}
}

func TestFootprint(t *testing.T) {
	one := fromJSON(t, arrow.PrimitiveTypes.Int64, `[1, 2, 3, 4]`)
	single := footprint(oneColumn(one))
	fields := []arrow.Field{{Type: one.DataType()}, {Type: one.DataType()}}
	shared := array.NewRecordBatch(arrow.NewSchema(fields, nil), []arrow.Array{one, array.NewSlice(one, 1, 3)}, 2)
	if got := footprint(shared); got != single+arrayOverhead {
		t.Errorf("two columns of one buffer take %d bytes, one takes %d", got, single)
	}
	if got := footprint(numberBatch(0, 100_000)); got < 100_000*(8+4+9) || got > 4*100_000*(8+4+9) {
		t.Errorf("100,000 rows of about 21 bytes take %d bytes", got)
	}
}
