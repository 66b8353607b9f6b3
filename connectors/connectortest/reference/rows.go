package reference

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/httpapi"
)

// rows is the answer to one statement.
type rows struct {
	ctx    context.Context
	cancel context.CancelFunc
	client *httpapi.Client
	meter  httpapi.Meter
	write  bool
	// answered is closed when send has ended, and reader or err is set.
	answered chan struct{}
	reader   *decode.Reader
	err      error

	mu       sync.Mutex
	affected int64
	end      error // how the rows ended; nil while they go on
}

// noRows is the schema of a statement without a result.
var noRows = arrow.NewSchema(nil, nil)

func (r *rows) send(request httpapi.Request) {
	defer close(r.answered)
	request.Meter = &r.meter
	resp, err := r.client.Do(r.ctx, request)
	if err != nil {
		r.err = err
		return
	}
	if !r.write {
		r.reader = decode.JSON(resp.Body, decode.JSONOptions{
			Lines: true, End: decode.EndBlankLine, HeaderRows: 1, Header: columns,
		})
		return
	}
	defer resp.Body.Close()
	if r.affected, r.err = affected(resp.Body); r.err == nil {
		r.err = io.EOF
	}
}

func (r *rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	batch, err := r.next(ctx)
	if err == nil {
		return batch, nil
	}
	r.mu.Lock()
	if r.end == nil {
		r.end = err
	}
	r.mu.Unlock()
	r.Close()
	return nil, err
}

func (r *rows) next(ctx context.Context) (arrow.RecordBatch, error) {
	select {
	case <-r.answered:
	case <-ctx.Done():
		return nil, connectors.AsError(ctx.Err())
	}
	if r.reader == nil {
		return nil, r.err
	}
	batch, err := r.reader.Next(ctx)
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return batch, err
	case r.ctx.Err() != nil:
		return nil, connectors.AsError(r.ctx.Err())
	}
	if message := lateError(r.reader.Tail(ctx)); message != "" {
		err = connectors.Errorf(connectors.ClassIncomplete, "%s", r.client.Redact(message))
	}
	if r.reader.Rows() > 0 {
		err = httpapi.Incomplete(err)
	}
	return nil, err
}

func (r *rows) Schema() *arrow.Schema {
	select {
	case <-r.answered:
	default:
		return nil
	}
	switch {
	case r.reader != nil:
		return r.reader.Schema()
	case errors.Is(r.err, io.EOF):
		return noRows
	}
	return nil
}

func (r *rows) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhaseConnecting)
	r.meter.Fill(&p)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.end == nil:
		return p
	case r.write && errors.Is(r.end, io.EOF):
		p.RowsAffected = r.affected
	case !errors.Is(r.end, io.EOF):
		p.Completeness, p.Reason = connectors.Incomplete, r.end.Error()
	}
	p.Phase = connectors.PhaseDone
	return p
}

// Close ends the request. A read that is under way ends with it.
func (r *rows) Close() error {
	r.cancel()
	<-r.answered
	if r.reader != nil {
		return r.reader.Close()
	}
	return nil
}
