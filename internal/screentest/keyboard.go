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
	ended  bool // what is written is dropped
	closed bool
}

// lastKey is what ends the input. No key that is pressed in a test sends it.
const lastKey = '\U0010fffd'

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
	if !k.ended {
		k.queue = append(k.queue, p...)
	}
	k.more.Broadcast()
	return len(p), nil
}

// Read takes from the queue and waits while it is empty; after End and Close it ends.
func (k *keyboard) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.queue) == 0 && !k.ended && !k.closed {
		k.more.Wait()
	}
	if len(k.queue) == 0 {
		return 0, io.EOF
	}
	n := copy(p, k.queue)
	k.queue = k.queue[n:]
	return n, nil
}

// End puts the last key at the end of the queue. What is written from now on is
// read by nobody, as in a terminal whose program has ended.
func (k *keyboard) End() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.ended {
		k.queue, k.ended = append(k.queue, string(lastKey)...), true
	}
	k.more.Broadcast()
}

// Close ends the input.
func (k *keyboard) Close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	k.more.Broadcast()
}
