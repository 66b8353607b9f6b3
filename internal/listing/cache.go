package listing

import (
	"context"
	"sync"
	"time"

	"sonde/connectors"
)

// Ages of what is remembered.
const (
	// keepFor is how long an answer serves whoever asks for the first time.
	keepFor = 15 * time.Minute
	// rememberedFor is how long an answer serves that is kept from one program to
	// the next, since it is dear.
	rememberedFor = 30 * 24 * time.Hour
	// freshFor is how long it serves who asks again, and so wants news.
	freshFor = 10 * time.Second
)

// Cache remembers answers by key. Its zero value is ready, and its methods may
// be called from many goroutines: those that want the same answer at once wait
// for one load of it.
type Cache[V any] struct {
	// Memory keeps the answers from one program to the next; they serve until
	// somebody asks again. It may be nil.
	Memory connectors.Memory

	mu      sync.Mutex
	entries map[string]*entry[V]
	now     func() time.Time // nil: the clock
}

type entry[V any] struct {
	free   chan struct{} // holds one token while nobody loads
	value  V
	at     time.Time // zero before the first load
	served map[string]bool
}

// Get returns the answer for a key and when it was given. Who asks for the same
// key a second time, under the same name, gets a new answer unless the last one
// is some seconds old only. An error is not remembered.
func (c *Cache[V]) Get(ctx context.Context, key, asker string, load func(context.Context) (V, error)) (value V, at time.Time, err error) {
	e := c.entry(key)
	select {
	case <-e.free:
	case <-ctx.Done():
		return value, at, connectors.AsError(ctx.Err())
	}
	defer func() { e.free <- struct{}{} }()
	if e.at.IsZero() && c.Memory != nil {
		if at, ok := c.Memory.Recall(key, &e.value); ok {
			e.at = at
		}
	}
	age := c.clock().Sub(e.at)
	if e.at.IsZero() || age > c.keepFor() || age > freshFor && e.served[asker] {
		if value, err = load(ctx); err != nil {
			return value, at, err
		}
		e.value, e.at, e.served = value, c.clock(), map[string]bool{}
		if c.Memory != nil {
			_ = c.Memory.Keep(key, value) // It would cost the question again, and no more.
		}
	}
	e.served[asker] = true
	return e.value, e.at, nil
}

func (c *Cache[V]) keepFor() time.Duration {
	if c.Memory != nil {
		return rememberedFor
	}
	return keepFor
}

func (c *Cache[V]) entry(key string) *entry[V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.entries[key]
	if e == nil {
		e = &entry[V]{free: make(chan struct{}, 1), served: map[string]bool{}}
		e.free <- struct{}{}
		if c.entries == nil {
			c.entries = map[string]*entry[V]{}
		}
		c.entries[key] = e
	}
	return e
}

func (c *Cache[V]) clock() time.Time {
	if c.now != nil {
		return c.now()
	}
	return time.Now()
}
