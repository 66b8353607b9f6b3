// Package run is the execution core: it sends one statement over a connection,
// moves the batches that come back into a sink, and keeps the account of it
// (progress, first row, end, completeness, history). The screen and the command
// line run every statement through it.
package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Sink takes the rows of a run, from one goroutine. A result store is one, and
// so is a writer of an export format.
type Sink interface {
	// SetSchema is called once, before the first Append, and also for an answer
	// without rows.
	SetSchema(*arrow.Schema) error
	Append(arrow.RecordBatch) error
}

// Finisher is a sink that has something to do at the end, such as writing what
// it has put off.
type Finisher interface {
	// Finish is called once, after the last Append, with the error of the run or
	// nil. Its own error is that of a run that has none.
	Finish(failure *connectors.Error) error
}

// Request is what to run.
type Request struct {
	Connection *Connection
	Statement  connectors.Statement
	Sink       Sink
	// Resume is the operation of a run that goes on at the source (see
	// connectors.Resumer). It is taken up, and nothing is sent; with the id of
	// that run in Statement, its entry in the history gets the outcome.
	Resume string
	// Asks is how many rows the statement asks for at most, by a LIMIT that stands in
	// it only to spare the source; 0: it has none. An answer of so many rows counts
	// as limited.
	Asks int64
}

// rows begins the run, or takes it up.
func (q Request) rows(ctx context.Context) (connectors.Rows, error) {
	if q.Resume == "" {
		return q.Connection.Conn.Query(ctx, q.Statement)
	}
	resumer, can := q.Connection.Conn.(connectors.Resumer)
	if !can {
		return nil, connectors.Errorf(connectors.ClassUnsupported, "%s has no runs that go on by themselves", q.Connection.Driver.Title)
	}
	return resumer.Resume(ctx, q.Resume)
}

// State is where a run stands.
type State uint8

// States of a run.
const (
	Running State = iota
	Succeeded
	Failed
	Cancelled
)

// Status is a snapshot of a run.
type Status struct {
	State State
	// Progress is the connector's own account; its Completeness and Reason are
	// replaced below.
	Progress connectors.Progress
	// Rows and Bytes count what reached the sink; Bytes is the size in memory.
	Rows, Bytes int64
	Started     time.Time
	// FirstRow is the time from the start to the first batch in the sink; 0
	// where none has come.
	FirstRow time.Duration
	// Elapsed is the time so far, or in all once the run has ended.
	Elapsed time.Duration
	// Err is set when the run has failed or was cancelled.
	Err *connectors.Error
	// Completeness and Reason tell what part of the answer the sink has.
	Completeness connectors.Completeness
	Reason       string
	// CancelState is what is known of the source after a cancel; empty before.
	CancelState connectors.CancelState
	// Warnings are troubles beside the query, such as a history that cannot be
	// written.
	Warnings []string
}

// BytesRead is the number of bytes that the source says it has sent or, where
// it does not say, the size of what reached the sink.
func (s Status) BytesRead() int64 {
	if s.Progress.BytesRead < 0 {
		return s.Bytes
	}
	return s.Progress.BytesRead
}

// Run is one run of a statement. Its methods may be called from any goroutine.
type Run struct {
	request Request
	runner  *Runner
	ctx     context.Context // of the whole run
	stop    context.CancelCauseFunc
	done    chan struct{}
	changed chan struct{}

	mu     sync.Mutex
	status Status
	rows   connectors.Rows
	sent   chan struct{} // closed when rows is set
	schema *arrow.Schema
	asked  bool
	whole  bool // the sink keeps nothing of a run that fails
	// answered says that the source gave its answer to the end, whatever came of
	// it; told and reason are what part of it that was.
	answered bool
	told     connectors.Completeness
	reason   string
	kept     keeper
}

// ID is the statement's id.
func (r *Run) ID() string { return r.request.Statement.ID }

// Statement returns what was run.
func (r *Run) Statement() connectors.Statement { return r.request.Statement }

// Connection returns the connection of the run.
func (r *Run) Connection() *Connection { return r.request.Connection }

// Done is closed when the run has ended and its account is final.
func (r *Run) Done() <-chan struct{} { return r.done }

// Changed delivers at most one pending signal that there is news since it was
// last read: a mailbox, so that a fast source never floods a slow reader.
func (r *Run) Changed() <-chan struct{} { return r.changed }

