package duck

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// Conn is a session of a database: it has its own transaction, settings and
// temporary tables, and runs one query at a time. Its methods may be called from
// many goroutines.
type Conn struct {
	db *DB

	// mu guards what follows. The handle is released under the write lock only,
	// so a reader may use it without fear of its end.
	mu     sync.RWMutex
	handle bindings.Connection
	active *run
	closed bool
}

// run is the time in which one query, or script, has the session for itself.
type run struct {
	conn   *Conn
	ctx    context.Context // ends when the run is to stop
	cancel context.CancelFunc
	done   chan struct{} // closed when the session is free again
	begun  time.Time
	// interrupted says that we have asked the engine to stop.
	interrupted atomic.Bool
}

// begin takes the session. Whoever calls it calls end.
func (c *Conn) begin(ctx context.Context) (*run, error) {
	if err := ctx.Err(); err != nil {
		return nil, connectors.AsError(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "the connection is closed")
	}
	if c.active != nil {
		return nil, connectors.Errorf(connectors.ClassInternal, "the session is busy with another query")
	}
	r := &run{conn: c, done: make(chan struct{}), begun: time.Now()}
	r.ctx, r.cancel = context.WithCancel(ctx)
	c.active = r
	return r, nil
}

func (r *run) end() {
	r.cancel()
	r.conn.mu.Lock()
	r.conn.active = nil
	r.conn.mu.Unlock()
	close(r.done)
}

// interruptEvery is the pause between two interrupts of a run that is to stop.
const interruptEvery = 2 * time.Millisecond

// watch interrupts the engine from the moment the run is to stop until the
// returned function has been called. It does so again and again, because DuckDB
// forgets an interrupt that comes just before a query begins.
func (r *run) watch() (stop func()) {
	quit, ended := make(chan struct{}), make(chan struct{})
	unwatch := context.AfterFunc(r.ctx, func() {
		defer close(ended)
		r.interruptUntil(quit)
	})
	return func() {
		if !unwatch() {
			close(quit)
			<-ended
		}
	}
}

func (r *run) interruptUntil(quit <-chan struct{}) {
	for {
		r.conn.Interrupt()
		select {
		case <-quit:
			return
		case <-time.After(interruptEvery):
		}
	}
}

// Interrupt asks the engine to stop what the session is busy with; the run then
// ends with an error of class Cancelled. Without a run it does nothing.
func (c *Conn) Interrupt() {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.handle.Ptr != nil && c.active != nil {
		c.active.interrupted.Store(true)
		bindings.Interrupt(c.handle)
	}
}

// engineProgress is how far the engine says it is: percent is negative where it
// does not know.
func (c *Conn) engineProgress() (percent float64, rows int64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.handle.Ptr == nil {
		return -1, -1
	}
	p := bindings.QueryProgress(c.handle)
	percent, done, _ := bindings.QueryProgressTypeMembers(&p)
	return percent, int64(done)
}

// Exec runs the statements of a script one after the other and throws their
// answers away. It stops at the first that fails.
func (c *Conn) Exec(ctx context.Context, sql string) error {
	r, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer r.end()
	defer r.watch()()
	return r.script(sql)
}

func (r *run) script(sql string) error {
	statements, err := r.extract(sql)
	defer bindings.DestroyExtracted(&statements.handle)
	if err != nil {
		return r.reason(err)
	}
	for i := range statements.count {
		if err := r.execExtracted(statements, i); err != nil {
			return r.reason(err)
		}
	}
	return nil
}

// reason turns an error into the one that the caller of the run sees: where the
// run was told to stop, that is the reason, whatever the engine says.
func (r *run) reason(err error) error {
	if err == nil {
		return nil
	}
	if cause := r.ctx.Err(); cause != nil {
		return connectors.AsError(cause)
	}
	if r.isLost(err) {
		return lostError(err)
	}
	return connectors.AsError(err)
}

// Close ends the query that runs, waits for it, and closes the session. It may
// be called twice.
func (c *Conn) Close() error {
	c.mu.Lock()
	c.closed = true
	active := c.active
	c.mu.Unlock()
	if active != nil {
		active.cancel()
		<-active.done
	}
	c.mu.Lock()
	bindings.Disconnect(&c.handle)
	c.mu.Unlock()
	c.db.forget(c)
	return nil
}
