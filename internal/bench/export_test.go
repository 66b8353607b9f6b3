package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/export"
	"sonde/internal/result"
	"sonde/internal/run"
)

// BenchmarkExportSpilled measures the export of a result of ten million rows,
// more than half of which has gone to the disk. The floor is DuckDB's COPY of
// the table that the result was read from.
func BenchmarkExportSpilled(b *testing.B) {
	c := openLocal(b)
	pool := result.NewPool(result.Options{})
	b.Cleanup(func() { _ = pool.Close() })
	store := pool.NewStore()
	execute(b, c, "CREATE TABLE t AS "+streamed(tenMillion))
	if _, err := fill(c, "FROM t", run.StoreSink(store)); err != nil {
		b.Fatal(err)
	}
	if _, disk := pool.Usage(); disk == 0 {
		b.Fatal("nothing of the result is on the disk")
	}
	for _, format := range []string{"csv", "parquet"} {
		path := filepath.Join(b.TempDir(), "t."+format)
		b.Run(format+"/floor", func(b *testing.B) {
			for b.Loop() {
				execute(b, c, fmt.Sprintf("COPY t TO '%s'", path))
			}
		})
		b.Run(format+"/sonde", func(b *testing.B) {
			for b.Loop() {
				save(b, path, store)
			}
		})
	}
}

func execute(b *testing.B, c *run.Connection, sql string) {
	if _, err := fill(c, sql, run.StoreSink(result.NewPool(result.Options{}).NewStore())); err != nil {
		b.Fatal(err)
	}
}

func save(b *testing.B, path string, store *result.Store) {
	view := store.Snapshot().View(nil)
	next, stop := iter.Pull2(view.Scan(context.Background(), 0, -1))
	defer stop()
	done, err := export.ToFile(context.Background(), path, "", &pulled{view.Schema(), next}, export.Options{Overwrite: true}, nil)
	if err != nil || done.Rows != view.NumRows() {
		b.Fatalf("%d rows: %v", done.Rows, err)
	}
}

// pulled takes batches from an iterator one at a time.
type pulled struct {
	schema *arrow.Schema
	next   func() (arrow.RecordBatch, error, bool)
}

func (p *pulled) Schema() *arrow.Schema { return p.schema }

func (p *pulled) Next(context.Context) (arrow.RecordBatch, error) {
	batch, err, ok := p.next()
	if !ok {
		return nil, io.EOF
	}
	return batch, err
}
