package export

import (
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// compressor wraps w. Closing it ends the compressed stream but not w.
func compressor(w io.Writer, compression string) (io.WriteCloser, error) {
	switch compression {
	case "gzip":
		return gzip.NewWriter(w), nil
	case "zstd":
		return zstd.NewWriter(w)
	}
	return keepOpen{w}, nil
}

type keepOpen struct{ io.Writer }

// Close leaves the writer open.
func (keepOpen) Close() error { return nil }
