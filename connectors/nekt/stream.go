package nekt

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// Bounds of taking up a broken download. A connection that cannot be made is
// tried again by the client.
const (
	maxFailures = 4 // in a row, without a byte between them
	firstPause  = 50 * time.Millisecond
)

// stream reads the bytes of an object in order, as they are on the wire. Where
// the connection breaks it goes on at the next byte, if the store can do that
// and the object is still the same.
type stream struct {
	ctx      context.Context
	object   *object
	identity bool
	at, end  int64 // end is negative for the object's own
	size     int64 // of the object; negative where it is not known
	tag      string
	coding   string // the Content-Encoding, which must stay the same
	ranges   bool   // the store gives ranges
	framed   bool   // the end of the body is marked
	failures int

	mu     sync.Mutex
	body   io.ReadCloser
	closed bool
}

// openStream begins to read a span.
func openStream(ctx context.Context, o *object, s span, identity bool) (*stream, error) {
	st := &stream{ctx: ctx, object: o, identity: identity, at: s.from, end: s.end, size: -1}
	resp, err := o.get(ctx, s, identity, "")
	if isEmpty(err) && s.from == 0 {
		st.size, st.framed, st.body = 0, true, http.NoBody
		return st, nil
	}
	if err != nil {
		return nil, err
	}
	return st, st.begin(resp)
}

// resumeStream reads a span of an object whose size and tag are known. The first
// read asks for it.
func resumeStream(f *rangeFile, s span) *stream {
	return &stream{
		ctx: f.ctx, object: f.object, identity: true, at: s.from, end: s.end, size: f.size, tag: f.tag,
		ranges: true, framed: true, body: http.NoBody,
	}
}

// begin takes what the first answer tells. A store without ranges answers with
// the whole object.
func (s *stream) begin(resp *httpapi.Response) error {
	s.body, s.framed = resp.Body, resp.Framed
	s.tag, s.coding = strongTag(resp.Header), resp.Header.Get("Content-Encoding")
	from, size, ok := contentRange(resp.Header)
	switch {
	case resp.Status == http.StatusPartialContent && ok && from == s.at:
		s.size, s.ranges = size, true
	case resp.Status == http.StatusPartialContent || s.at > 0:
		resp.Body.Close()
		return s.object.explain(connectors.Errorf(connectors.ClassInternal, "the object store gave another range than was asked for"))
	default:
		s.end, s.size = -1, contentLength(resp.Header)
		s.ranges = resp.Header.Get("Accept-Ranges") == "bytes"
	}
	s.object.size.Store(s.size)
	return nil
}

// goal is where the bytes end; negative where only their end tells.
func (s *stream) goal() int64 {
	if s.end >= 0 && (s.size < 0 || s.end < s.size) {
		return s.end
	}
	return s.size
}

func (s *stream) Read(p []byte) (int, error) {
	for {
		n, err := s.body.Read(p)
		s.at += int64(n)
		s.object.done.Add(int64(n))
		if n > 0 {
			s.failures = 0
			return n, nil
		}
		switch {
		case err == nil:
			return 0, nil
		case errors.Is(err, io.EOF) && (s.goal() < 0 || s.at >= s.goal()):
			return 0, s.ended()
		case errors.Is(err, io.EOF):
			err = connectors.Errorf(connectors.ClassUnavailable, "the object store did not give all bytes of the file")
		}
		if again := s.resume(err); again != nil {
			return 0, s.object.explain(again)
		}
	}
}

// ended is the end of the bytes, or the doubt whether it is one.
func (s *stream) ended() error {
	if !s.framed && s.goal() < 0 {
		return s.object.explain(connectors.Errorf(connectors.ClassUnavailable, "the object store closed the connection without saying whether the file had ended"))
	}
	return io.EOF
}

// isWhole asks the store whether the object ends where its bytes ended: a proxy
// on the way may have shortened the length that was announced.
func (s *stream) isWhole() bool {
	if s.size < 0 || s.at != s.size {
		return false
	}
	resp, err := s.object.get(s.ctx, span{s.at, -1}, s.identity, s.tag)
	if err == nil {
		resp.Body.Close()
	}
	return isEmpty(err)
}

// resume asks for the rest after an error; it returns that, or one that
// explains more, where there is no going on.
func (s *stream) resume(cause error) error {
	if !s.ranges || s.tag == "" || s.ctx.Err() != nil || connectors.IsClass(cause, connectors.ClassCancelled) {
		return cause
	}
	s.body.Close()
	if s.failures == maxFailures {
		return cause
	}
	if s.failures > 0 && httpapi.Sleep(s.ctx, firstPause<<s.failures) != nil {
		return s.ctx.Err()
	}
	s.failures++ // until a byte has come
	resp, err := s.object.get(s.ctx, span{s.at, s.end}, s.identity, s.tag)
	if err != nil {
		return err
	}
	return s.goOn(resp, cause)
}

// goOn takes the answer that continues the bytes, if it does.
func (s *stream) goOn(resp *httpapi.Response, cause error) error {
	from, size, ok := contentRange(resp.Header)
	same := strongTag(resp.Header) == s.tag && resp.Header.Get("Content-Encoding") == s.coding
	if resp.Status != http.StatusPartialContent || !ok || from != s.at || !same || s.size >= 0 && size != s.size {
		resp.Body.Close()
		return cause
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		resp.Body.Close()
		return io.ErrClosedPipe
	}
	s.body, s.size = resp.Body, size
	return nil
}

// Close ends the reading, also while it waits for bytes.
func (s *stream) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return s.body.Close()
}
