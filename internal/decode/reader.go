package decode

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

const (
	firstRows  = 256
	batchRows  = 32 << 10
	batchBytes = 4 << 20
	rowsGrowth = 8
	flushAfter = 10 * time.Millisecond // how long rows wait for company while the stream is silent
	firstAfter = time.Millisecond      // the same of the first rows, which somebody is waiting for
	tailBytes  = 16 << 10
)

// format finds rows in a stream of bytes. Its methods get the bytes that are not
// consumed yet.
type format interface {
	// next consumes what stands before the next row, and the row. final says
	// that no bytes follow. What was consumed is never seen again, whatever the
	// status; with status whole, row is where the row begins, and cells holds
	// its values.
	next(b []byte, final bool) (row, n int, s status, err error)
	// again reads a row that next has found before.
	again(b []byte)
	// cells are the values of the last row, one per column.
	cells() []cell
	// unplaced names values that had no column.
	unplaced() []string
	// columns is nil until they are known.
	columns() []Column
	// infer chooses columns by the rows at the start of b; false where not one
	// row of them is whole.
	infer(b []byte, final bool) (bool, error)
}

// Reader reads record batches from a stream. It is used by one goroutine; Schema,
// Rows and Close may be called from any.
type Reader struct {
	window window
	format format
	schema atomic.Pointer[arrow.Schema]
	rows   atomic.Int64

	targets []column
	texts   []*textColumn // instead of the target of a column that had a misfit
	starts  []int32       // of the rows in the batch
	limit   int
	keep    bool // the stream must not be forgotten before the first batch is whole
	err     error
}

func newReader(r io.Reader, f format) *Reader {
	return &Reader{window: window{feed: newFeed(r)}, format: f, limit: firstRows}
}

// Schema is nil until the columns are known, at the latest when Next has
// returned a batch or io.EOF.
func (r *Reader) Schema() *arrow.Schema { return r.schema.Load() }

// Rows counts the rows of the batches so far.
func (r *Reader) Rows() int64 { return r.rows.Load() }

// Unplaced names the keys of objects, at most a hundred, whose values were left
// out because no column was left for them, such as a key that first appears
// after the columns were inferred. It is for the goroutine that calls Next.
func (r *Reader) Unplaced() []string { return r.format.unplaced() }

// Lacking names the columns for which objects had no key, so that they hold NULL
// there. It is for the goroutine that calls Next.
func (r *Reader) Lacking() (names []string) {
	f, ok := r.format.(*jsonFormat)
	if !ok {
		return nil
	}
	for i, lacks := range f.rows.lacking {
		if lacks {
			names = append(names, f.rows.names[i])
		}
	}
	return names
}

// Close ends the reading and closes the stream where it is an io.Closer. A read
// that is under way must be ended by that, or by whoever made the stream.
func (r *Reader) Close() error { return r.window.feed.close() }

// Next returns the next batch, with at least one row; io.EOF after the proper
// end of the stream; else an error of type *connectors.Error, of class
// Incomplete where the stream broke off or holds what it should not. The rows
// before that place are delivered first.
func (r *Reader) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if r.err == nil {
		r.err = r.explain(r.collect(ctx))
	}
	if r.again() {
		return nil, r.err
	}
	if len(r.starts) > 0 {
		return r.finish(), nil
	}
	return nil, r.err
}

// Tail returns the last bytes of the stream, at most 16 KiB. After an error it
// reads on to find them, for sources that write the reason of a failure behind
// the rows.
func (r *Reader) Tail(ctx context.Context) []byte {
	w := &r.window
	for more := true; more; {
		if cap(w.buf) > batchBytes && len(w.buf) > tailBytes {
			w.buf = w.buf[:copy(w.buf, w.buf[len(w.buf)-tailBytes:])]
			w.pos = 0
		}
		var err error
		if more, err = w.fill(ctx, -1); err != nil {
			break
		}
	}
	return bytes.Clone(w.buf[max(0, len(w.buf)-tailBytes):])
}

// collect decodes rows until they make a batch.
func (r *Reader) collect(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for len(r.starts) == 0 || len(r.starts) < r.limit && r.window.pos < batchBytes {
		row, n, s, err := r.format.next(r.window.pending(), r.window.ended)
		at := r.window.pos + row
		r.window.pos += n
		switch {
		case err != nil:
			return err
		case s == whole:
			if err := r.take(at); err != nil {
				return err
			}
		case s == ended:
			return r.end()
		case s == unknown:
			if err := r.infer(ctx); err != nil {
				return err
			}
		case s == short && !r.window.ended:
			if more, err := r.more(ctx); err != nil || !more {
				return err
			}
		default:
			return r.broken(s)
		}
	}
	return nil
}

// more waits for bytes; false means that the rows at hand should go out instead.
func (r *Reader) more(ctx context.Context) (bool, error) {
	patience := flushAfter
	switch {
	case len(r.starts) == 0:
		patience = -1
		if !r.keep || r.Rows() > 0 {
			r.window.forget()
		}
	case r.Rows() == 0:
		patience = firstAfter
	}
	return r.window.fillMore(ctx, patience, flushAfter)
}

