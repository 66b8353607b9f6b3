package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/history"
)

// Stored shows the stored rows of an entry as the run that they are of: the
// source is not asked, and nothing is recorded. The driver is that of the
// entry's connection. The completeness is that of the stored rows.
func (n *Runner) Stored(ctx context.Context, e history.Entry, d *connectors.Driver, sink Sink) (*Run, error) {
	silent := &Runner{Log: n.Log}
	return silent.Start(ctx, Request{
		Connection: StoredConnection(n.History, e, d),
		Statement:  connectors.Statement{SQL: e.SQL, Params: e.Params, Limit: NoLimit},
		Sink:       sink,
	})
}

// StoredConnection is a connection whose only answer is the stored rows of an
// entry. The driver is that of the entry's connection.
func StoredConnection(open func() (*history.Store, error), e history.Entry, d *connectors.Driver) *Connection {
	return &Connection{Name: e.Connection, Driver: d, Conn: storedConn{open, e}}
}

// storedConn answers with the stored rows of an entry.
type storedConn struct {
	open  func() (*history.Store, error)
	entry history.Entry
}

// Query opens the stored rows.
func (c storedConn) Query(_ context.Context, _ connectors.Statement) (connectors.Rows, error) {
	store, err := c.open()
	if err != nil {
		return nil, err
	}
	stored, err := store.Result(c.entry.ID)
	if errors.Is(err, history.ErrNoResult) {
		return nil, connectors.Errorf(connectors.ClassNotFound, "%w", history.ErrNoResult)
	}
	if err != nil {
		return nil, connectors.Errorf(connectors.ClassInternal, "%w", err)
	}
	return &storedRows{result: stored, entry: c.entry}, nil
}

// Close does nothing.
func (storedConn) Close() error { return nil }

type storedRows struct {
	result *history.Result
	entry  history.Entry
}

func (r *storedRows) Schema() *arrow.Schema { return r.result.Schema() }

func (r *storedRows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if err := ctx.Err(); err != nil {
		return nil, connectors.AsError(err)
	}
	b, err := r.result.Next()
	if err != nil && !errors.Is(err, io.EOF) {
		err = connectors.Errorf(connectors.ClassInternal, "%w", err)
	}
	return b, err
}

func (r *storedRows) Close() error { return nil }

// Progress is the account of the run that the rows are of.
func (r *storedRows) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhaseDone)
	p.QueryID, p.Server = r.entry.QueryID, r.entry.Server
	p.Completeness, p.Reason = KeptCompleteness(r.entry)
	p.Warnings = []string{StoredNotice(r.entry)}
	return p
}

// KeptCompleteness says what part of a run's answer its stored rows are.
func KeptCompleteness(e history.Entry) (c connectors.Completeness, reason string) {
	for _, known := range []connectors.Completeness{connectors.Limited, connectors.Incomplete} {
		if e.Completeness == known.String() {
			c, reason = known, e.Reason
		}
	}
	if e.Completeness == "" && (e.Status == history.Failed || e.Status == history.Cancelled || e.Status == history.Interrupted) {
		return connectors.Incomplete, e.Error // An older program kept nothing of the reason.
	}
	if e.Kept != nil && e.Kept.Rows < e.Rows && c == connectors.Complete {
		c, reason = connectors.Limited, fmt.Sprintf("the first %s of %s rows were stored", connectors.Count(e.Kept.Rows), connectors.Count(e.Rows))
	}
	return c, reason
}

// StoredNotice says when a stored result was made and whether it is complete.
func StoredNotice(e history.Entry) string {
	text := "stored result of " + e.Start.Local().Format(time.DateTime)
	c, reason := KeptCompleteness(e)
	if c == connectors.Complete {
		return text + ", complete; the source was not asked"
	}
	return text + ", " + c.String() + " (" + reason + "); the source was not asked"
}

// Stored reports whether the run shows stored rows.
func (r *Run) Stored() bool {
	_, stored := r.request.Connection.Conn.(storedConn)
	return stored
}
