package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sonde/connectors"
)

// Do sends a request and returns its answer as soon as the header is there. The
// context governs the body too. A status other than 2xx and a page of HTML are
// errors; every error is a *connectors.Error whose cause is a [*StatusError] or
// a [*Fault]. The caller closes the body of an answer.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	if r.ID == "" {
		r.ID = newID()
	}
	if r.Meter == nil {
		r.Meter = &Meter{}
	}
	var waited time.Duration
	for attempt := 1; ; attempt++ {
		resp, err := c.attempt(ctx, &r)
		if err == nil {
			return resp, nil
		}
		e := connectors.AsError(err)
		delay, again := retryDelay(&r, e, attempt, waited)
		if !again || ctx.Err() != nil {
			return nil, e
		}
		waited += delay
		if err := c.pause(ctx, &r, Wait{Until: time.Now().Add(delay), Delay: delay, Reason: e.Message, Attempt: attempt}); err != nil {
			return nil, connectors.AsError(err)
		}
	}
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails, as its documentation says
	return hex.EncodeToString(b[:])
}

func (c *Client) attempt(ctx context.Context, r *Request) (*Response, error) {
	target, err := c.target(r)
	if err != nil {
		return nil, err
	}
	w := c.watch(ctx, r)
	req, err := c.build(w.ctx, r, target)
	if err != nil {
		w.end()
		return nil, err
	}
	entry := c.entry(r, req)
	answer, err := c.http.Do(req) //nolint:bodyclose // the body goes into the Response
	if err != nil {
		e := c.fault(err, w, req)
		w.end()
		entry.failed(e)
		return nil, e
	}
	c.answered.Store(true)
	w.disarm()
	resp := newResponse(answer, w, entry, r.Raw)
	entry.answered(resp)
	if refused(answer) {
		defer resp.Body.Close()
		return nil, c.failure(resp, r)
	}
	return resp, nil
}

// refused reports whether an answer brings no data. An HTML page is what a
// proxy or a login sends with any status.
func refused(answer *http.Response) bool {
	return answer.StatusCode < 200 || answer.StatusCode > 299 || mediaType(answer.Header) == "text/html"
}

func mediaType(h http.Header) string {
	t, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// pause waits where everybody can see it.
func (c *Client) pause(ctx context.Context, r *Request, w Wait) error {
	r.Meter.pause(w)
	defer r.Meter.enter(connectors.PhaseConnecting) // A wait that was cancelled does not go on.
	if c.log != nil {
		c.log.Warn("http retry", "request", r.ID, "attempt", w.Attempt, "wait", w.Delay, "reason", w.Reason)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.open, cancel)()
	return c.sleep(ctx, w.Delay)
}

// Sleep waits, but not longer than the context lasts, whose error it returns.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// hostOf returns host and port as the user knows them.
func hostOf(u *url.URL) string {
	if u == nil || u.Host == "" {
		return "the server"
	}
	return u.Host
}
