package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

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

const tenMillion = 10_000_000

// BenchmarkQuery measures ten million rows from the statement to the last row.
func BenchmarkQuery(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		db := openRaw(b)
		for b.Loop() {
			if n, err := db.drop(streamed(tenMillion)); n != tenMillion {
				b.Fatalf("%d rows: %v", n, err)
			}
		}
	})
	b.Run("sonde", func(b *testing.B) {
		c := openLocal(b)
		for b.Loop() {
			if n, err := keep(c, streamed(tenMillion)); n != tenMillion {
				b.Fatalf("%d rows: %v", n, err)
			}
		}
	})
}

// BenchmarkFirstRow measures the same statement to its first rows, and ends it
// off the clock.
func BenchmarkFirstRow(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		db := openRaw(b)
		for b.Loop() {
			s, err := db.start(streamed(tenMillion))
			if err != nil || s.drop() == 0 {
				b.Fatalf("no rows: %v", err)
			}
			b.StopTimer()
			s.close()
			b.StartTimer()
		}
	})
	b.Run("sonde", func(b *testing.B) {
		c := openLocal(b)
		for b.Loop() {
			firstRow(b, c)
		}
	})
}

func firstRow(b *testing.B, c *run.Connection) {
	pool := result.NewPool(result.Options{})
	first := make(chan struct{})
	sink := told{run.StoreSink(pool.NewStore()), sync.OnceFunc(func() { close(first) })}
	r, err := start(c, streamed(tenMillion), sink)
	if err != nil {
		b.Fatal(err)
	}
	<-first
	b.StopTimer()
	r.Cancel()
	r.Wait()
	_ = pool.Close() // Nothing of it has reached the disk.
	b.StartTimer()
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

// keep runs a statement into a store with the default budget.
func keep(c *run.Connection, sql string) (rows int64, err error) {
	pool := result.NewPool(result.Options{})
	rows, err = fill(c, sql, run.StoreSink(pool.NewStore()))
	return rows, errors.Join(err, pool.Close())
}

// fill runs a statement to its end.
func fill(c *run.Connection, sql string, sink run.Sink) (rows int64, err error) {
	r, err := start(c, sql, sink)
	if err != nil {
		return 0, err
	}
	status := r.Wait()
	if status.Err != nil {
		return 0, status.Err
	}
	return status.Rows, nil
}

func start(c *run.Connection, sql string, sink run.Sink) (*run.Run, error) {
	return new(run.Runner).Start(context.Background(), run.Request{
		Connection: c,
		Statement:  connectors.Statement{SQL: sql},
		Sink:       sink,
	})
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
		return nil, errors.New("DuckDB does not open")
	}
	return &r, nil
}

func (r *raw) close() {
	bindings.Disconnect(&r.conn)
	bindings.Close(&r.db)
}

// rawStatement is a statement that streams its answer.
type rawStatement struct {
	prepared bindings.PreparedStatement
	pending  bindings.PendingResult
	answer   bindings.Result
}

// start brings a statement to where its first rows are there. The caller closes
// it.
func (r *raw) start(sql string) (*rawStatement, error) {
	var s rawStatement
	switch {
	case bindings.Prepare(r.conn, sql, &s.prepared) == bindings.StateError:
		return nil, errors.New(bindings.PrepareError(s.prepared))
	case bindings.PendingPreparedStreaming(s.prepared, &s.pending) == bindings.StateError:
		return nil, errors.New(bindings.PendingError(s.pending))
	case bindings.ExecutePending(s.pending, &s.answer) == bindings.StateError:
		return nil, errors.New(bindings.ResultError(&s.answer))
	}
	return &s, nil
}

// drop throws a chunk away and returns its rows; 0 is the end.
func (s *rawStatement) drop() (rows int64) {
	chunk := bindings.FetchChunk(s.answer)
	if chunk.Ptr == nil {
		return 0
	}
	defer bindings.DestroyDataChunk(&chunk)
	return int64(bindings.DataChunkGetSize(chunk))
}

func (s *rawStatement) close() {
	bindings.DestroyResult(&s.answer)
	bindings.DestroyPending(&s.pending)
	bindings.DestroyPrepare(&s.prepared)
}

// drop streams the answer to a statement and throws it away.
func (r *raw) drop(sql string) (rows int64, err error) {
	s, err := r.start(sql)
	if err != nil {
		return 0, err
	}
	defer s.close()
	for n := s.drop(); n > 0; n = s.drop() {
		rows += n
	}
	return rows, nil
}
