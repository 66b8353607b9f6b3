package httpapi

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Answer is the answer to a statement as it is read from the body of a response,
// batch by batch by one goroutine. Schema and Fill may be called from any.
type Answer interface {
	Schema() *arrow.Schema
	Next(context.Context) (arrow.RecordBatch, error)
	// Fill writes what the source has told into p.
	Fill(p *connectors.Progress)
	Close() error
}

// Rows is the answer to a statement that is on its way. It is a
// [connectors.Rows].
type Rows struct {
	ctx     context.Context // of the whole run
	cancel  context.CancelFunc
	meter   *Meter
	queryID string
	ready   chan struct{} // closed once answer or failure is there

	answer    Answer
	failure   error
	delivered bool
	done      atomic.Bool
	closing   sync.Once
}

// Send sends a statement and returns its answer as soon as it begins. The
// context governs the answer too. It returns nil with an error.
type Send func(ctx context.Context, meter *Meter) (Answer, error)

// Start sends a statement beside the caller, so that whatever goes on before the
// answer begins can be seen in Progress. The id is what errors call the run.
func Start(ctx context.Context, queryID string, send Send) *Rows {
	r := &Rows{meter: &Meter{}, queryID: queryID, ready: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancel(ctx)
	go func() {
		defer close(r.ready)
		r.answer, r.failure = send(r.ctx, r.meter)
	}()
	return r
}

// begun returns the answer; nil as long as there is none.
func (r *Rows) begun() Answer {
	select {
	case <-r.ready:
		return r.answer
	default:
		return nil
	}
}

// Schema is nil until the columns are known.
func (r *Rows) Schema() *arrow.Schema {
	if a := r.begun(); a != nil {
		return a.Schema()
	}
	return nil
}

// Next returns the next batch.
func (r *Rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	select {
	case <-r.ready:
	case <-ctx.Done():
		return nil, r.explain(ctx.Err())
	}
	if r.failure != nil {
		return nil, r.explain(r.failure)
	}
	batch, err := r.answer.Next(ctx)
	switch {
	case err == nil:
		r.delivered = true
		return batch, nil
	case errors.Is(err, io.EOF):
		r.done.Store(true)
		return nil, io.EOF
	}
	return nil, r.explain(err)
}

// explain adds what is known of the run to an error.
func (r *Rows) explain(err error) error {
	if ended := r.ctx.Err(); ended != nil && !connectors.IsClass(err, connectors.ClassTimeout) {
		err = ended
	}
	e := connectors.AsError(err)
	if r.delivered {
		e = Incomplete(err)
	}
	if e.QueryID == "" {
		e.QueryID = r.queryID
	}
	return e
}

// Progress tells how far the run is; see [connectors.Rows].
func (r *Rows) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhaseConnecting)
	r.meter.Fill(&p)
	p.QueryID = r.queryID
	if r.done.Load() {
		p.Phase = connectors.PhaseDone
	}
	if a := r.begun(); a != nil {
		a.Fill(&p)
	}
	return p
}

// Close ends the run. It waits until nothing of it is under way any more.
func (r *Rows) Close() error {
	var err error
	r.closing.Do(func() {
		r.cancel()
		<-r.ready
		if r.answer != nil {
			err = r.answer.Close()
		}
	})
	return err
}
