package clickhouse

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/scratch"
)

// arrowRows reads a stream of Arrow or a file of it. What tells where the batches
// of a file are stands at its end, so that it goes into a private file first.
type arrowRows struct {
	body    *watched
	answer  *Answer
	isFile  bool
	columns []columnar
	schema  atomic.Pointer[arrow.Schema]

	busy   sync.Mutex // held while the body is read
	sent   *arrow.Schema
	next   func() (arrow.RecordBatch, error)
	file   *os.File // of a file, like what follows
	folder *scratch.Folder
}

func readArrow(isFile bool) func(*Answer, io.ReadCloser) source {
	return func(a *Answer, body io.ReadCloser) source {
		// What looks for exceptions is not read in pieces as small as messages have.
		buffered := data{bufio.NewReaderSize(body, 64<<10), body}
		return &arrowRows{body: &watched{ReadCloser: buffered}, answer: a, isFile: isFile}
	}
}

// watched remembers how a body ended, and the last bytes that were read of it.
type watched struct {
	io.ReadCloser
	err  error
	last []byte
}

// streamEnd is what follows the last batch of a stream.
var streamEnd = []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	w.last = append(w.last, p[max(0, n-len(streamEnd)):n]...)
	w.last = bytes.Clone(w.last[max(0, len(w.last)-len(streamEnd)):])
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// Schema is nil until the columns are known.
func (r *arrowRows) Schema() *arrow.Schema { return r.schema.Load() }

// Close ends what waits for the body first.
func (r *arrowRows) Close() error {
	err := r.body.Close()
	r.busy.Lock()
	defer r.busy.Unlock()
	if r.file != nil {
		_ = r.file.Close()
		r.file = nil
	}
	if r.folder == nil {
		return err
	}
	folder := r.folder
	r.folder = nil
	return errors.Join(err, folder.Remove())
}

func (r *arrowRows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	r.busy.Lock()
	defer r.busy.Unlock()
	defer context.AfterFunc(ctx, func() { _ = r.body.Close() })()
	if err := r.open(); err != nil {
		return nil, r.failure(ctx, err)
	}
	batch, err := r.next()
	if err != nil {
		return nil, r.failure(ctx, err)
	}
	return convert(batch, r.columns, r.sent, r.Schema()), nil
}

// open reads the schema, and of a file all.
func (r *arrowRows) open() (err error) {
	switch {
	case r.next != nil:
		return nil
	case r.isFile:
		err = r.openFile()
	default:
		err = r.openStream()
	}
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF // No answer is without a schema.
	}
	if err != nil {
		return err
	}
	columns, schema := r.answer.columnars(r.sent, nil)
	r.columns = columns
	r.schema.Store(schema)
	return nil
}

func (r *arrowRows) openStream() error {
	stream, err := ipc.NewReader(r.body)
	if err != nil {
		return err
	}
	r.sent = stream.Schema()
	r.next = func() (arrow.RecordBatch, error) {
		switch {
		case stream.Next():
			batch := stream.RecordBatch()
			batch.Retain() // The stream takes it back at its next batch.
			return batch, nil
		case stream.Err() == nil && bytes.Equal(r.body.last, streamEnd):
			return nil, io.EOF
		case stream.Err() == nil:
			return nil, io.ErrUnexpectedEOF
		}
		return nil, stream.Err()
	}
	return nil
}

func (r *arrowRows) openFile() error {
	file, folder, err := spool(r.body)
	if r.file, r.folder = file, folder; err != nil {
		return err
	}
	reader, err := ipc.NewFileReader(file)
	if err != nil {
		return err
	}
	at := 0
	r.sent = reader.Schema()
	r.next = func() (arrow.RecordBatch, error) {
		if at == reader.NumRecords() {
			return nil, io.EOF
		}
		at++
		return reader.RecordBatchAt(at - 1)
	}
	return nil
}

// failure is why there are no more batches.
func (r *arrowRows) failure(ctx context.Context, err error) error {
	var told *connectors.Error
	switch {
	case ctx.Err() != nil:
		return connectors.AsError(ctx.Err())
	case r.isFile && errors.As(err, &told):
		return told
	case r.body.err != nil:
		return r.body.err
	case err == io.EOF, errors.As(err, &told): //nolint:errorlint // a wrapped io.EOF is no clean end
		return err
	}
	return connectors.Errorf(connectors.ClassIncomplete, "the answer cannot be read as Arrow to its end: %w", err)
}

// countedSeconds makes moments of the seconds since 1970 that Arrow has of clocks.
func countedSeconds(a arrow.Array, t *arrow.TimestampType) arrow.Array {
	b := array.NewTimestampBuilder(memory.DefaultAllocator, t)
	seconds := a.(*array.Uint32)
	for i := range a.Len() {
		if a.IsNull(i) {
			b.AppendNull()
			continue
		}
		b.Append(arrow.Timestamp(seconds.Value(i)))
	}
	return b.NewArray()
}

// labels writes the labels of an enum, of which Arrow has the numbers.
func labels(a arrow.Array, t *Type) arrow.Array {
	known := map[string]string{}
	for _, arg := range t.Args {
		if n, err := strconv.Atoi(arg.Value); err == nil {
			known[strconv.Itoa(n)] = arg.Name
		}
	}
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for i := range a.Len() {
		label, ok := known[a.ValueStr(i)]
		switch {
		case a.IsNull(i):
			b.AppendNull()
		case ok:
			b.Append(label)
		default:
			b.Append(a.ValueStr(i))
		}
	}
	return b.NewStringArray()
}
