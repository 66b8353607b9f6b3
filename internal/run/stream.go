package run

import (
	"context"
	"io"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Stream is a run whose batches are taken by the caller, one at a time, instead
// of being put into a sink: an export of a query straight to a file. The run
// goes no further ahead than a few batches.
type Stream struct {
	*Run
	started chan struct{} // closed once Run is set
	batches chan arrow.RecordBatch
}

// Stream starts a run and returns its batches. The caller takes them to the
// end, cancels the run, or ends the context.
func (n *Runner) Stream(ctx context.Context, q Request) (*Stream, error) {
	s := &Stream{started: make(chan struct{}), batches: make(chan arrow.RecordBatch, 2)}
	q.Sink = streamSink{s}
	r, err := n.Start(ctx, q)
	if err != nil {
		return nil, err
	}
	s.Run = r
	close(s.started)
	go func() {
		<-r.Done()
		close(s.batches)
	}()
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
	if err := s.Status().Err; err != nil {
		return nil, err
	}
	return nil, io.EOF
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
