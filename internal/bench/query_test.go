package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/internal/result"
	"sonde/internal/run"
)

// streamed makes rows of four common types.
func streamed(rows int64) string {
	return fmt.Sprintf(`SELECT i, i * 0.5::DOUBLE AS d, 'name ' || (i %% 10000000) AS s,
		TIMESTAMP '2024-01-01' + to_seconds(i) AS t FROM range(%d) AS r(i)`, rows)
}

// BenchmarkQuery measures ten million rows to the first and to the last one.
func BenchmarkQuery(b *testing.B) {
	const rows = 10_000_000
	b.Run("floor", func(b *testing.B) {
		db := openRaw(b)
		measureStream(b, func(first func()) (int64, error) { return db.drop(streamed(rows), first) }, rows)
	})
	b.Run("sonde", func(b *testing.B) {
		c := openLocal(b)
		measureStream(b, func(first func()) (int64, error) { return keep(c, streamed(rows), first) }, rows)
	})
}

func measureStream(b *testing.B, stream func(first func()) (int64, error), rows int64) {
	var toFirst time.Duration
	for b.Loop() {
		start, seen := time.Now(), false
		n, err := stream(func() {
			if !seen {
				toFirst, seen = toFirst+time.Since(start), true
			}
		})
		if err != nil || n != rows {
			b.Fatalf("%d rows: %v", n, err)
		}
	}
	b.ReportMetric(float64(toFirst.Microseconds())/1000/float64(b.N), "first-row-ms")
}

// openLocal opens an empty DuckDB as the program does.
func openLocal(tb testing.TB) *run.Connection {
	tb.Helper()
	c, err := dialLocal()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close() })
	return c
}

func dialLocal() (*run.Connection, error) {
	d := duckdb.Driver()
	config, err := connectors.NewConfig(d, "bench", nil)
	if err != nil {
		return nil, err
	}
	conn, err := d.Open(context.Background(), config)
	if err != nil {
		return nil, err
	}
	return &run.Connection{Name: "bench", Driver: d, Config: config, Conn: conn}, nil
}

// keep runs a statement into a store with the default budget, and calls first
// whenever a batch is in it.
func keep(c *run.Connection, sql string, first func()) (rows int64, err error) {
	pool := result.NewPool(result.Options{})
	rows, err = fill(c, sql, told{run.StoreSink(pool.NewStore()), first})
	return rows, errors.Join(err, pool.Close())
}

// fill runs a statement to its end.
func fill(c *run.Connection, sql string, sink run.Sink) (rows int64, err error) {
	r, err := new(run.Runner).Start(context.Background(), run.Request{
		Connection: c,
		Statement:  connectors.Statement{SQL: sql},
		Sink:       sink,
	})
	if err != nil {
		return 0, err
	}
	status := r.Wait()
	if status.Err != nil {
		return 0, status.Err
	}
	return status.Rows, nil
}

// told is a sink that calls a function after every batch.
type told struct {
	run.Sink
	appended func()
}

func (t told) Append(b arrow.RecordBatch) error {
	err := t.Sink.Append(b)
	t.appended()
	return err
}

// raw is a DuckDB that is spoken to through its C API only.
type raw struct {
	db   bindings.Database
	conn bindings.Connection
}

func openRaw(tb testing.TB) *raw {
	tb.Helper()
	r, err := dialRaw()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(r.close)
	return r
}

func dialRaw() (*raw, error) {
	var r raw
	if bindings.Open("", &r.db) == bindings.StateError || bindings.Connect(r.db, &r.conn) == bindings.StateError {
		return nil, fmt.Errorf("DuckDB does not open")
	}
	return &r, nil
}

func (r *raw) close() {
	bindings.Disconnect(&r.conn)
	bindings.Close(&r.db)
}

// drop streams the answer to a statement and throws it away, and calls first
// after every chunk.
func (r *raw) drop(sql string, first func()) (rows int64, err error) {
	var prepared bindings.PreparedStatement
	defer bindings.DestroyPrepare(&prepared)
	if bindings.Prepare(r.conn, sql, &prepared) == bindings.StateError {
		return 0, fmt.Errorf("%s", bindings.PrepareError(prepared))
	}
	var pending bindings.PendingResult
	defer bindings.DestroyPending(&pending)
	if bindings.PendingPreparedStreaming(prepared, &pending) == bindings.StateError {
		return 0, fmt.Errorf("%s", bindings.PendingError(pending))
	}
	var answer bindings.Result
	defer bindings.DestroyResult(&answer)
	if bindings.ExecutePending(pending, &answer) == bindings.StateError {
		return 0, fmt.Errorf("%s", bindings.ResultError(&answer))
	}
	for {
		chunk := bindings.FetchChunk(answer)
		if chunk.Ptr == nil {
			return rows, nil
		}
		first()
		rows += int64(bindings.DataChunkGetSize(chunk))
		bindings.DestroyDataChunk(&chunk)
	}
}
