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

func measureStream(b *testing.B, stream func(b *testing.B, c *Conn, sql string, first func()) int) {
	c := session(b)
	var toFirst time.Duration
	for b.Loop() {
		start, seen := time.Now(), false
		n := stream(b, c, streamed, func() {
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

func streamFloor(b *testing.B, c *Conn, sql string, first func()) int {
	var s statement
	defer s.destroy()
	if bindings.Prepare(c.handle, sql, &s.prepared) == bindings.StateError {
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

func streamSonde(b *testing.B, c *Conn, sql string, first func()) int {
	rows := query(b, c, sql)
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

// BenchmarkStatement measures the shortest statement from its text to its end.
func BenchmarkStatement(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		c := session(b)
		for b.Loop() {
			var result bindings.Result
			if bindings.Query(c.handle, "SELECT 1", &result) == bindings.StateError {
				b.Fatal(bindings.ResultError(&result))
			}
			chunk := bindings.FetchChunk(result)
			bindings.DestroyDataChunk(&chunk)
			bindings.DestroyResult(&result)
		}
	})
	b.Run("sonde", func(b *testing.B) {
		c := session(b)
		for b.Loop() {
			rows, err := c.Query(b.Context(), "SELECT 1", nil)
			if err != nil {
				b.Fatal(err)
			}
			readAll(b, rows)
			rows.Close()
		}
	})
}

// wide is what the stream benchmark does not have: NULLs, decimals, nested
// values and types that become text.
const wide = `SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE i::DECIMAL(18,2) END AS a, i::HUGEINT AS b, [i, i + 1] AS c,
	{'x': i, 'y': 'text of some length ' || i} AS d, i % 2 = 0 AS e, md5(i::VARCHAR)::UUID AS f, to_seconds(i) AS g
	FROM range(1000000) AS r(i)`

// BenchmarkTypes measures the types whose conversion is more than a copy. The
// answer is stored first, so that the engine has next to nothing to do.
func BenchmarkTypes(b *testing.B) {
	for name, stream := range map[string]func(*testing.B, *Conn, string, func()) int{"floor": streamFloor, "sonde": streamSonde} {
		b.Run(name, func(b *testing.B) {
			c := session(b)
			if err := c.Exec(b.Context(), "CREATE TABLE stored AS "+wide); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				stream(b, c, "FROM stored", func() {})
			}
		})
	}
}
