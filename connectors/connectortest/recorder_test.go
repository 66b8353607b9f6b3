package connectortest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// recorder runs one test of the suite and keeps its failures.
type recorder struct {
	only  string
	mu    *sync.Mutex
	lines *[]string
	logs  *[]string
}

func (r recorder) Logf(format string, args ...any) { r.add(r.logs, format, args) }

func (r recorder) Errorf(format string, args ...any) { r.add(r.lines, format, args) }

func (r recorder) add(to *[]string, format string, args []any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*to = append(*to, fmt.Sprintf(format, args...))
}

func (r recorder) Run(name string, f func(tb)) bool {
	if name == r.only {
		f(r)
	}
	return true
}

func newRecorder(only string) recorder {
	return recorder{only: only, mu: &sync.Mutex{}, lines: &[]string{}, logs: &[]string{}}
}

func (r recorder) found() string { return strings.Join(*r.lines, "\n") }

// find runs one test of the suite on a source and returns what it found.
func find(s Source, only string, patience time.Duration) string {
	r := newRecorder(only)
	run(r, s, patience)
	return r.found()
}

func mustSay(t *testing.T, found, test, words string) {
	t.Helper()
	switch {
	case found == "":
		t.Errorf("%q finds nothing", test)
	case !strings.Contains(found, words):
		t.Errorf("%q does not find %q, but:\n%s", test, words, found)
	}
}

// flawed is a connection with a defect. Its functions stand for the methods of
// the connection below, where they are set.
type flawed struct {
	connection
	config connectors.Config
	query  func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error)
	close  func(f *flawed) error
}

// connection is all that the reference connector can do.
type connection interface {
	connectors.Conn
	connectors.Cataloger
	connectors.Pinger
	connectors.Canceler
	connectors.CurlWriter
}

func (f *flawed) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	if f.query != nil {
		return f.query(f, ctx, s)
	}
	return f.connection.Query(ctx, s)
}

func (f *flawed) Close() error {
	if f.close != nil {
		return f.close(f)
	}
	return f.connection.Close()
}

// withConn is the reference source with a defect in its connections.
func withConn(wrap func(f *flawed) connectors.Conn) Source {
	s := source()
	driver := *s.Driver
	sound := driver.Open
	driver.Open = func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
		conn, err := sound(ctx, c)
		if err != nil {
			return nil, err
		}
		return wrap(&flawed{connection: conn.(connection), config: c}), nil
	}
	s.Driver = &driver
	return s
}

// flawedRows are rows with a defect.
type flawedRows struct {
	connectors.Rows
	next     func(r *flawedRows, ctx context.Context) (arrow.RecordBatch, error)
	progress func(p connectors.Progress) connectors.Progress
	schema   func(s *arrow.Schema) *arrow.Schema
	close    func(r *flawedRows) error

	statement connectors.Statement
	batches   int
}

func (r *flawedRows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if r.next != nil {
		return r.next(r, ctx)
	}
	return r.Rows.Next(ctx)
}

func (r *flawedRows) Progress() connectors.Progress {
	if r.progress != nil {
		return r.progress(r.Rows.Progress())
	}
	return r.Rows.Progress()
}

func (r *flawedRows) Schema() *arrow.Schema {
	if r.schema != nil {
		return r.schema(r.Rows.Schema())
	}
	return r.Rows.Schema()
}

func (r *flawedRows) Close() error {
	if r.close != nil {
		return r.close(r)
	}
	return r.Rows.Close()
}

// withRows is the reference source with a defect in its rows.
func withRows(flaw flawedRows) Source {
	return withConn(func(f *flawed) connectors.Conn {
		f.query = func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
			inner, err := f.connection.Query(ctx, s)
			if err != nil {
				return nil, err
			}
			r := flaw
			r.Rows, r.statement = inner, s
			return &r, nil
		}
		return f
	})
}

// withErrors is the reference source with a defect in the errors of its rows.
func withErrors(change func(error) error) Source {
	return withRows(flawedRows{next: func(r *flawedRows, ctx context.Context) (arrow.RecordBatch, error) {
		batch, err := r.Rows.Next(ctx)
		if err != nil {
			return nil, change(err)
		}
		return batch, nil
	}})
}

// withBatches is the reference source with a defect in its batches.
func withBatches(change func(r *flawedRows, b arrow.RecordBatch) arrow.RecordBatch) Source {
	return withRows(flawedRows{next: func(r *flawedRows, ctx context.Context) (arrow.RecordBatch, error) {
		for {
			batch, err := r.Rows.Next(ctx)
			if err != nil {
				return nil, err
			}
			r.batches++
			if batch = change(r, batch); batch != nil {
				return batch, nil
			}
		}
	}})
}
