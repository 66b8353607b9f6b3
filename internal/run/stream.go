package run

import (
	"context"
	"io"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Stream is a run whose batches are taken by the caller, one at a time, instead
// of being put into a sink: an export of a query straight to a file. The run
// goes no further ahead than a few batches, and it ends with what the caller
// made of them.
type Stream struct {
	*Run
	started chan struct{} // closed once Run is set
	batches chan arrow.RecordBatch
	failure *connectors.Error // of the source; set before batches is closed
	ended   chan error        // what the caller made of the batches
}

// refusal is the cause of a run's end that its caller brought about, who could
// not do with the batches what they were for.
type refusal struct{ error }

func (r *refusal) Unwrap() error { return r.error }

// Stream starts a run and returns its batches. The caller takes them as far as
// it likes and calls End, or ends the context.
func (n *Runner) Stream(ctx context.Context, q Request) (*Stream, error) {
	s := &Stream{started: make(chan struct{}), batches: make(chan arrow.RecordBatch, 2), ended: make(chan error, 1)}
	q.Sink = streamSink{s}
	r, err := n.Start(ctx, q)
	if err != nil {
		return nil, err
	}
	r.whole = true
	s.Run = r
	close(s.started)
	return s, nil
}

// Next returns the next batch; io.EOF after the last one of a run that came to
// its proper end, or reached its limit, and the run's error otherwise.
func (s *Stream) Next(ctx context.Context) (arrow.RecordBatch, error) {
	select {
	case b, ok := <-s.batches:
		if ok {
			return b, nil
		}
	case <-ctx.Done():
		return nil, connectors.AsError(ctx.Err())
	}
	if s.failure != nil {
		return nil, s.failure
	}
	return nil, io.EOF
}

// Partial says, once Next has returned io.EOF, why the rows are not all there are;
// empty where they are.
func (s *Stream) Partial() string { return s.Status().Partial() }

// End ends the run with what became of the batches, waits for that and returns
// the final status. An error stops the run where it still goes on, and is the
// run's own unless the source has failed; nothing is taken to be kept of a run
// that fails. End is called once.
func (s *Stream) End(err error) Status {
	if err != nil {
		s.stop(&refusal{err})
	}
	s.ended <- err
	return s.Wait()
}

type streamSink struct{ *Stream }

func (streamSink) SetSchema(*arrow.Schema) error { return nil }

func (s streamSink) Append(b arrow.RecordBatch) error {
	<-s.started
	select {
	case s.batches <- b:
		return nil
	case <-s.Run.ctx.Done():
		return s.Run.ctx.Err()
	}
}

// Finish waits for what becomes of the batches of a run that has them all.
func (s streamSink) Finish(failure *connectors.Error) error {
	<-s.started
	s.failure = failure
	close(s.batches)
	if failure == nil {
		return s.taken()
	}
	return nil
}

// taken waits until the caller has said what became of the last batch.
func (s streamSink) taken() error {
	select {
	case err := <-s.ended:
		return err
	case <-s.Run.ctx.Done():
		return s.Run.ctx.Err()
	}
}