// Status returns a snapshot. It never waits for the source.
func (r *Run) Status() Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.status
	if s.State == Running {
		s.Elapsed = time.Since(s.Started)
		if r.rows != nil {
			s.Progress = progressOf(r.rows, s.Progress)
		}
	}
	return s
}

// progressOf asks rows how far they are; a connector that panics instead has
// told last what it told before, and its run fails by itself.
func progressOf(rows connectors.Rows, last connectors.Progress) connectors.Progress {
	now, err := Ask(func() (connectors.Progress, error) { return rows.Progress(), nil })
	if err != nil {
		return last
	}
	return now
}

// Schema is the schema of the answer; nil until the source has told it.
func (r *Run) Schema() *arrow.Schema {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.schema
}

// errAsked is the cause of a context that the user ended.
var errAsked = errors.New("the query was cancelled")

// Cancel stops the run: the client at once, and the source where it can be
// told. It returns immediately; Done tells the end.
func (r *Run) Cancel() {
	r.mu.Lock()
	first := !r.asked && r.status.State == Running
	r.asked = true
	r.mu.Unlock()
	if first {
		r.stop(errAsked)
	}
}

// Wait blocks until the run has ended and returns the final status.
func (r *Run) Wait() Status {
	<-r.done
	return r.Status()
}

func (r *Run) signal() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// execute is the life of the run, in its own goroutine.
func (r *Run) execute(ctx context.Context) {
	defer close(r.done)
	defer r.signal()
	record := r.runner.begin(r)
	noted := record.noteOperation(r)
	accounted := record.noteAccount(r)
	told := r.tellWhenStopped(ctx)
	failure := r.explain(r.pump(ctx), context.Cause(ctx))
	r.answered = failure == nil
	if err := r.finishSink(failure); failure == nil {
		failure = r.explain(err, context.Cause(ctx))
	}
	r.settle(failure)
	r.signal()
	told()
	r.stop(nil)
	noted()
	accounted()
	record.end(r)
	r.runner.logEnd(r)
}

// tellWhenStopped tells the source as soon as the context ends before the run
// does, beside the client's own stopping: a source that notices the client's
// going first would answer that the run had ended by itself. The function that
// it returns waits until that is done.
func (r *Run) tellWhenStopped(ctx context.Context) (wait func()) {
	done := make(chan struct{})
	notStopped := context.AfterFunc(ctx, func() {
		defer close(done)
		r.tellServer(ctx)
	})
	return func() {
		if !notStopped() {
			<-done
		}
	}
}

// finishSink lets the sink end.
func (r *Run) finishSink(failure *connectors.Error) (err error) {
	defer recovered("writing the rows", &err)
	if f, ok := r.request.Sink.(Finisher); ok {
		return f.Finish(failure)
	}
	return nil
}

// pump moves batches until the end and returns why it ended; nil is a proper
// end.
func (r *Run) pump(ctx context.Context) (err error) {
	defer recovered("the connector", &err)
	rows, err := r.request.rows(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	r.mu.Lock()
	r.rows = rows
	r.mu.Unlock()
	close(r.sent)
	r.signal()
	defer r.finalProgress(rows)
	for {
		batch, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return r.declare(rows.Schema())
		}
		if err != nil {
			return err
		}
		if err := r.declare(rows.Schema()); err != nil {
			return err
		}
		more, err := r.deliver(batch)
		if err != nil || !more {
			return err
		}
	}
}

func (r *Run) finalProgress(rows connectors.Rows) {
	p := rows.Progress()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows = nil
	r.status.Progress = p
}

// declare hands the schema to the sink, the first time that it is known.
func (r *Run) declare(schema *arrow.Schema) error {
	if schema == nil {
		return connectors.Errorf(connectors.ClassInternal, "the connector gave no schema")
	}
	r.mu.Lock()
	known := r.schema != nil
	r.schema = schema
	r.mu.Unlock()
	if known {
		return nil
	}
	return r.request.Sink.SetSchema(schema)
}

// deliver appends a batch, cut at the limit; more is false once the limit has
// been passed, which is when it is known that more rows exist.
func (r *Run) deliver(batch arrow.RecordBatch) (more bool, err error) {
	limit := r.request.Statement.Limit
	if connectors.IsLines(batch.Schema()) {
		limit = 0
	}
	have := r.rowCount()
	more = true
	if limit > 0 && have+batch.NumRows() > limit {
		more = false
		r.limited(limit)
		if have == limit {
			return false, nil
		}
		batch = batch.NewSlice(0, limit-have)
	}
	if err := r.request.Sink.Append(batch); err != nil {
		return false, err
	}
	r.kept.take(batch)
	r.count(batch)
	return more, nil
}

