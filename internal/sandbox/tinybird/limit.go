package tinybird

import (
	"net/http"
	"sync"
	"time"

	"sonde/internal/sandbox/face"
)

// perSecond is how many queries a second the service says that it allows.
const perSecond = 20

// counted counts the queries of the present second.
type counted struct {
	mu    sync.Mutex
	since time.Time
	used  int
}

// next counts a query and returns what is left. It refuses none: that is what a
// switch of the sandbox is for.
func (c *counted) next(now time.Time) face.Limit {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.since) >= time.Second {
		c.since, c.used = now, 0
	}
	c.used++
	return face.Limit{Max: perSecond, Remaining: max(0, perSecond-c.used), Reset: c.since.Add(time.Second).Sub(now)}
}

// tellOwnLimit tells the limit of queries where no switch of the sandbox sets
// one. What is no query has none.
func (s *service) tellOwnLimit(h http.Header) {
	if h.Get("X-RateLimit-Limit") == "" {
		tellLimit(h, s.queries.next(time.Now()))
	}
}
