package duck

import (
	"context"
	"io"
	"sync"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

const (
	// mostChunks is how many chunks of at most 2,048 rows make a group.
	mostChunks = 16
	// patience is how long rows that are there wait for more to come.
	patience = 20 * time.Millisecond
)

// mailbox lies between the engine, which puts chunks, and Next, which gets them
// in groups: to wake another thread for each chunk costs more than to convert
// it. A group is closed when it is large enough or has waited long enough.
type mailbox struct {
	mu    sync.Mutex // guards what follows
	group []bindings.DataChunk
	since time.Time // when the first chunk of the group came
	limit int       // chunks in a group
	ended bool
	err   error // of the end; nil for the proper one

	arrived chan struct{} // there is more for Next than when it last looked
	taken   chan struct{} // there is more room than when the engine last looked
}

// newMailbox has groups of one chunk at first, so that the first row comes at
// once.
func newMailbox() mailbox {
	return mailbox{limit: 1, arrived: make(chan struct{}, 1), taken: make(chan struct{}, 1)}
}

// signal sets a flag that wakes whoever waits on it.
func signal(flag chan struct{}) {
	select {
	case flag <- struct{}{}:
	default:
	}
}

// put adds a chunk, which belongs to the mailbox from now on. It waits while a
// whole group is there.
func (m *mailbox) put(ctx context.Context, chunk bindings.DataChunk) error {
	for !m.tryPut(chunk) {
		select {
		case <-m.taken:
		case <-ctx.Done():
			bindings.DestroyDataChunk(&chunk)
			return ctx.Err()
		}
	}
	return nil
}

func (m *mailbox) tryPut(chunk bindings.DataChunk) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.group) >= m.limit {
		return false
	}
	if len(m.group) == 0 {
		m.since = time.Now()
	}
	m.group = append(m.group, chunk)
	if n := len(m.group); n == 1 || n == m.limit {
		signal(m.arrived)
	}
	return true
}

// close ends the stream with an error, or nil after the last chunk.
func (m *mailbox) close(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ended, m.err = true, err
	signal(m.arrived)
}

// setLimit says how many chunks the next groups are to have.
func (m *mailbox) setLimit(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.limit = max(1, min(n, mostChunks))
	signal(m.taken)
}

// get waits for the next group; the caller destroys its chunks. It returns
// io.EOF after the last, and gives up when one of the contexts ends.
func (m *mailbox) get(call, life context.Context) ([]bindings.DataChunk, error) {
	for {
		if err := life.Err(); err != nil {
			return nil, connectors.AsError(err)
		}
		group, wait, err := m.poll()
		if group != nil || err != nil {
			return group, err
		}
		if err := m.sleep(call, life, wait); err != nil {
			return nil, err
		}
	}
}

// poll returns a group that is closed, otherwise how long the one in the making
// may still wait, 0 where there is none.
func (m *mailbox) poll() (group []bindings.DataChunk, wait time.Duration, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch n := len(m.group); {
	case n > 0:
		wait = patience - time.Since(m.since)
		if n < m.limit && !m.ended && wait > 0 {
			return nil, wait, nil
		}
		group, m.group = m.group, nil
		signal(m.taken)
	case m.ended && m.err != nil:
		err = m.err
	case m.ended:
		err = io.EOF
	}
	return group, 0, err
}

func (m *mailbox) sleep(call, life context.Context, wait time.Duration) error {
	var late <-chan time.Time
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-m.arrived:
	case <-late:
	case <-call.Done():
		return connectors.AsError(call.Err())
	case <-life.Done():
		return connectors.AsError(life.Err())
	}
	return nil
}

// drop destroys what nobody has got.
func (m *mailbox) drop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	destroyAll(m.group)
	m.group = nil
}

func destroyAll(chunks []bindings.DataChunk) {
	for i := range chunks {
		bindings.DestroyDataChunk(&chunks[i])
	}
}
