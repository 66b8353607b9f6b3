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
// Decoding happens in Read: nothing runs beside it, and nothing is to be closed.
func Decompress(r io.Reader, encoding string) (io.Reader, error) {
	names := strings.Split(encoding, ",")
	for _, name := range slices.Backward(names) {
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "", "identity":
		case "gzip", "x-gzip":
			r = &starter{source: r, start: startGzip}
		case "zstd":
			r = &starter{source: r, start: startZstd}
		default:
			return nil, connectors.Errorf(connectors.ClassUnsupported, "the server compressed its answer as %q, which was not asked for", strings.TrimSpace(name))
		}
	}
	return r, nil
}

// DecompressSniffed reads a stream that may be compressed with gzip or zstd, as
// its first bytes tell. It is for files in object stores, whose names and
// headers say little.
func DecompressSniffed(r io.Reader) (io.Reader, error) {
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
	return buffered, nil
}

// starter begins to decode when it is read for the first time, because decoders
// read the beginning when they are made.
type starter struct {
	source  io.Reader
	start   func(*bufio.Reader) (io.Reader, error)
	decoder io.Reader
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

func startGzip(r *bufio.Reader) (io.Reader, error) { return gzip.NewReader(r) }

func startZstd(r *bufio.Reader) (io.Reader, error) {
	// One at a time decodes in the reader's goroutine: nothing is left running.
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
}
