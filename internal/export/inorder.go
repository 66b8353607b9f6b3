package export

import (
	"runtime"
	"sync/atomic"
)

// inOrder runs pieces of work at the same time and hands their results to one
// consumer in the order of submission:
//
//	submit ──► queue (bounded) ──► one goroutine waits for each result, consumes it
//	   └─────► a goroutine per piece works
//
// After a failure the rest is neither worked on nor consumed.
type inOrder[T any] struct {
	queue   chan chan outcome[T]
	done    chan struct{}
	failure atomic.Pointer[error]
	closed  bool
}

type outcome[T any] struct {
	value T
	err   error
}

func newInOrder[T any](consume func(T) error) *inOrder[T] {
	q := &inOrder[T]{
		queue: make(chan chan outcome[T], runtime.GOMAXPROCS(0)),
		done:  make(chan struct{}),
	}
	go q.drain(consume)
	return q
}

func (q *inOrder[T]) drain(consume func(T) error) {
	defer close(q.done)
	for pending := range q.queue {
		result := <-pending
		if q.failed() != nil {
			continue
		}
		if result.err == nil {
			result.err = consume(result.value)
		}
		if result.err != nil {
			q.failure.Store(&result.err)
		}
	}
}

// submit waits while too much is under way, then returns at once.
func (q *inOrder[T]) submit(work func() (T, error)) {
	pending := make(chan outcome[T], 1)
	q.queue <- pending
	go func() {
		var result outcome[T]
		if q.failed() == nil {
			result.value, result.err = work()
		}
		pending <- result
	}()
}

// failed returns the first error so far.
func (q *inOrder[T]) failed() error {
	if err := q.failure.Load(); err != nil {
		return *err
	}
	return nil
}

// close waits until everything that was submitted is consumed.
func (q *inOrder[T]) close() error {
	if !q.closed {
		q.closed = true
		close(q.queue)
		<-q.done
	}
	return q.failed()
}
