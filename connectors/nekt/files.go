package nekt

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/httpapi"
	"sonde/internal/scratch"
)

// batches are the rows of all files.
type batches interface {
	Schema() *arrow.Schema
	Next(ctx context.Context) (arrow.RecordBatch, error)
	Close() error
}

// files are the result's files, read one after the other.
type files struct {
	ctx     context.Context
	objects []*object
	query   *query
	folder  *scratch.Folder // for files that must be whole to be read; nil until one is needed

	mu      sync.Mutex
	current *stream // the one that was opened last
}

// opened is a file at its beginning: what it holds, decompressed, and its first
// bytes. Parquet in a store with ranges has a view instead.
type opened struct {
	*bufio.Reader
	stream *stream
	view   *rangeFile
	head   string
	// compressed files carry a checksum, and so tell their own end.
	compressed bool
}

const parquetMark = "PAR1"

// open begins to read the file at an index. Where Parquet is expected, a first
// block is asked for, since most of a file need not be on the way yet.
func (f *files) open(i int) (*opened, error) {
	expected := span{0, -1}
	if f.query.Mode == modeParquet {
		expected.end = blockBytes
	}
	st, err := openStream(f.ctx, f.objects[i], expected, f.query.Mode == modeParquet)
	if !expected.whole() && isPointless(st, err) {
		if st != nil {
			st.Close()
		}
		st, err = openStream(f.ctx, f.objects[i], span{0, -1}, true)
	}
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.current = st
	f.mu.Unlock()
	o, err := f.begin(st)
	if err != nil {
		st.Close()
	}
	return o, err
}

// isPointless reports whether a first block cannot be gone on from in ranges: the
// store knows none, or it gives no tag, without which nothing says that later
// ones are of the same object.
func isPointless(st *stream, err error) bool {
	if err != nil {
		return connectors.IsClass(err, connectors.ClassUnsupported)
	}
	return st.ranges && st.tag == "" && st.goal() < st.size
}

// begin tells what an object holds by its first bytes; names and headers in
// stores say little.
func (f *files) begin(st *stream) (*opened, error) {
	first := bufio.NewReaderSize(st, 64<<10)
	head, err := first.Peek(len(parquetMark))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if string(head) == parquetMark && st.ranges && st.tag != "" && st.end >= 0 {
		block := make([]byte, min(blockBytes, st.size))
		if _, err := io.ReadFull(first, block); err != nil {
			return nil, st.object.explain(err)
		}
		st.Close()
		return &opened{view: newRangeFile(st, block), head: parquetMark}, nil
	}
	st.end = -1
	return inflate(first, st, bytes.HasPrefix(head, gzipMark))
}

var gzipMark = []byte{0x1f, 0x8b}

// inflate passes one layer of compression, or two: stores compress files that
// are compressed already.
func inflate(r io.Reader, st *stream, compressed bool) (*opened, error) {
	for range 2 {
		var err error
		if r, err = httpapi.DecompressSniffed(r); err != nil {
			return nil, st.object.explain(err)
		}
	}
	text := bufio.NewReaderSize(r, 64<<10)
	head, err := text.Peek(len(parquetMark))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, st.object.explain(err)
	}
	return &opened{Reader: text, stream: st, head: string(head), compressed: compressed}, nil
}

// Close lets go of the file.
func (o *opened) Close() error {
	if o.stream == nil {
		return nil
	}
	return o.stream.Close()
}

// rows returns the rows of all files. The first one that is not empty tells
// their format.
func (f *files) rows() (batches, error) {
	for i := range f.objects {
		first, err := f.open(i)
		switch {
		case err != nil:
			return nil, err
		case first.head == parquetMark:
			return f.parquet(first, i), nil
		case len(first.head) == 0:
			first.Close()
		case isText(f.objects[i].url):
			return readText(first)
		default:
			return f.csv(first, i), nil
		}
	}
	return noRows{}, nil
}

// isText reports whether an object is what Athena writes for statements that
// are no queries: lines without names or quotes.
func isText(presigned string) bool {
	u, err := url.Parse(presigned)
	return err == nil && strings.HasSuffix(u.Path, ".txt")
}

func (f *files) parquet(first *opened, from int) batches {
	var parts []func(context.Context) (decode.File, error)
	for i := from; i < len(f.objects); i++ {
		parts = append(parts, func(context.Context) (decode.File, error) {
			o := first
			if i > from {
				var err error
				if o, err = f.open(i); err != nil {
					return nil, err
				}
			}
			return f.whole(o)
		})
	}
	return decode.Parquet(parts...)
}

// memoryBytes is the size up to which a file that must be whole is held in
// memory.
const memoryBytes = 8 << 20

// whole returns a file that can be read anywhere: the view, or a copy in memory
// or, where it is large, in a private temporary file.
func (f *files) whole(o *opened) (decode.File, error) {
	if o.view != nil {
		return o.view, nil
	}
	defer o.Close()
	var start bytes.Buffer
	n, err := io.CopyN(&start, o, memoryBytes)
	switch {
	case errors.Is(err, io.EOF):
		return memoryFile{bytes.NewReader(start.Bytes())}, nil
	case err != nil:
		return nil, o.stream.object.explain(err)
	}
	copied, err := f.store(io.MultiReader(bytes.NewReader(start.Bytes()[:n]), o))
	if err != nil {
		return nil, o.stream.object.explain(err)
	}
	return copied, nil
}

type memoryFile struct{ *bytes.Reader }

func (memoryFile) Close() error { return nil }

// temporaryFile is removed when it is closed.
type temporaryFile struct{ *os.File }

func (t temporaryFile) Close() error {
	return errors.Join(t.File.Close(), os.Remove(t.Name()))
}

func (f *files) store(r io.Reader) (decode.File, error) {
	if f.folder == nil {
		var err error
		if f.folder, err = scratch.New(""); err != nil {
			return nil, noRoom(err)
		}
	}
	file, err := os.CreateTemp(f.folder.Path(), "part-*.parquet")
	if err != nil {
		return nil, noRoom(err)
	}
	t := temporaryFile{file}
	if _, err = io.Copy(t.File, r); err == nil {
		return t, nil
	}
	t.Close()
	if pathErr := (*os.PathError)(nil); errors.As(err, &pathErr) {
		err = noRoom(err)
	}
	return nil, err
}

func noRoom(err error) error {
	return connectors.Errorf(connectors.ClassCapacity, "the result file cannot be stored: %w", err)
}

// close ends the reading and removes what was stored.
func (f *files) close() error {
	f.mu.Lock()
	if f.current != nil {
		f.current.Close()
	}
	f.mu.Unlock()
	if f.folder == nil {
		return nil
	}
	folder := f.folder
	f.folder = nil
	return folder.Remove()
}

// noRows is the result without a byte: that of a statement which has none, or
// whose columns nobody told.
type noRows struct{}

func (noRows) Schema() *arrow.Schema                           { return arrow.NewSchema(nil, nil) }
func (noRows) Next(context.Context) (arrow.RecordBatch, error) { return nil, io.EOF }
func (noRows) Close() error                                    { return nil }
