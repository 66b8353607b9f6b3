package duck

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// Rows is the answer to a query, as [connectors.Rows] describes it. The engine
// works in a goroutine of its own from the call of Query on, so a write happens
// even where nobody calls Next, and puts chunks into a mailbox; Next makes
// batches of them.
type Rows struct {
	ctx    context.Context // ends when nobody wants the rows any more
	cancel context.CancelFunc
	run    *run
	box    mailbox

	mu       sync.Mutex // guards what follows
	answer   *answer    // nil until the engine has told the columns
	progress connectors.Progress

	reading sync.Mutex // held by Next, guards what follows
	batch   *assembly
	rows    int64
	final   error // what Next returns from now on
}

// answer is the shape of a query's answer.
type answer struct {
	schema  *arrow.Schema
	columns []column
	returns bool
}

// Query starts a statement. It returns at once: an error of the statement comes
// from the first call of Rows.Next. The context governs the life of the rows,
// which the caller closes. Only one query or script runs on a session at a time.
func (c *Conn) Query(ctx context.Context, sql string, params []connectors.Param) (*Rows, error) {
	ctx, cancel := context.WithCancel(ctx)
	run, err := c.begin(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	r := &Rows{
		ctx:      ctx,
		cancel:   cancel,
		run:      run,
		box:      newMailbox(),
		progress: connectors.NoProgress(connectors.PhaseRunning),
	}
	go r.work(sql, params)
	return r, nil
}

// work runs the query from its text to its last chunk. The session is free
// before Next hears of the end.
func (r *Rows) work(sql string, params []connectors.Param) {
	err := r.run.reason(r.findLost(sql, params, r.workOn(sql, params)))
	r.finish(err)
	r.run.end()
	r.box.close(err)
}

func (r *Rows) workOn(sql string, params []connectors.Param) error {
	defer r.run.watch()()
	var s statement
	defer s.destroy()
	if err := r.execute(&s, sql, params); err != nil {
		return err
	}
	if !r.answer.returns {
		return r.countAffected(&s)
	}
	return r.stream(&s)
}

func (r *Rows) execute(s *statement, sql string, params []connectors.Param) error {
	zone, err := r.run.prepare(s, sql, params)
	if err != nil {
		return err
	}
	if err := s.execute(); err != nil {
		return err
	}
	a, err := s.describe(zone)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = a
	return nil
}

// stream passes rows on to Next until the end, or until the run is to stop.
func (r *Rows) stream(s *statement) error {
	defer r.sampleLast()
	for {
		chunk, err := s.fetch()
		if err != nil || chunk.Ptr == nil {
			return err
		}
		if err := r.box.put(r.run.ctx, chunk); err != nil {
			return err
		}
	}
}

// countAffected reads how many rows a statement without an answer has changed.
// DuckDB gives the number as one BIGINT, and nothing where it does not apply.
func (r *Rows) countAffected(s *statement) error {
	chunk, err := s.fetch()
	if err != nil || chunk.Ptr == nil {
		return err
	}
	defer bindings.DestroyDataChunk(&chunk)
	if bindings.ColumnType(&s.result, 0) != bindings.TypeBigInt || bindings.DataChunkGetSize(chunk) != 1 {
		return nil
	}
	vector := bindings.DataChunkGetVector(chunk, 0)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.RowsAffected = *(*int64)(bindings.VectorGetData(vector))
	return nil
}

// sampleLast keeps the figures of the engine before it forgets them.
func (r *Rows) sampleLast() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sample()
}

func (r *Rows) finish(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Phase = connectors.PhaseDone
	if err != nil {
		r.progress.Completeness = connectors.Incomplete
		r.progress.Reason = connectors.AsError(err).Message
		return
	}
	if r.progress.Fraction >= 0 {
		r.progress.Fraction = 1
	}
}

// breakOff says why Next delivers no more rows, where the engine has no reason.
func (r *Rows) breakOff(reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Completeness, r.progress.Reason = connectors.Incomplete, reason
}

// sample asks the engine how far it is. The caller holds the lock.
func (r *Rows) sample() {
	if percent, rows := r.run.conn.engineProgress(); percent >= 0 {
		r.progress.Fraction = min(percent/100, 1)
		r.progress.RowsRead = rows
	}
}

// Progress tells how far the run is. It never waits.
func (r *Rows) Progress() connectors.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.progress.Phase != connectors.PhaseDone {
		r.sample()
	}
	return r.progress
}

// Schema is the shape of the answer; nil until the engine has told it.
func (r *Rows) Schema() *arrow.Schema {
	if a := r.shape(); a != nil {
		return a.schema
	}
	return nil
}

// ReturnsRows reports whether the statement is one that has an answer, known as
// soon as Schema is. A statement that only changes something has none.
func (r *Rows) ReturnsRows() bool {
	a := r.shape()
	return a != nil && a.returns
}

func (r *Rows) shape() *answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.answer
}

// Next returns the next batch: the first one as soon as there is a row, later
// ones with what arrives until some 32,000 rows or 4 MB are together or 20 ms
// have gone by.
func (r *Rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	r.reading.Lock()
	defer r.reading.Unlock()
	if r.final != nil {
		return nil, r.final
	}
	batch, err := r.next(ctx)
	if connectors.IsClass(err, connectors.ClassCancelled) && errors.Is(r.ctx.Err(), context.DeadlineExceeded) {
		err = connectors.AsError(r.ctx.Err()) // The engine was interrupted because the time ran out.
	}
	if err != nil {
		r.final = r.incomplete(err)
		return nil, r.final
	}
	r.rows += batch.NumRows()
	return batch, nil
}

func (r *Rows) next(ctx context.Context) (batch arrow.RecordBatch, err error) {
	defer unreadable(&err)
	for r.batch == nil || !r.batch.pending() {
		group, err := r.box.get(ctx, r.ctx)
		if err != nil {
			return nil, err
		}
		if r.batch == nil {
			r.batch = &assembly{answer: r.shape()}
		}
		r.batch.take(group)
	}
	batch, err = r.batch.next()
	r.box.setLimit(r.batch.group)
	return batch, err
}

// unreadable turns a panic into an error. A layout of values that the engine has
// not told of, such as one that an extension makes, must not end the program.
func unreadable(err *error) {
	if cause := recover(); cause != nil {
		*err = connectors.Errorf(connectors.ClassInternal, "the engine's values could not be read: %v", cause)
	}
}

// incomplete marks an error that broke off an answer of which rows have been
// delivered.
func (r *Rows) incomplete(err error) error {
	if errors.Is(err, io.EOF) {
		return err
	}
	e := connectors.AsError(err)
	r.breakOff(e.Message)
	if r.rows == 0 || e.Class == connectors.ClassCancelled || e.Class == connectors.ClassTimeout {
		return e
	}
	broken := *e
	broken.Class, broken.Cause = connectors.ClassIncomplete, e
	return &broken
}

// Close stops the run if it still goes, waits until the engine has let go of it
// and releases what is left. The session is free afterwards.
func (r *Rows) Close() error {
	r.cancel()
	<-r.run.done
	r.reading.Lock()
	defer r.reading.Unlock()
	if r.final == nil {
		r.final = connectors.AsError(context.Canceled)
	}
	r.box.drop()
	if r.batch != nil {
		r.batch.drop()
	}
	return nil
}
