package result

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// shuffled returns the numbers 0 to n-1 in a random but repeatable order.
func shuffled(n int) []int64 {
	rows := make([]int64, n)
	for i, j := range rand.New(rand.NewPCG(1, 2)).Perm(n) {
		rows[i] = int64(j)
	}
	return rows
}

func TestScanOfParts(t *testing.T) {
	s := newPool(t, 50_000).NewStore()
	fill(t, s, 10, 700)
	order := shuffled(7000)
	for _, part := range [][2]int64{{0, -1}, {0, 0}, {699, 2}, {650, 2000}, {6999, 5}, {7000, 1}, {9000, -1}, {-5, 3}, {0, 1 << 62}} {
		first := min(max(0, part[0]), 7000)
		end := int64(7000)
		if part[1] >= 0 {
			end = min(end, first+min(part[1], 7000))
		}
		if got := scanNumbers(t, s.Snapshot().View(order), part[0], part[1]); !slices.Equal(got, order[first:end]) {
			t.Errorf("ordered rows from %d, %d: %d rows", part[0], part[1], len(got))
		}
		got := scanNumbers(t, s.Snapshot().View(nil), part[0], part[1])
		if int64(len(got)) != end-first || len(got) > 0 && (got[0] != first || got[len(got)-1] != end-1) {
			t.Errorf("stored rows from %d, %d: %d rows", part[0], part[1], len(got))
		}
	}
}

func TestPrefetchMakesPeekSucceed(t *testing.T) {
	s := newPool(t, 200_000).NewStore()
	fill(t, s, 100, 500)
	views := map[string][]int64{"as stored": nil, "shuffled": shuffled(50_000), "filtered": {3, 40_000, 20_000}}
	for name, rows := range views {
		t.Run(name, func(t *testing.T) {
			v := s.Snapshot().View(rows)
			for _, first := range []int64{0, 25_030, v.NumRows() - 40, v.NumRows()} {
				if err := v.Prefetch(context.Background(), first, 60); err != nil {
					t.Fatal(err)
				}
				wantPeek(t, v, max(0, first), min(first+60, v.NumRows()))
			}
		})
	}
}

func wantPeek(t *testing.T, v *View, first, end int64) {
	t.Helper()
	for row := first; row < end; row++ {
		b, offset, ok := v.Peek(row)
		if !ok {
			t.Fatalf("row %d is not in memory", row)
		}
		if n := numberAt(t, b, offset); n != v.Row(row) {
			t.Fatalf("row %d holds %d, want %d", row, n, v.Row(row))
		}
	}
}

func TestPeekOutsideTheView(t *testing.T) {
	s := newPool(t, 0).NewStore()
	fill(t, s, 1, 3)
	for _, v := range []*View{s.Snapshot().View(nil), s.Snapshot().View([]int64{0, 1, 2})} {
		for _, row := range []int64{-1, 3} {
			if _, _, ok := v.Peek(row); ok {
				t.Errorf("there is a row %d", row)
			}
		}
	}
}

func TestCancelledReads(t *testing.T) {
	s := newPool(t, everythingSpills).NewStore()
	fill(t, s, 4, 10)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Snapshot().Load(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Load: %v", err)
	}
	for _, rows := range [][]int64{nil, {5, 1}} {
		v := s.Snapshot().View(rows)
		if err := v.Prefetch(ctx, 0, 2); !errors.Is(err, context.Canceled) {
			t.Errorf("Prefetch: %v", err)
		}
		for _, err := range v.Scan(ctx, 0, -1) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Scan: %v", err)
			}
		}
	}
}

func TestScanDoesNotFillTheCache(t *testing.T) {
	p := newPool(t, 200_000)
	s := p.NewStore()
	fill(t, s, 100, 500)
	before, _ := p.Usage()
	scanNumbers(t, s.Snapshot().View(nil), 0, -1)
	scanNumbers(t, s.Snapshot().View(shuffled(50_000)), 0, -1)
	if after, _ := p.Usage(); after != before {
		t.Errorf("%d bytes in memory, %d before", after, before)
	}
}

// TestLargeCellsInOrder has single values far above the average, which do not
// fit together into one batch.
func TestLargeCellsInOrder(t *testing.T) {
	large := make([]byte, 40<<20)
	b := array.NewBinaryBuilder(memory.DefaultAllocator, arrow.BinaryTypes.Binary)
	for i := range 600 {
		if i%200 == 0 {
			b.Append(large)
		} else {
			b.Append([]byte{byte(i)})
		}
	}
	s := newPool(t, 0).NewStore()
	if err := s.Append(oneColumn(b.NewArray())); err != nil {
		t.Fatal(err)
	}
	lengths := []int{}
	order := []int64{0, 200, 3, 400, 200, 5}
	for got, err := range s.Snapshot().View(order).Scan(context.Background(), 0, -1) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range int(got.NumRows()) {
			lengths = append(lengths, len(got.Column(0).(*array.Binary).Value(i)))
		}
	}
	if n := 40 << 20; !slices.Equal(lengths, []int{n, n, 1, n, n, 1}) {
		t.Errorf("lengths %v", lengths)
	}
}

func TestPrefetchOfLargeCellsIsBounded(t *testing.T) {
	s := newPool(t, 32<<20).NewStore()
	for range 20 {
		cell := array.NewBinaryBuilder(memory.DefaultAllocator, arrow.BinaryTypes.Binary)
		cell.Append(make([]byte, 4<<20))
		if err := s.Append(oneColumn(cell.NewArray())); err != nil {
			t.Fatal(err)
		}
	}
	v := s.Snapshot().View(shuffled(20))
	if err := v.Prefetch(context.Background(), 0, 20); err != nil {
		t.Fatal(err)
	}
	if _, _, ok := v.Peek(0); !ok {
		t.Error("the first row is not in memory")
	}
	if n := v.window.Load().rows; n == 20 {
		t.Error("the window holds 80 MB")
	}
}

// FuzzView compares locating, viewing and reading with plain lists, for
// batches of any sizes and rows in any order.
func FuzzView(f *testing.F) {
	f.Add([]byte{3, 0, 5, 1}, []byte{8, 0, 3, 3}, uint16(100))
	f.Add([]byte{1}, []byte{0}, uint16(0))
	f.Add([]byte{255, 1, 0, 0, 9}, []byte{200, 7}, uint16(60_000))
	f.Fuzz(func(t *testing.T, sizes, picks []byte, budget uint16) {
		s := newPool(t, int64(budget)).NewStore()
		var batchOf, offsetOf []int
		for i, size := range sizes[:min(len(sizes), 50)] {
			if err := s.Append(numberBatch(int64(len(batchOf)), int64(size))); err != nil {
				t.Fatal(err)
			}
			for j := range int(size) {
				batchOf, offsetOf = append(batchOf, i), append(offsetOf, j)
			}
		}
		sn := s.Snapshot()
		for row := range batchOf {
			if b, o := sn.Locate(int64(row)); b != batchOf[row] || o != offsetOf[row] {
				t.Fatalf("row %d is at %d, %d; want %d, %d", row, b, o, batchOf[row], offsetOf[row])
			}
		}
		if len(batchOf) == 0 {
			return
		}
		rows := []int64{}
		for i, pick := range picks {
			rows = append(rows, int64((int(pick)*251+i)%len(batchOf)))
		}
		if got := scanNumbers(t, sn.View(rows), 0, -1); !slices.Equal(got, rows) {
			t.Fatalf("rows %v, want %v", got, rows)
		}
	})
}
