package duckdb

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/duck"
)

// rows is the answer to one statement. Its lane goes back to the connection at
// the end of the answer, when it is closed, or when its context ends.
type rows struct {
	*duck.Rows
	stmt statement
	conn *Conn
	run  *run
	lane *lane
	stop func() bool
	once sync.Once
}

// statement is what is known of a statement before it runs.
type statement struct {
	connectors.Statement
	effect
}

func newRows(ctx context.Context, c *Conn, s statement, r *run, l *lane, inner *duck.Rows) connectors.Rows {
	out := &rows{Rows: inner, stmt: s, conn: c, run: r, lane: l}
	out.stop = context.AfterFunc(ctx, func() { _ = out.Close() })
	if s.explain {
		return &plan{Rows: out}
	}
	return out
}

func (r *rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	batch, err := r.Rows.Next(ctx)
	if err == nil {
		return batch, nil
	}
	if errors.Is(err, io.EOF) {
		r.once.Do(func() {
			r.conn.remember(r.lane, r.stmt)
			r.finish(r.conn.untrack)
		})
		return nil, io.EOF
	}
	r.Close()
	return nil, queryError(err)
}

// Close ends the run if it is still going and gives the lane back. It may be
// called while another goroutine is in Next.
func (r *rows) Close() error {
	err := r.Rows.Close()
	r.once.Do(func() { r.finish(r.conn.interrupted) })
	return err
}

func (r *rows) finish(untrack func(*run)) {
	r.stop()
	r.conn.release(r.lane)
	untrack(r.run)
}
