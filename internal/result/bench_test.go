package result

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// BenchmarkStream makes 10 million rows of four columns. The floor throws them
// away, "disk" is the floor plus writing the same bytes with one call each.
func BenchmarkStream(b *testing.B) {
	const rows = 10_000_000
	perBatch := footprint(newProducer().next(0))
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(rows / streamRows * perBatch)
		for b.Loop() {
			source := newProducer()
			for first := int64(0); first < rows; first += streamRows {
				source.next(first)
			}
		}
	})
	b.Run("disk", func(b *testing.B) {
		b.SetBytes(rows / streamRows * perBatch)
		for b.Loop() {
			writePlainly(b, rows)
		}
	})
	b.Run("sonde", func(b *testing.B) {
		b.SetBytes(rows / streamRows * perBatch)
		for b.Loop() {
			if err := stream(b, DefaultBudget, rows).pool.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func writePlainly(b *testing.B, rows int64) {
	f, err := os.Create(filepath.Join(b.TempDir(), "rows"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	source := newProducer()
	for first := int64(0); first < rows; first += streamRows {
		for _, column := range source.next(first).Columns() {
			for _, buffer := range column.Data().Buffers() {
				if buffer == nil {
					continue
				}
				if _, err := f.Write(buffer.Bytes()); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}

// BenchmarkAppend appends one batch of 2,048 rows; the floor puts it into a
// slice.
func BenchmarkAppend(b *testing.B) {
	batch := numberBatch(0, 2048)
	b.Run("floor", func(b *testing.B) {
		var all []arrow.RecordBatch
		for b.Loop() {
			all = append(all, batch)
		}
		runtime.KeepAlive(all)
	})
	b.Run("sonde", func(b *testing.B) {
		s := newPool(b, 1<<50).NewStore()
		for b.Loop() {
			if err := s.Append(batch); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPeek looks up the 60 rows of a screen, where the floor has them in
// one batch at hand.
func BenchmarkPeek(b *testing.B) {
	batch := numberBatch(0, 1000)
	b.Run("floor", func(b *testing.B) {
		sum := int64(0)
		for b.Loop() {
			for row := range 60 {
				sum += batch.Column(0).(*array.Int64).Value(row)
			}
		}
	})
	for _, rows := range []int64{1000, 10_000_000} {
		b.Run(fmt.Sprint("sonde/rows=", rows), func(b *testing.B) {
			v := stream(b, DefaultBudget, rows).Snapshot().View(nil)
			sum := int64(0)
			for b.Loop() {
				for row := v.NumRows() - 60; row < v.NumRows(); row++ {
					batch, offset, _ := v.Peek(row)
					sum += batch.Column(0).(*array.Int64).Value(offset)
				}
			}
		})
	}
}

// BenchmarkJump brings a screen of rows of 10 million back from the disk, each
// time from another batch. The floor reads as many bytes.
func BenchmarkJump(b *testing.B) {
	s := stream(b, 16<<20, 10_000_000)
	sn := s.Snapshot()
	row := func(i int) int64 { return int64(i) * 3_333_337 % (sn.NumRows() - 60) }
	b.Run("floor", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			batch, _ := sn.Locate(row(i))
			c := sn.chunks[batch]
			if _, err := s.file.ReadAt(make([]byte, c.length), c.offset); err != nil {
				b.Fatal(err)
			}
		}
	})
	orders := map[string][]int64{"stored": nil, "shuffled": shuffled(int(sn.NumRows()))}
	for name, rows := range orders {
		b.Run("sonde/"+name, func(b *testing.B) {
			v := sn.View(rows)
			for i := 0; b.Loop(); i++ {
				if err := v.Prefetch(context.Background(), row(i), 60); err != nil {
					b.Fatal(err)
				}
				if _, _, ok := v.Peek(row(i) + 59); !ok {
					b.Fatal("the rows are not in memory")
				}
			}
		})
	}
}

// BenchmarkScan reads 10 million rows, partly spilled, in both orders.
func BenchmarkScan(b *testing.B) {
	sn := stream(b, DefaultBudget, 10_000_000).Snapshot()
	orders := map[string][]int64{"stored": nil, "shuffled": shuffled(int(sn.NumRows()))}
	for name, rows := range orders {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(sn.Bytes())
			for b.Loop() {
				for _, err := range sn.View(rows).Scan(context.Background(), 0, -1) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
