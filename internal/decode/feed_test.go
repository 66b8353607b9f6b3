package decode

import (
	"bytes"
	"io"
	"strconv"
	"testing"
)

// chunk reads as a chunk of an HTTP body does: it fills what it is given, and
// waits for bytes that have not come yet.
type chunk struct {
	come *bytes.Reader
	quit chan struct{}
}

func (c *chunk) Read(p []byte) (int, error) {
	n, _ := io.ReadFull(c.come, p)
	if n == len(p) {
		return n, nil
	}
	<-c.quit
	return n, io.ErrUnexpectedEOF
}

func (c *chunk) Close() error {
	close(c.quit)
	return nil
}

// Rows of a stream that stalls within a chunk are delivered, though the stream
// was fast until then: more than half of what came.
func TestRowsBeforeAStall(t *testing.T) {
	for _, come := range []int{3000, 100_000} {
		var text []byte
		for i := 0; len(text) < come; i++ {
			text = append(strconv.AppendInt(text, int64(i), 10), '\n')
		}
		r := CSV(&chunk{bytes.NewReader(text[:come]), make(chan struct{})}, CSVOptions{Columns: textColumns([]string{"a"})})
		least := bytes.Count(text[:come/2-leastBytes], []byte{'\n'}) - 1
		for got := int64(0); got < int64(least); {
			batch, err := r.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got += batch.NumRows()
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// What is asked for grows as long as the stream keeps up.
func TestNextSize(t *testing.T) {
	size := leastBytes
	for range 20 {
		size = nextSize(size, size, 0)
	}
	if size != blockBytes {
		t.Errorf("a fast stream is asked for %d bytes", size)
	}
	if got := nextSize(size, 10, 0); got != blockBytes {
		t.Errorf("after a short chunk a fast stream is asked for %d bytes", got)
	}
	if got := nextSize(size, size, 2*slowBlock); got != leastBytes {
		t.Errorf("a slow stream is asked for %d bytes", got)
	}
}
