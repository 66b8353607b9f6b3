package decode

import (
	"context"
	"errors"
	"io"
)

// errRagged is the cause of the error for a row of another length than the
// columns have.
var errRagged = errors.New("does not have one value per column")

// IsRagged reports whether reading ended at a row with more or fewer values than
// there are columns.
func IsRagged(err error) bool { return errors.Is(err, errRagged) }

// again reports whether the stream can be read again from its beginning.
func (r *Reader) again() bool { return r.keep && r.Rows() == 0 && IsRagged(r.err) }

// Again returns the stream from its beginning, where a row of the first batch has
// turned out to be ragged and the stream was kept; nil otherwise. From then on
// the stream is the caller's; closing it closes that of the reader.
func (r *Reader) Again() io.ReadCloser {
	if !r.again() {
		return nil
	}
	return &rest{feed: r.window.feed, left: r.window.buf, ended: r.window.ended, cause: r.window.cause}
}

// rest is a stream of which the beginning has been read already.
type rest struct {
	feed  *feed
	left  []byte
	ended bool
	cause error
}

func (r *rest) Close() error { return r.feed.close() }

func (r *rest) Read(p []byte) (int, error) {
	for len(r.left) == 0 && !r.ended {
		b, _, err := r.feed.receive(context.Background(), -1) // Close ends it.
		if err != nil {
			return 0, err
		}
		r.left = append(r.left[:0], b.data...)
		r.ended, r.cause = b.err != nil, b.err
		r.feed.release(b)
	}
	if len(r.left) > 0 {
		n := copy(p, r.left)
		r.left = r.left[n:]
		return n, nil
	}
	if r.cause == nil {
		return 0, io.EOF
	}
	return 0, r.cause
}
