package httpapi

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"sonde/connectors"
)

// maxWindow bounds the memory that a zstd stream may ask for, in bytes.
const maxWindow = 128 << 20

// Decompress reads a stream of the given Content-Encoding, which may be a list;
// empty and identity are the bytes themselves. A stream without a single byte
// is empty in every encoding. A stream that is cut ends in io.ErrUnexpectedEOF.
// Closing does not close r.
func Decompress(r io.Reader, encoding string) (io.ReadCloser, error) {
	out := io.NopCloser(r)
	var closers []io.Closer
	names := strings.Split(encoding, ",")
	slices.Reverse(names)
	for _, name := range names {
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "", "identity":
			continue
		case "gzip", "x-gzip":
			out = &starter{source: out, start: startGzip}
		case "zstd":
			out = &starter{source: out, start: startZstd}
		default:
			return nil, connectors.Errorf(connectors.ClassUnsupported, "the server compressed its answer as %q, which was not asked for", name)
		}
		closers = append(closers, out)
	}
	return &stack{out, closers}, nil
}

// DecompressSniffed reads a stream that may be compressed with gzip or zstd, as
// its first bytes tell. It is for files in object stores, whose names and
// headers say little. Closing does not close r.
func DecompressSniffed(r io.Reader) (io.ReadCloser, error) {
	buffered := bufio.NewReaderSize(r, readBuffer)
	head, err := buffered.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return Decompress(buffered, "gzip")
	case bytes.Equal(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return Decompress(buffered, "zstd")
	}
	return io.NopCloser(buffered), nil
}

// lazily never fails before it is read.
func lazily(r io.Reader, encoding string) io.ReadCloser {
	decoded, err := Decompress(r, encoding)
	if err != nil {
		return io.NopCloser(failing{err})
	}
	return decoded
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// stack closes its decoders, the outermost first.
type stack struct {
	io.Reader
	closers []io.Closer
}

func (s *stack) Close() error {
	var first error
	for _, c := range slices.Backward(s.closers) {
		if err := c.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// starter begins to decode when it is read for the first time.
type starter struct {
	source  io.Reader
	start   func(*bufio.Reader) (io.ReadCloser, error)
	decoder io.ReadCloser
	err     error
}

func (s *starter) Read(p []byte) (int, error) {
	if s.decoder == nil && s.err == nil {
		buffered := bufio.NewReaderSize(s.source, readBuffer)
		if _, s.err = buffered.Peek(1); s.err == nil {
			s.decoder, s.err = s.start(buffered)
		}
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.decoder.Read(p)
	s.err = err
	return n, err
}

func (s *starter) Close() error {
	if s.decoder == nil {
		return nil
	}
	return s.decoder.Close()
}

func startGzip(r *bufio.Reader) (io.ReadCloser, error) {
	decoder, err := gzip.NewReader(r)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return decoder, err
}

func startZstd(r *bufio.Reader) (io.ReadCloser, error) {
	// One at a time decodes in the reader's goroutine: nothing is left running.
	decoder, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return decoder.IOReadCloser(), nil
}
