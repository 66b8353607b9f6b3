package export

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/duck"
)

// benchRows is the size of the table that speed is measured with.
const benchRows = 10_000_000

// database opens a DuckDB in memory that lives as long as the test.
func database(t testing.TB) *duck.Conn {
	t.Helper()
	db, err := duck.Open(t.Context(), "", duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, db) })
	conn, err := db.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, conn) })
	return conn
}

func closed(t testing.TB, c io.Closer) {
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func execute(t testing.TB, c *duck.Conn, sql string) {
	t.Helper()
	if err := c.Exec(context.Background(), sql); err != nil {
		t.Fatalf("%.200s: %v", sql, err)
	}
}

// query returns the whole answer to a statement.
func query(t testing.TB, c *duck.Conn, sql string) *stored {
	t.Helper()
	rows, err := c.Query(context.Background(), sql, nil)
	if err != nil {
		t.Fatalf("%.200s: %v", sql, err)
	}
	defer closed(t, rows)
	s := &stored{}
	for {
		b, err := rows.Next(context.Background())
		s.schema = rows.Schema()
		if err == io.EOF {
			return s
		}
		if err != nil {
			t.Fatalf("%.200s: %v", sql, err)
		}
		s.batches = append(s.batches, b)
	}
}

// stored is a source of batches that are in memory.
type stored struct {
	schema  *arrow.Schema
	batches []arrow.RecordBatch
	at      int
}

func (s *stored) Schema() *arrow.Schema { return s.schema }

func (s *stored) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if s.at == len(s.batches) {
		return nil, io.EOF
	}
	s.at++
	return s.batches[s.at-1], ctx.Err()
}

// BenchmarkExport measures the export of ten million rows beside DuckDB's COPY
// of the same table: from batches in memory (sonde) and from a running query
// (stream).
func BenchmarkExport(b *testing.B) {
	c := database(b)
	execute(b, c, fmt.Sprintf(`CREATE TABLE t AS SELECT range AS id, range / 7.0 AS x, 'value ' || (range %% 1000003) AS s,
		TIMESTAMP '2020-01-01' + INTERVAL (range) SECOND AS at FROM range(%d)`, benchRows))
	result := query(b, c, "FROM t")
	for _, format := range []string{"csv", "parquet"} {
		path := filepath.Join(b.TempDir(), "t."+format)
		b.Run(format+"/floor", func(b *testing.B) {
			measure(b, func(b *testing.B) { execute(b, c, fmt.Sprintf("COPY t TO '%s'", path)) })
			reportSize(b, path)
		})
		b.Run(format+"/sonde", func(b *testing.B) {
			measure(b, func(b *testing.B) {
				result.at = 0
				save(b, path, result)
			})
			reportSize(b, path)
		})
		b.Run(format+"/stream", func(b *testing.B) {
			measure(b, func(b *testing.B) {
				rows, err := c.Query(b.Context(), "FROM t", nil)
				if err != nil {
					b.Fatal(err)
				}
				save(b, path, rows)
				closed(b, rows)
			})
		})
	}
}

func save(t testing.TB, path string, src Source) Progress {
	t.Helper()
	done, err := ToFile(context.Background(), path, "", src, Options{Overwrite: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// processorTime is what the process has used so far. Beside the time on the
// wall it tells a slow export from a busy machine.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// measure runs f as often as the benchmark wants.
func measure(b *testing.B, f func(b *testing.B)) {
	start := processorTime()
	for b.Loop() {
		f(b)
	}
	b.ReportMetric(float64((processorTime()-start).Milliseconds())/float64(b.N), "cpu-ms/op")
}

func reportSize(b *testing.B, path string) {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB")
}
