package httpapi

import (
	"bytes"
	"io"
	"log"
	"sync"
)

// quiet is for servers that complain about what a test does on purpose.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// lockedBuffer collects the log of several goroutines.
type lockedBuffer struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.String()
}
