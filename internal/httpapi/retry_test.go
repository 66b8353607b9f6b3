package httpapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sonde/connectors"
)

// failThen answers the first requests with a status and the rest with "ok".
func failThen(t *testing.T, failures, status int, header http.Header) (base string, count *atomic.Int32) {
	count = new(atomic.Int32)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if int(count.Add(1)) <= failures {
			for name := range header {
				w.Header().Set(name, header.Get(name))
			}
			http.Error(w, `{"error":"slow down"}`, status)
			return
		}
		io.WriteString(w, "ok")
	})
	return s.URL, count
}

func TestRepeatableWaitsInSight(t *testing.T) {
	for _, status := range []int{429, 502, 503, 504} {
		base, count := failThen(t, 2, status, http.Header{"Retry-After": {"7"}})
		c := open(t, Options{BaseURL: base})
		m := &Meter{}
		var seen []string
		c.sleep = func(_ context.Context, d time.Duration) error {
			p := connectors.NoProgress(connectors.PhaseConnecting)
			m.Fill(&p)
			w, waiting := m.Wait()
			if !waiting || w.Delay != d || d != 7*time.Second || p.Phase != PhaseRetrying || time.Until(w.Until) > d {
				t.Errorf("%d: %v, %+v, %+v", status, d, w, p)
			}
			seen = append(seen, p.Warnings...)
			return nil
		}
		text, err := get(c, Request{Repeatable: true, Meter: m})
		if err != nil || text != "ok" || count.Load() != 3 {
			t.Errorf("%d: %q, %v, %d requests", status, text, err, count.Load())
		}
		if len(seen) != 2 || seen[0] != "waiting 7s before trying again: slow down" {
			t.Errorf("%d: %q", status, seen)
		}
		if _, waiting := m.Wait(); waiting {
			t.Error("the wait is shown after it")
		}
	}
}

func TestCancelledWaitIsOver(t *testing.T) {
	base, _ := failThen(t, 9, 503, http.Header{"Retry-After": {"7"}})
	c := open(t, Options{BaseURL: base})
	m := &Meter{}
	c.sleep = func(context.Context, time.Duration) error { return context.Canceled }
	if _, err := get(c, Request{Repeatable: true, Meter: m}); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Error(err)
	}
	p := connectors.NoProgress(connectors.PhaseConnecting)
	if m.Fill(&p); p.Phase == PhaseRetrying || len(p.Warnings) != 0 {
		t.Errorf("the wait is shown after the cancel: %+v", p)
	}
}

func TestWritesAreNeverRepeated(t *testing.T) {
	for _, r := range []Request{{Method: "POST", Body: []byte("INSERT")}, {Method: "GET"}} {
		base, count := failThen(t, 9, 429, http.Header{"Retry-After": {"7"}})
		_, err := get(open(t, Options{BaseURL: base}), r)
		e := connectors.AsError(err)
		if count.Load() != 1 || e.Class != connectors.ClassRateLimit || e.RetryAfter != 7*time.Second || !strings.Contains(e.Hint, "7s") {
			t.Errorf("%s: %d requests, %+v", r.Method, count.Load(), e)
		}
	}
}

func TestRepetitionIsBounded(t *testing.T) {
	for name, c := range map[string]struct {
		header http.Header
		status int
		want   int
	}{
		"attempts":      {nil, 503, maxAttempts},
		"long wait":     {http.Header{"Retry-After": {"3600"}}, 429, 1},
		"sum of waits":  {http.Header{"Retry-After": {"50"}}, 429, 3},
		"not passing":   {nil, 500, 1},
		"user's fault":  {nil, 400, 1},
		"zero is asked": {http.Header{"Retry-After": {"0"}}, 503, maxAttempts},
	} {
		base, count := failThen(t, 99, c.status, c.header)
		client := open(t, Options{BaseURL: base})
		client.sleep = func(_ context.Context, d time.Duration) error {
			if d <= 0 {
				t.Errorf("%s: no pause", name)
			}
			return nil
		}
		_, err := get(client, Request{Repeatable: true})
		var status *StatusError
		if int(count.Load()) != c.want || !errors.As(err, &status) || status.Code != c.status {
			t.Errorf("%s: %d requests, want %d; %v", name, count.Load(), c.want, err)
		}
	}
}

func TestWaitCanBeCancelled(t *testing.T) {
	base, count := failThen(t, 9, 503, http.Header{"Retry-After": {"60"}})
	c := open(t, Options{BaseURL: base})
	for name, stop := range map[string]func(context.CancelFunc){
		"cancel": func(cancel context.CancelFunc) { cancel() },
		"close":  func(context.CancelFunc) { c.Close() },
	} {
		count.Store(0)
		ctx, cancel := context.WithCancel(t.Context())
		c.sleep = func(ctx context.Context, d time.Duration) error {
			stop(cancel)
			return Sleep(ctx, d)
		}
		if _, err := c.Do(ctx, Request{Repeatable: true}); !connectors.IsClass(err, connectors.ClassCancelled) || count.Load() > 1 {
			t.Errorf("%s: %d requests, %v", name, count.Load(), err)
		}
		cancel()
		if name == "close" {
			c = open(t, Options{BaseURL: base})
		}
	}
}

func TestBrokenConnectionIsRepeated(t *testing.T) {
	var attempts atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if attempts.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, "ok")
	})
	c := open(t, Options{BaseURL: s.URL})
	c.sleep = func(context.Context, time.Duration) error { return nil }
	if text, err := get(c, Request{Method: "POST", Body: []byte("SELECT 1"), Repeatable: true}); err != nil || text != "ok" {
		t.Errorf("%q, %v", text, err)
	}
	attempts.Store(0)
	if _, err := get(c, Request{Method: "POST", Body: []byte("INSERT")}); err == nil || attempts.Load() != 1 {
		t.Errorf("a write was sent %d times, %v", attempts.Load(), err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		status                   int
		retry, reset, serverDate string
		want                     time.Duration
	}{
		{429, "", "", "", 0},
		{429, "12", "", "", 12 * time.Second},
		{503, " 0.5 ", "", "", 500 * time.Millisecond},
		{503, "-3", "", "", 0},
		{503, "soon", "", "", 0},
		{503, "NaN", "", "", 0},
		{503, "Fri, 02 Jan 2026 03:05:05 GMT", "", "", time.Minute},
		{503, "Fri, 02 Jan 2026 03:00:00 GMT", "", "", 0},
		{503, "Fri, 02 Jan 2026 05:00:10 GMT", "", "Fri, 02 Jan 2026 05:00:00 GMT", 10 * time.Second},
		{429, "", "9", "", 9 * time.Second},
		{429, "", "1767323055", "", 10 * time.Second},
		{503, "", "9", "", 0},
		{429, "1e300", "", "", 876000 * time.Hour},
	} {
		h := http.Header{}
		h.Set("Retry-After", c.retry)
		h.Set("X-RateLimit-Reset", c.reset)
		h.Set("Date", c.serverDate)
		if got := retryAfter(c.status, h, now); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