// errEnd is a proper end. It is not io.EOF, which streams and callbacks may
// return, wrapped or not, where something is missing.
var errEnd = errors.New("the answer is complete")

// end is reached where the format has seen the proper end of the stream.
func (r *Reader) end() error {
	if r.window.cause != nil {
		return r.window.cause
	}
	if err := r.begin(); err != nil {
		return err
	}
	return errEnd
}

// infer lets the format choose the columns, by the rows that come at once.
func (r *Reader) infer(ctx context.Context) error {
	for {
		if _, err := r.window.fill(ctx, flushAfter); err != nil {
			return err
		}
		if done, err := r.format.infer(r.window.pending(), r.window.ended); done || err != nil {
			return err
		}
		if r.window.ended {
			return r.broken(short)
		}
		if _, err := r.more(ctx); err != nil {
			return err
		}
	}
}

// begin sets the columns up, once.
func (r *Reader) begin() error {
	if r.Schema() != nil {
		return nil
	}
	columns := r.format.columns()
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		target, err := newColumn(c)
		if err != nil {
			return err
		}
		fields[i] = c.Field
		r.targets = append(r.targets, target)
	}
	r.texts = make([]*textColumn, len(columns))
	r.schema.Store(arrow.NewSchema(fields, nil))
	return nil
}

// take adds the row that the format has found at a position of the window.
func (r *Reader) take(at int) error {
	if err := r.begin(); err != nil {
		return err
	}
	r.starts = append(r.starts, int32(at))
	for i, c := range r.format.cells() {
		if r.texts[i] != nil {
			continue
		}
		if c.isNull() {
			r.targets[i].null()
		} else if !r.targets[i].append(c) {
			r.texts[i] = newTextOf(r.format.columns()[i])
		}
	}
	return nil
}

// finish makes a batch of the rows taken.
func (r *Reader) finish() arrow.RecordBatch {
	r.reread()
	arrays := make([]arrow.Array, len(r.targets))
	for i, target := range r.targets {
		data := target.finish()
		if r.texts[i] != nil {
			data, r.texts[i] = r.texts[i].finish(), nil
		}
		arrays[i] = array.MakeFromData(data)
	}
	n := len(r.starts)
	r.starts = r.starts[:0]
	r.window.forget()
	r.limit = min(r.limit*rowsGrowth, batchRows)
	r.rows.Add(int64(n))
	return newBatch(r.Schema(), arrays, int64(n))
}

// reread collects the text of the columns that had a misfit.
func (r *Reader) reread() {
	misfit := false
	for _, t := range r.texts {
		misfit = misfit || t != nil
	}
	if !misfit {
		return
	}
	for _, at := range r.starts {
		r.format.again(r.window.buf[at:])
		for i, c := range r.format.cells() {
			if r.texts[i] != nil {
				appendNullable(r.texts[i], c)
			}
		}
	}
}

// newBatch makes a batch whose schema says utf8 where a column had a misfit.
func newBatch(schema *arrow.Schema, arrays []arrow.Array, rows int64) arrow.RecordBatch {
	fields := schema.Fields()
	changed := false
	for i, a := range arrays {
		if !arrow.TypeEqual(a.DataType(), fields[i].Type) {
			fields[i].Type, changed = a.DataType(), true
		}
	}
	if changed {
		meta := schema.Metadata()
		schema = arrow.NewSchema(fields, &meta)
	}
	return array.NewRecordBatch(schema, arrays, rows)
}

// broken is the error for a stream that stops or goes wrong inside a row or
// outside of one.
func (r *Reader) broken(s status) error {
	at := r.rows.Load() + int64(len(r.starts))
	switch {
	case r.window.cause != nil:
		return r.window.cause
	case s == deep:
		return incomplete("row %s is nested more than %s deep", connectors.Count(at+1), connectors.Count(maxDepth))
	case s == ragged:
		return connectors.Errorf(connectors.ClassIncomplete, "row %s %w", connectors.Count(at+1), errRagged)
	case s == absent:
		return incomplete("the answer has no rows in it")
	case s == short:
		return incomplete("the answer ends early, after %s", wholeRows(at))
	}
	return incomplete("the answer is malformed after %s, near byte %s", wholeRows(at), connectors.Count(r.window.offset()))
}

func wholeRows(n int64) string {
	if n == 1 {
		return "1 whole row"
	}
	return connectors.Count(n) + " whole rows"
}

func incomplete(format string, args ...any) error {
	return connectors.Errorf(connectors.ClassIncomplete, format, args...)
}

// explain types an error of the stream; nil stays nil.
func (r *Reader) explain(err error) error {
	var typed *connectors.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errEnd):
		return io.EOF
	case errors.As(err, &typed):
		return typed
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return connectors.AsError(err)
	}
	return incomplete("the answer broke off after %s: %w", wholeRows(r.rows.Load()+int64(len(r.starts))), err)
}
