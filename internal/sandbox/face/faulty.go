package face

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// faulty answers as its switches and the request's header say.
type faulty struct {
	face     Face
	service  http.Handler
	switches Switches
	window   window
	share    share
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	wish, limit := f.wish(w.Header())
	if err := wish.override(r); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if wish.slow > 0 {
		w = &slowWriter{ResponseWriter: w, ctx: r.Context(), pause: wish.slow}
	}
	if wish.status != 0 {
		f.face.Refuse(w, r, wish.status, limit)
		return
	}
	if wish.cut <= 0 {
		f.service.ServeHTTP(w, r)
		return
	}
	c := &cutWriter{ResponseWriter: w, cut: wish.cut}
	f.service.ServeHTTP(c, r)
	if c.finish() {
		f.breakOff(w)
	}
}

// wish is what the switches say about the next request.
func (f *faulty) wish(h http.Header) (wish, Limit) {
	s := wish{slow: f.switches.Slow, cut: f.switches.Cut, status: f.share.next(f.switches.Failing)}
	limit := Limit{Max: 1, Reset: 2 * time.Second}
	if f.switches.Limited > 0 {
		var ok bool
		if limit, ok = f.window.take(f.switches.Limited, time.Now()); !ok {
			s.status = http.StatusTooManyRequests
		}
		if f.face.Limits != nil {
			f.face.Limits(h, limit)
		}
	}
	return s, limit
}

func (f *faulty) breakOff(w http.ResponseWriter) {
	if f.face.Break == nil {
		Abort(w)
	}
	f.face.Break(w)
}

// step is the number of bytes between two pauses of a slow answer.
const step = 4 << 10

// slowWriter pauses before the head and before every further step.
type slowWriter struct {
	http.ResponseWriter
	ctx   context.Context
	pause time.Duration
	begun bool
	left  int // bytes until the next pause
}

func (s *slowWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *slowWriter) WriteHeader(status int) {
	s.begin()
	s.ResponseWriter.WriteHeader(status)
}

func (s *slowWriter) begin() {
	if !s.begun {
		s.begun, s.left = true, step
		// Of a client that has gone, the first write tells.
		_ = Wait(s.ctx, s.pause)
	}
}

func (s *slowWriter) Write(p []byte) (int, error) {
	s.begin()
	written := 0
	for len(p) > 0 {
		if s.left == 0 {
			Flush(s.ResponseWriter)
			if err := Wait(s.ctx, s.pause); err != nil {
				return written, err
			}
			s.left = step
		}
		n, err := s.ResponseWriter.Write(p[:min(s.left, len(p))])
		written, s.left, p = written+n, s.left-n, p[n:]
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// Wait waits, but not longer than the context lasts.
func Wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// errCut tells a service that nothing more of its answer is sent.
var errCut = errors.New("the answer is cut here")

// most is the number of bytes of which a cut can be a part.
const most = 1 << 20

// cutWriter sends the first part of a good answer. To know how much that is, it
// holds the answer back, up to a bound.
type cutWriter struct {
	http.ResponseWriter
	cut    float64
	passes bool // an error, which is sent whole
	held   []byte
	over   bool // the cut has been made
}

func (c *cutWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// FlushError keeps a flush of the service from sending the head too early.
func (c *cutWriter) FlushError() error {
	if c.passes {
		return http.NewResponseController(c.ResponseWriter).Flush()
	}
	return nil
}

func (c *cutWriter) WriteHeader(status int) {
	c.passes = status >= 300
	c.ResponseWriter.WriteHeader(status)
}

func (c *cutWriter) Write(p []byte) (int, error) {
	switch {
	case c.passes:
		return c.ResponseWriter.Write(p)
	case c.over:
		return 0, errCut
	}
	c.held = append(c.held, p...)
	if len(c.held) >= c.bound() {
		c.send()
	}
	return len(p), nil
}

// bound is the number of held bytes at which the cut can be made.
func (c *cutWriter) bound() int {
	if c.cut >= 1 {
		return int(c.cut) + 1
	}
	return most
}

// send makes the cut.
func (c *cutWriter) send() {
	n := int(c.cut * float64(min(len(c.held), most)))
	if c.cut >= 1 {
		n = min(int(c.cut), len(c.held))
	}
	// A client that has gone away misses nothing.
	_, _ = c.ResponseWriter.Write(c.held[:n])
	c.held, c.over = nil, true
}

// finish makes the cut where it has not been made, at the end of the service's
// answer. It reports whether something is missing.
func (c *cutWriter) finish() bool {
	if c.passes {
		return false
	}
	whole := !c.over && c.cut >= 1
	if !c.over {
		c.send()
	}
	return !whole
}
