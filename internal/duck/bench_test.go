package duck

import (
	"context"
	"io"
	"testing"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// streamed is 10 million rows of four common types.
const streamed = `SELECT i, i * 0.5::DOUBLE AS d, 'name ' || (i % 10000000) AS s,
	TIMESTAMP '2024-01-01' + to_seconds(i) AS t FROM range(10000000) AS r(i)`

const streamedRows = 10_000_000

// BenchmarkStream measures how long an answer takes to its first and to its last
// row: floor fetches the engine's chunks and throws them away, sonde makes
// batches of them.
func BenchmarkStream(b *testing.B) {
	b.Run("floor", func(b *testing.B) { measureStream(b, streamFloor) })
	b.Run("sonde", func(b *testing.B) { measureStream(b, streamSonde) })
}

func measureStream(b *testing.B, stream func(b *testing.B, c *Conn, first func()) int) {
	c := session(b)
	var toFirst time.Duration
	for b.Loop() {
		start, seen := time.Now(), false
		n := stream(b, c, func() {
			if !seen {
				toFirst, seen = toFirst+time.Since(start), true
			}
		})
		if n != streamedRows {
			b.Fatalf("%d rows", n)
		}
	}
	b.ReportMetric(float64(toFirst.Microseconds())/1000/float64(b.N), "first-row-ms")
}

func streamFloor(b *testing.B, c *Conn, first func()) int {
	var s statement
	defer s.destroy()
	if bindings.Prepare(c.handle, streamed, &s.prepared) == bindings.StateError {
		b.Fatal(bindings.PrepareError(s.prepared))
	}
	if err := s.execute(); err != nil {
		b.Fatal(err)
	}
	n := 0
	for {
		chunk, err := s.fetch()
		if err != nil {
			b.Fatal(err)
		}
		if chunk.Ptr == nil {
			return n
		}
		first()
		n += int(bindings.DataChunkGetSize(chunk))
		bindings.DestroyDataChunk(&chunk)
	}
}

func streamSonde(b *testing.B, c *Conn, first func()) int {
	rows := query(b, c, streamed)
	defer rows.Close()
	n := 0
	for {
		batch, err := rows.Next(context.Background())
		if err == io.EOF {
			return n
		}
		if err != nil {
			b.Fatal(err)
		}
		first()
		n += int(batch.NumRows())
	}
}
