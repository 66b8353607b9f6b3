package decode

import (
	"context"
	"io"
	"sync"
	"time"
)

// A chunk of an HTTP body is read until what is asked for is there, however long
// that takes. So little is asked for at the beginning and where the stream is
// slow: rows that have come are not held back by those that have not.
const (
	blockBytes = 128 << 10
	blockCount = 3
	leastBytes = 1 << 10
	slowBlock  = 20 * time.Millisecond
)

// feed reads ahead of the decoder, so that decoding and receiving overlap and
// the decoder can tell whether it would have to wait.
type feed struct {
	reader io.Reader
	start  sync.Once
	stop   sync.Once
	blocks chan block
	free   chan []byte
	quit   chan struct{}
}

// block is a piece of the stream. The error, if any, comes after the data.
type block struct {
	data []byte
	err  error
}

func newFeed(r io.Reader) *feed {
	return &feed{
		reader: r,
		blocks: make(chan block, blockCount),
		free:   make(chan []byte, blockCount),
		quit:   make(chan struct{}),
	}
}

func (f *feed) begin() {
	for range blockCount {
		f.free <- make([]byte, blockBytes)
	}
	go f.run()
}

func (f *feed) run() {
	size := leastBytes
	for {
		var buffer []byte
		select {
		case buffer = <-f.free:
		case <-f.quit:
			return
		}
		n, err, began := 0, error(nil), time.Now()
		for n == 0 && err == nil {
			n, err = f.reader.Read(buffer[:size])
		}
		size = nextSize(size, n, time.Since(began))
		select {
		case f.blocks <- block{buffer[:n], err}:
		case <-f.quit:
			return
		}
		if err != nil {
			return
		}
	}
}

// nextSize says how much to ask for after n bytes came of those asked for.
func nextSize(asked, n int, took time.Duration) int {
	switch {
	case took > slowBlock:
		return leastBytes
	case n == asked:
		return min(2*asked, blockBytes)
	}
	return asked
}

// receive waits for the next block until the context ends or patience, where it
// is not negative, runs out. ok is false where nothing came. The block goes back
// through release.
func (f *feed) receive(ctx context.Context, patience time.Duration) (b block, ok bool, err error) {
	f.start.Do(f.begin)
	select {
	case b = <-f.blocks:
		return b, true, nil
	default:
	}
	var expired <-chan time.Time
	if patience >= 0 {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case b = <-f.blocks:
		return b, true, nil
	case <-expired:
		return block{}, false, nil
	case <-ctx.Done():
		return block{}, false, ctx.Err()
	case <-f.quit:
		return block{}, false, io.ErrClosedPipe
	}
}

func (f *feed) release(b block) { f.free <- b.data[:cap(b.data)] }

// close ends the reading, and closes the reader where it can be closed.
func (f *feed) close() (err error) {
	f.stop.Do(func() {
		close(f.quit)
		if c, ok := f.reader.(io.Closer); ok {
			err = c.Close()
		}
	})
	return err
}
