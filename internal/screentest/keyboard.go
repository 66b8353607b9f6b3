package screentest

import (
	"io"
	"sync"
)

// keyboard is the input of a program: a queue of any length, so that whoever
// writes never waits for the program. It may be used from many goroutines.
type keyboard struct {
	mu     sync.Mutex
	more   sync.Cond
	queue  []byte
	closed bool
}

func newKeyboard() *keyboard {
	k := &keyboard{}
	k.more.L = &k.mu
	return k
}

// Write appends to the queue.
func (k *keyboard) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return 0, io.ErrClosedPipe
	}
	k.queue = append(k.queue, p...)
	k.more.Broadcast()
	return len(p), nil
}

// Read takes from the queue and waits while it is empty; after Close it ends.
func (k *keyboard) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.queue) == 0 && !k.closed {
		k.more.Wait()
	}
	if len(k.queue) == 0 {
		return 0, io.EOF
	}
	n := copy(p, k.queue)
	k.queue = k.queue[n:]
	return n, nil
}

// Close ends the input.
func (k *keyboard) Close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	k.more.Broadcast()
}
