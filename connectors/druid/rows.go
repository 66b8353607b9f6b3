package druid

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/httpapi"
)

// rows is the answer of the SQL endpoint.
type rows struct {
	conn    *Conn
	request *request
	run     *run
	id      string
	meter   httpapi.Meter
	cancel  context.CancelFunc
	// answered is closed when the three fields below it are set.
	answered chan struct{}
	answer   *httpapi.Response
	reader   *decode.Reader
	failure  error

	closing sync.Once
	closed  atomic.Bool
	done    atomic.Bool
	gaps    atomic.Pointer[gaps]
}

// send sends a statement to the SQL endpoint and does not wait for the answer.
func (c *Conn) send(ctx context.Context, id string, r *request) (*rows, error) {
	h, err := r.http()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	out := &rows{conn: c, request: r, id: id, run: c.runs.begin(id, r.id()), cancel: cancel, answered: make(chan struct{})}
	h.Meter = &out.meter
	go out.wait(ctx, h)
	return out, nil
}

// wait waits for the first bytes of the answer.
func (r *rows) wait(ctx context.Context, h httpapi.Request) {
	defer close(r.answered)
	answer, err := r.conn.client.Do(ctx, h)
	if err != nil {
		if r.request.path == taskPath {
			err = unsupported(err)
		}
		r.failure = r.named(err)
		if ctx.Err() == nil {
			r.conn.runs.end(r.id)
		}
		return
	}
	r.run.answered.Store(true)
	r.gaps.Store(gapsOf(answer.Header.Get("X-Druid-Response-Context")))
	r.answer = answer
	r.reader = r.request.reader(answer.Body, answer.Header.Get(includedHeader) != "")
}

// gaps is what the context of a response says is not in the answer. Segments
// that were not there leave rows out. Intervals without segments, which are told
// where the query's context asks for them, hold no data.
type gaps struct {
	MissingSegments    []json.RawMessage
	UncoveredIntervals []string
}

func gapsOf(text string) *gaps {
	var g gaps
	if json.Unmarshal([]byte(text), &g) != nil {
		return nil
	}
	return &g
}

func (g *gaps) fill(p *connectors.Progress) {
	if len(g.UncoveredIntervals) > 0 {
		p.Warnings = append(p.Warnings, "no segments cover "+strings.Join(g.UncoveredIntervals, ", "))
	}
	if len(g.MissingSegments) > 0 {
		p.Warnings = append(p.Warnings, "the server says that some segments were not available: rows are missing")
		p.Completeness, p.Reason = connectors.Unknown, "some segments were not available"
	}
}

// named adds the id of the query to an error.
func (r *rows) named(err error) *connectors.Error {
	e := connectors.AsError(err)
	if e.QueryID == "" {
		e.QueryID = r.run.queryID
	}
	return e
}

// Schema is nil until the header of the answer is there.
func (r *rows) Schema() *arrow.Schema {
	select {
	case <-r.answered:
		if r.reader != nil {
			return r.reader.Schema()
		}
	default:
	}
	return nil
}

// Next returns the next batch; see [connectors.Rows].
func (r *rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	select {
	case <-r.answered:
	case <-ctx.Done():
		return nil, r.named(ctx.Err())
	}
	if r.failure != nil {
		return nil, r.failure
	}
	batch, err := r.reader.Next(ctx)
	if err == nil {
		return batch, nil
	}
	if r.failure = r.ending(ctx, err); r.closed.Load() {
		r.failure = r.named(context.Canceled)
	}
	if ended(r.failure) {
		r.done.Store(true)
		r.conn.runs.end(r.id)
	}
	return nil, r.failure
}

// ended reports whether an error leaves nothing running at the server.
func ended(err error) bool {
	e := connectors.AsError(err)
	return errors.Is(err, io.EOF) || e.Class != connectors.ClassCancelled && e.Class != connectors.ClassTimeout
}

// ending judges how the answer ended. A query that dies in the middle ends its
// answer cleanly, between two rows: the form of the body tells, and behind a
// Broker's answer a trailer.
func (r *rows) ending(ctx context.Context, err error) error {
	if errors.Is(err, io.EOF) {
		if r.answer.Trailer().Get("X-Druid-Response-Complete") != "false" {
			return io.EOF
		}
		return r.named(r.incomplete(err, r.trailerReason()))
	}
	var fault *httpapi.Fault
	switch {
	case errors.As(err, &fault):
		return r.named(httpapi.Incomplete(err))
	case !connectors.IsClass(err, connectors.ClassIncomplete):
		return r.named(err)
	}
	e := lastLine(r.reader.Tail(ctx))
	if e != nil && r.reader.Rows() == 0 {
		return r.named(e)
	}
	reason := r.trailerReason()
	if e != nil && reason == "" {
		reason = e.Message
	}
	return r.named(r.incomplete(err, reason))
}

// trailerReason is why the answer broke off, where the server says it.
func (r *rows) trailerReason() string { return r.answer.Trailer().Get("X-Error-Message") }

// incomplete is the error of an answer that broke off, for a reason that the
// server gave or did not give.
func (r *rows) incomplete(err error, reason string) *connectors.Error {
	n := r.reader.Rows()
	e := connectors.Errorf(connectors.ClassIncomplete, "the answer broke off after %s rows", connectors.Count(n))
	switch {
	case says(reason):
		e.Message += ": " + r.conn.client.Redact(reason)
	case strings.Contains(err.Error(), "malformed") || strings.Contains(err.Error(), "one value per column"):
		e.Message = connectors.AsError(err).Message
	default:
		e.Hint = "The server ended the query without a reason: a failure, a time limit or a cancel. Its log tells, under the query's id."
	}
	if !errors.Is(err, io.EOF) {
		e.Cause = err
	}
	return e
}

// lastLine finds an error that stands at the end of a body, behind the rows.
func lastLine(tail []byte) *connectors.Error {
	at := bytes.LastIndex(tail, []byte(`{"error"`))
	if at < 0 {
		return nil
	}
	return inBandError(bytes.TrimRight(tail[at:], " \r\n,]"))
}

// Progress tells how far the answer is.
func (r *rows) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhaseConnecting)
	p.QueryID = r.run.queryID
	r.meter.Fill(&p)
	if g := r.gaps.Load(); g != nil {
		g.fill(&p)
	}
	if !r.done.Load() {
		return p
	}
	p.Phase = connectors.PhaseDone
	if r.request.cap > 0 && r.reader.Rows() >= r.request.cap {
		p.Completeness = connectors.Limited
		p.Reason = fmt.Sprintf("sqlOuterLimit: the first %s rows; more may exist", connectors.Count(r.request.cap))
	}
	return p
}

// Close drops the connection, which the server does not take for a cancel.
func (r *rows) Close() error {
	r.closing.Do(func() {
		r.closed.Store(true)
		r.cancel()
		<-r.answered
		if r.reader != nil {
			_ = r.reader.Close() // Nothing is left to be read.
		}
	})
	return nil
}
