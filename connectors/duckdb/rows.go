package duckdb

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/duck"
	"sonde/internal/secrets"
)

// rows is the answer to one statement. Its lane goes back to the connection at
// the end of the answer, when it is closed, or when its context ends.
type rows struct {
	*duck.Rows
	stmt  statement
	conn  *Conn
	run   *run
	lane  *lane
	stop  func() bool
	once  sync.Once
	check *fileCheck // nil where the statement reads no compressed files

	count   int64 // rows delivered
	ended   bool  // the engine has come to its proper end
	settled atomic.Bool
	flaw    atomic.Pointer[string] // why rows are missing, known at the end
}

// statement is what is known of a statement before it runs.
type statement struct {
	connectors.Statement
	effect
	compressed []string // compressed files that it reads, or patterns of them
	guests     guests
}

func newRows(ctx context.Context, c *Conn, s statement, r *run, l *lane, inner *duck.Rows) connectors.Rows {
	out := &rows{Rows: inner, stmt: s, conn: c, run: r, lane: l, check: c.checkFiles(ctx, s)}
	out.stop = context.AfterFunc(ctx, func() { _ = out.Close() })
	if s.explain {
		return &plan{Rows: out}
	}
	return out
}

func (r *rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	batch, err := r.Rows.Next(ctx)
	if err == nil {
		r.count += batch.NumRows()
		return batch, nil
	}
	if errors.Is(err, io.EOF) {
		return nil, r.end(ctx)
	}
	// The check ends with the run.
	err = r.check.explain(queryError(err))
	r.Close()
	return nil, err
}

// end finishes the run after the last row, once it is known whether the files
// that were read are whole.
func (r *rows) end(ctx context.Context) error {
	if !r.ended {
		r.ended = true
		r.conn.remember(r.lane, r.stmt)
	}
	flaw, err := r.check.wait(ctx, r.count)
	if err != nil {
		r.Close()
		return connectors.AsError(err)
	}
	if flaw != "" {
		r.flaw.Store(&flaw)
	}
	r.once.Do(func() { r.finish(r.conn.untrack) })
	return io.EOF
}

// Progress tells how far the run is; see [connectors.Rows]. The run is not done
// before its files are checked.
func (r *rows) Progress() connectors.Progress {
	p := r.Rows.Progress()
	if p.Reason != "" {
		p.Reason = secrets.Scrub(p.Reason)
	}
	switch flaw := r.flaw.Load(); {
	case flaw != nil:
		p.Completeness, p.Reason = connectors.Incomplete, *flaw
	case r.check != nil && !r.settled.Load():
		p.Phase = connectors.PhaseRunning
	}
	r.stmt.guests.account(&p)
	return p
}

// Close ends the run if it is still going and gives the lane back. It may be
// called while another goroutine is in Next.
func (r *rows) Close() error {
	err := r.Rows.Close()
	r.once.Do(func() { r.finish(r.conn.interrupted) })
	return err
}

func (r *rows) finish(untrack func(*run)) {
	r.settled.Store(true)
	r.stop()
	r.conn.release(r.lane)
	untrack(r.run)
}