func (r *Run) rowCount() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.status.Rows
}

func (r *Run) limited(limit int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status.Completeness = connectors.Limited
	r.status.Reason = fmt.Sprintf("the first %s rows; more exist", connectors.Count(limit))
	if limit == 1 {
		r.status.Reason = "the first row; more exist"
	}
}

func (r *Run) count(batch arrow.RecordBatch) {
	r.mu.Lock()
	if r.status.FirstRow == 0 {
		r.status.FirstRow = time.Since(r.status.Started)
	}
	r.status.Rows += batch.NumRows()
	r.status.Bytes += batchBytes(batch)
	r.mu.Unlock()
	r.signal()
}

func batchBytes(b arrow.RecordBatch) int64 {
	var n int64
	for _, c := range b.Columns() {
		n += int64(c.Data().SizeInBytes())
	}
	return n
}

// Partial says why the rows are not all there are, as far as it is known before
// the end of the run; empty where they are.
func (s Status) Partial() string {
	c, reason := s.Completeness, s.Reason
	if c == connectors.Complete {
		c, reason = s.Progress.Completeness, s.Progress.Reason
	}
	if c == connectors.Complete {
		return ""
	}
	return strings.TrimSuffix(c.String()+": "+reason, ": ")
}

// settle writes the end of the run into its status.
func (r *Run) settle(failure *connectors.Error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status.Elapsed = time.Since(r.status.Started)
	r.told, r.reason = r.status.Completeness, r.status.Reason
	if p := r.status.Progress; r.told == connectors.Complete {
		r.told, r.reason = p.Completeness, p.Reason
	}
	if asks := r.request.Asks; r.told == connectors.Complete && asks > 0 && r.status.Rows >= asks {
		r.told, r.reason = connectors.Limited, fmt.Sprintf("the first %s rows, which its own LIMIT asks for; more may exist", connectors.Count(asks))
	}
	if failure == nil {
		r.status.State = Succeeded
		r.status.Completeness, r.status.Reason = r.told, r.reason
		return
	}
	r.status.Err = failure
	r.status.State = Failed
	if failure.Class == connectors.ClassCancelled {
		r.status.State = Cancelled
	}
	switch {
	case r.whole:
		r.status.Completeness, r.status.Reason = connectors.Complete, ""
	case r.status.Rows > 0:
		r.status.Completeness, r.status.Reason = connectors.Incomplete, failure.Message
	}
}

// explain turns the error of a run that was ended from our side, in whatever
// words the connector put it, into the reason for ending it.
func (r *Run) explain(err, cause error) *connectors.Error {
	e := connectors.AsError(err)
	if e == nil || cause == nil {
		return e
	}
	var refused *refusal
	if errors.As(cause, &refused) {
		return connectors.AsError(refused.error)
	}
	ended := &connectors.Error{Class: connectors.ClassCancelled, Message: errAsked.Error(), Position: -1, QueryID: e.QueryID, Cause: err}
	if errors.Is(cause, context.DeadlineExceeded) {
		ended.Class = connectors.ClassTimeout
		ended.Message = fmt.Sprintf("the time limit of %s ran out", r.request.Statement.Timeout)
	}
	if e.Class == connectors.ClassCancelled || e.Class == connectors.ClassTimeout {
		ended.Hint = e.Hint // such as what becomes of a write that goes on
	}
	return ended
}

// cancelPatience is how long a source may take to answer a cancel.
const cancelPatience = 5 * time.Second

// tellServer asks the source to stop what we no longer read.
func (r *Run) tellServer(ctx context.Context) {
	state := connectors.CancelUnknown
	if c, ok := r.request.Connection.Conn.(connectors.Canceler); ok {
		patience, stop := context.WithTimeout(context.WithoutCancel(ctx), cancelPatience)
		defer stop()
		s, err := Ask(func() (connectors.CancelState, error) { return c.Cancel(patience, r.ID()) })
		if err == nil {
			state = s
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.status.State != Succeeded {
		r.status.CancelState = state
	}
}

func (r *Run) warn(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status.Warnings = append(r.status.Warnings, fmt.Sprintf(format, args...))
}
