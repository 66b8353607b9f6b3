package face

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Engine answers the statements of one service. Its SQL is that of the embedded
// database, whatever dialect the real service has.
type Engine struct {
	conn connectors.Conn
	life context.Context
	end  context.CancelFunc
	jobs sync.WaitGroup
}

// NewEngine returns an engine over a connection, which stays the caller's.
func NewEngine(conn connectors.Conn) *Engine {
	life, end := context.WithCancel(context.Background())
	return &Engine{conn: conn, life: life, end: end}
}

// Close stops the work that was started with Go and waits for its end.
func (e *Engine) Close() {
	e.end()
	e.jobs.Wait()
}

// Go starts work that outlives a request, such as an asynchronous statement.
// The context ends with the engine, and the work has to end with the context.
func (e *Engine) Go(work func(ctx context.Context)) {
	e.jobs.Go(func() { work(e.life) })
}

// Catalog is the engine's own catalog; false where it has none.
func (e *Engine) Catalog() (connectors.BulkCataloger, bool) {
	c, ok := e.conn.(connectors.BulkCataloger)
	return c, ok
}

// Query starts a statement and waits for its first rows, so that most mistakes
// are errors of this call, before anything of the answer has been sent. The
// context governs the result's whole life. Errors are *connectors.Error.
func (e *Engine) Query(ctx context.Context, s connectors.Statement) (*Result, error) {
	rows, err := e.conn.Query(ctx, s)
	if err != nil {
		return nil, err
	}
	first, err := rows.Next(ctx)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, rows.Close())
	}
	return &Result{rows: rows, first: first, left: s.Limit}, nil
}

// Exec runs a statement that may write, and throws its rows away.
func (e *Engine) Exec(ctx context.Context, sql string) error {
	r, err := e.Query(ctx, connectors.Statement{SQL: sql})
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		if _, err := r.Next(ctx); err != nil {
			return ignoreEOF(err)
		}
	}
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// Result is the answer to a statement. It is read once, by one goroutine, and
// is the source of an export as well.
type Result struct {
	rows  connectors.Rows
	first arrow.RecordBatch
	left  int64 // rows until the statement's limit; 0 is no limit
	ended bool
}

// Schema returns the columns. It has no fields where the statement answers with
// no rows at all, such as one that creates a table.
func (r *Result) Schema() *arrow.Schema { return r.rows.Schema() }

// Next returns the next batch, or io.EOF after the last one. The statement's
// limit cuts.
func (r *Result) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if r.ended {
		return nil, io.EOF
	}
	batch := r.first
	r.first = nil
	if batch == nil {
		var err error
		if batch, err = r.rows.Next(ctx); err != nil {
			return nil, err
		}
	}
	if r.left > 0 {
		batch = batch.NewSlice(0, min(r.left, batch.NumRows()))
		r.left -= batch.NumRows()
		r.ended = r.left == 0
	}
	return batch, nil
}

// Progress tells what the engine knows of the run.
func (r *Result) Progress() connectors.Progress { return r.rows.Progress() }

// Close ends the run. It may be called twice.
func (r *Result) Close() error { return r.rows.Close() }

// Each calls a function for every row, until there is none or the function
// returns an error.
func (r *Result) Each(ctx context.Context, visit func(Row) error) error {
	for {
		batch, err := r.Next(ctx)
		if err != nil {
			return ignoreEOF(err)
		}
		row := newRow(batch)
		for row.Index = range int(batch.NumRows()) {
			if err := visit(row); err != nil {
				return err
			}
		}
	}
}
