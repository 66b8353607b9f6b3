package duck

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

const (
	// batchesAhead is how many complete batches may wait for Next.
	batchesAhead = 2
	// patience is how long rows that are there wait for more to come.
	patience = 20 * time.Millisecond
)

// mailbox lies between the engine, which puts chunks, and Next, which gets
// batches. Chunks are converted where they are fetched: to hand each of them to
// another thread costs far more than to convert it.
type mailbox struct {
	mu      sync.Mutex // guards what follows
	batch   *assembly  // in the making
	queue   []arrow.RecordBatch
	started bool // the first batch is complete
	ended   bool
	err     error // of the end; nil for the proper one

	arrived chan struct{} // there is more for Next than when it last looked
	taken   chan struct{} // there is more room than when the engine last looked
}

func newMailbox() mailbox {
	return mailbox{arrived: make(chan struct{}, 1), taken: make(chan struct{}, 1)}
}

// signal sets a flag that wakes whoever waits on it.
func signal(flag chan struct{}) {
	select {
	case flag <- struct{}{}:
	default:
	}
}

// open says what the chunks look like that are to come.
func (m *mailbox) open(a *answer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batch = newAssembly(a)
}

// put adds a chunk and destroys it. It waits while there are enough batches for
// Next.
func (m *mailbox) put(ctx context.Context, chunk bindings.DataChunk) error {
	defer bindings.DestroyDataChunk(&chunk)
	if bindings.DataChunkGetSize(chunk) == 0 {
		return nil
	}
	m.batch.bind(chunk)
	for more := true; more; {
		if err := m.waitForRoom(ctx); err != nil {
			return err
		}
		var err error
		if more, err = m.convert(); err != nil {
			return err
		}
	}
	return nil
}

func (m *mailbox) waitForRoom(ctx context.Context) error {
	for {
		if m.hasRoom() {
			return ctx.Err()
		}
		select {
		case <-m.taken:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (m *mailbox) hasRoom() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.queue) < batchesAhead
}

// convert takes what fits of the chunk into the batch, and reports whether some
// of the chunk is left. The first rows of all are a batch at once.
func (m *mailbox) convert() (more bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	news := m.batch.empty()
	if more, err = m.batch.convert(); err != nil {
		return false, err
	}
	if !m.started || m.batch.full() {
		m.complete()
		news = true
	}
	if news {
		signal(m.arrived)
	}
	return more, nil
}

func (m *mailbox) complete() {
	m.queue = append(m.queue, m.batch.finish())
	m.started = true
}

// close ends the stream with an error, or nil after the last row.
func (m *mailbox) close(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.batch != nil && !m.batch.empty() {
		m.complete()
	}
	m.ended, m.err = true, err
	signal(m.arrived)
}

// get waits for the next batch. It returns io.EOF after the last, and gives up
// when one of the contexts ends.
func (m *mailbox) get(call, life context.Context) (arrow.RecordBatch, error) {
	for {
		if err := life.Err(); err != nil {
			return nil, connectors.AsError(err)
		}
		batch, wait, err := m.poll()
		if batch != nil || err != nil {
			return batch, err
		}
		if err := m.sleep(call, life, wait); err != nil {
			return nil, err
		}
	}
}

// poll returns a batch where one is complete, or where its rows have waited long
// enough; otherwise how long they may still wait, 0 where there are none.
func (m *mailbox) poll() (batch arrow.RecordBatch, wait time.Duration, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case len(m.queue) > 0:
		batch = m.queue[0]
		m.queue = m.queue[1:]
		signal(m.taken)
	case m.ended && m.err != nil:
		err = m.err
	case m.ended:
		err = io.EOF
	case m.batch != nil && !m.batch.empty():
		if wait = patience - m.batch.age(); wait <= 0 {
			batch = m.batch.finish()
		}
	}
	return batch, wait, err
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
