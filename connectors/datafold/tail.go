package datafold

import (
	"io"
	"slices"
)

// tailBytes is how much of the end of an answer is kept.
const tailBytes = 4 << 10

// tail keeps the last bytes that were read of a stream. They may be looked at
// once the reading has ended.
type tail struct {
	io.Reader
	last []byte
}

func (t *tail) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	t.last = append(t.last, p[max(0, n-tailBytes):n]...)
	t.last = slices.Delete(t.last, 0, max(0, len(t.last)-tailBytes))
	return n, err
}
