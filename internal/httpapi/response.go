package httpapi

import (
	"errors"
	"io"
	"net/http"
	"sync"

	"sonde/connectors"
)

// Response is an answer whose body is still to be read.
type Response struct {
	Status int
	Header http.Header
	// Body gives the decoded bytes. It returns io.EOF only where the protocol
	// and the compression say that the body is whole, and a *connectors.Error
	// otherwise; see [Incomplete]. Reading is for one goroutine, Close may come
	// from another.
	Body io.ReadCloser
	// RequestID is what the server calls the exchange; empty where it has no
	// name for it.
	RequestID string
	// Framed says that the protocol marks the end of the body. Without it, a
	// body that was cut looks as if it had ended.
	Framed bool

	answer *http.Response
	host   string
}

// Trailer returns the fields that followed the body. It is there once the body
// has been read to io.EOF.
func (r *Response) Trailer() http.Header { return r.answer.Trailer }

// idHeaders are the names under which servers send the id of an exchange.
var idHeaders = []string{
	"X-Request-Id", "X-Druid-Sql-Query-Id", "X-Clickhouse-Query-Id", "X-Amz-Request-Id", "X-Amzn-Requestid",
	"X-Guploader-Uploadid", "X-Correlation-Id", "Cf-Ray",
}

func newResponse(answer *http.Response, w *watch, entry *logEntry, raw bool) *Response {
	resp := &Response{
		Status: answer.StatusCode, Header: answer.Header, answer: answer, host: hostOf(answer.Request.URL),
		Framed: answer.ContentLength >= 0 || len(answer.TransferEncoding) > 0 || answer.ProtoMajor > 1,
	}
	for _, name := range idHeaders {
		if resp.RequestID = answer.Header.Get(name); resp.RequestID != "" {
			break
		}
	}
	wire := &wire{body: answer.Body, watch: w}
	encoding := answer.Header.Get("Content-Encoding")
	if raw && !refused(answer) {
		encoding = ""
	}
	resp.Body = &body{wire: wire, encoding: encoding, host: resp.host, entry: entry}
	return resp
}

// wire reads what comes over the network, counts it and watches for silence.
type wire struct {
	body  io.ReadCloser
	watch *watch
	size  int64
	err   error
}

func (w *wire) Read(p []byte) (int, error) {
	w.watch.arm(PhaseIdle, w.watch.limits.Idle)
	n, err := w.body.Read(p)
	w.watch.disarm()
	if w.size == 0 && n > 0 {
		w.watch.meter.enter(connectors.PhaseDownloading)
	}
	w.size += int64(n)
	w.watch.meter.wire.Add(int64(n))
	w.err = err
	return n, err
}

// body decodes what the wire brings and explains how it ends.
type body struct {
	wire     *wire
	encoding string
	host     string
	entry    *logEntry
	size     int64
	err      error

	closing sync.Once
	decoded io.Reader
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := 0, error(nil)
	if b.decoded == nil {
		b.decoded, err = Decompress(b.wire, b.encoding)
	}
	if err == nil {
		n, err = b.decoded.Read(p)
	}
	b.size += int64(n)
	b.wire.watch.meter.body.Add(int64(n))
	if err != nil {
		b.err = b.explain(err)
		b.entry.ended(b)
		if errors.Is(b.err, io.EOF) && b.size > 0 {
			b.wire.watch.meter.enter(connectors.PhaseDecoding)
		}
	}
	return n, b.err
}

// explain tells a whole body from one that was cut, damaged or given up.
func (b *body) explain(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	w := b.wire.watch
	if e := interruption(w.ended(), b.host); e != nil {
		return e
	}
	var typed *connectors.Error
	switch {
	case errors.As(err, &typed):
		return typed
	case b.wire.err == nil || errors.Is(b.wire.err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return faultError(FaultDamaged, b.host, "the compressed answer of "+b.host+" is damaged", err)
	}
	return faultError(FaultCut, b.host, b.host+" broke off its answer before the end", err)
}

// Close ends the exchange, also while a read is under way.
func (b *body) Close() error {
	var err error
	b.closing.Do(func() {
		b.wire.watch.end()
		err = b.wire.body.Close()
	})
	return err
}

// Incomplete turns the error of a body into the one of an answer that broke off
// after rows were delivered. A cancel and the run's own time limit stay what
// they are.
func Incomplete(err error) *connectors.Error {
	e := connectors.AsError(err)
	var fault *Fault
	if e == nil || e.Class == connectors.ClassCancelled || e.Class == connectors.ClassTimeout && !errors.As(e, &fault) {
		return e
	}
	broken := *e
	broken.Class = connectors.ClassIncomplete
	return &broken
}
