package decode

import (
	"context"
	"io"
	"slices"
	"time"

	"sonde/connectors"
)

// maxRegion is the largest number of bytes that one batch may come from, so that
// the 32-bit offsets of Arrow's text columns never overflow.
const maxRegion = 2_000_000_000

// window is the part of the stream that is in memory: the rows of the batch in
// the making up to pos, and from there to the end what is not decoded yet.
// The rows stay until the batch is finished, because a value that does not fit
// its column makes the decoder read them a second time.
type window struct {
	feed *feed
	buf  []byte
	pos  int
	// ended is set once the stream is over; cause is nil after a clean end.
	ended bool
	cause error
	// passed counts the bytes before buf[0].
	passed int64
}

func (w *window) pending() []byte { return w.buf[w.pos:] }

// offset is where in the stream decoding stands, in bytes.
func (w *window) offset() int64 { return w.passed + int64(w.pos) }

// fill adds the next block. more is false where none came in time or the stream
// is over.
func (w *window) fill(ctx context.Context, patience time.Duration) (more bool, err error) {
	if w.ended {
		return false, nil
	}
	b, ok, err := w.feed.receive(ctx, patience)
	if err != nil || !ok {
		return false, err
	}
	if len(w.buf)+len(b.data) > maxRegion {
		return false, connectors.Errorf(connectors.ClassCapacity, "a row is larger than %s bytes", connectors.Count(maxRegion))
	}
	w.buf = append(w.buf, b.data...)
	if b.err != nil {
		w.ended = true
		if b.err != io.EOF { //nolint:errorlint // a wrapped io.EOF is no clean end
			w.cause = b.err
		}
	}
	w.feed.release(b)
	return len(b.data) > 0 || w.ended, nil
}

// fillMore adds blocks until what is not decoded has grown by half, so that a
// row of any size is looked at a few times only; patience bounds the wait for
// each block after the first.
func (w *window) fillMore(ctx context.Context, first, patience time.Duration) (more bool, err error) {
	goal := len(w.pending()) * 3 / 2
	more, err = w.fill(ctx, first)
	for more && err == nil && len(w.pending()) < goal && !w.ended {
		var again bool
		if again, err = w.fill(ctx, patience); !again {
			break
		}
	}
	return more, err
}

// forget drops the bytes before pos: the batch that they made is finished.
func (w *window) forget() {
	const keep = 8 << 20
	w.passed += int64(w.pos)
	rest := w.pending()
	if cap(w.buf) > keep && len(rest) < keep/2 {
		w.buf = slices.Clone(rest)
	} else {
		w.buf = w.buf[:copy(w.buf, rest)]
	}
	w.pos = 0
}
