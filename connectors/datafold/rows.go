package datafold

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/httpapi"
)

// rows is one run of a statement.
type rows struct {
	conn   *Conn
	plan   *plan
	ctx    context.Context // of the run
	cancel context.CancelFunc
	meter  httpapi.Meter

	reading sync.Mutex // held by Next
	body    io.Closer
	tail    *tail
	err     error
	count   int64
	told    int               // columns that Datafold names; 0 where the rows tell
	headed  bool              // the columns stand alone in the first of several documents
	held    arrow.RecordBatch // behind the one that was given last
	late    error             // that the answer ended with

	mu       sync.Mutex
	reader   *decode.Reader
	warnings []string
	missing  string // what was left out, in words for the user
	ended    bool   // properly
	done     bool
	closed   bool
}

func newRows(ctx context.Context, c *Conn, p *plan) *rows {
	r := &rows{conn: c, plan: p}
	r.ctx, r.cancel = context.WithCancel(ctx)
	return r
}

// Schema implements connectors.Rows.
func (r *rows) Schema() *arrow.Schema {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.reader == nil {
		return nil
	}
	return r.reader.Schema()
}

// Next implements connectors.Rows.
func (r *rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	r.reading.Lock()
	defer r.reading.Unlock()
	if r.err != nil {
		return nil, r.err
	}
	defer context.AfterFunc(ctx, r.cancel)()
	batch, err := r.next(ctx)
	if err != nil {
		r.err = r.explain(ctx, err)
		return nil, r.err
	}
	r.count += batch.NumRows()
	return batch, nil
}

func (r *rows) next(ctx context.Context) (arrow.RecordBatch, error) {
	if r.reader == nil {
		if err := r.begin(); err != nil {
			return nil, err
		}
	}
	if r.late != nil {
		return nil, r.late
	}
	batch, err := r.held, error(nil)
	if r.held = nil; batch == nil {
		batch, err = r.reader.Next(ctx)
	}
	if err == io.EOF && r.headed && r.reader.Rows() == 0 { //nolint:errorlint // a wrapped io.EOF is no proper end
		return nil, connectors.Errorf(connectors.ClassInternal, "Datafold's answer names columns and has no rows member, which its documentation requires")
	}
	if err != nil {
		return nil, err
	}
	if batch = r.withoutFailure(ctx, batch); batch.NumRows() == 0 {
		return nil, r.late
	}
	return batch, nil
}

// begin sends the statement and looks at the beginning of the answer.
func (r *rows) begin() error {
	request, err := r.conn.request(r.ctx, r.plan, &r.meter)
	if err != nil {
		return err
	}
	resp, err := r.conn.client.Do(r.ctx, request)
	if err != nil {
		return unheard(err)
	}
	r.body = resp.Body
	s, body, err := recognise(resp.Body)
	if err != nil {
		return unheard(err)
	}
	if s.page {
		return resp.ReadPage(body)
	}
	if s.only != nil {
		return r.conn.withoutRows(s.only)
	}
	r.headed = s.header
	r.tail = &tail{Reader: body}
	reader := decode.JSON(r.tail, r.layout(s))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reader = reader
	return nil
}

// layout tells the decoder how the answer is laid out.
func (r *rows) layout(s *shape) decode.JSONOptions {
	o := decode.JSONOptions{Open: true, Failure: func(key string) bool { return failures[key] }}
	switch {
	case s.header:
		o.Lines, o.HeaderRows, o.Columns = true, 1, r.columns(s.columns, nil)
		return o
	case s.lines:
		o.Lines = true
		return o
	}
	o.Envelope = "rows"
	o.Member = func(name string, value []byte) ([]decode.Column, error) {
		switch {
		case name == "rows":
			return nil, connectors.Errorf(connectors.ClassInternal, "Datafold's answer has %s for its rows, and its documentation a list", clip(value))
		case name == "columns":
			return r.columns(parseColumns(value), s.first), nil
		case failures[name]:
			if e := r.conn.failure(value); e != nil {
				return nil, e
			}
		}
		return nil, nil
	}
	return o
}

// clip shortens a value for a message.
func clip(value []byte) string {
	if len(value) > 60 {
		return string(value[:60]) + "…"
	}
	return string(value)
}

// columns are nil where Datafold names none, and then the rows tell.
func (r *rows) columns(columns []column, first []byte) []decode.Column {
	if columns == nil {
		return nil
	}
	known, hidden := resolve(columns, first)
	r.told = len(known)
	if len(hidden) > 0 {
		r.warn("Datafold sends rows as objects, in which one column hides others of its name: %s. Give them names of their own.", strings.Join(hidden, ", "))
	}
	return known
}

func (r *rows) warn(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}

// withoutFailure takes an error for what it is that stands where a row should,
// as the last of the answer. Only the end of the answer tells it from a row, and
// so the rows wait for what follows them.
func (r *rows) withoutFailure(ctx context.Context, batch arrow.RecordBatch) arrow.RecordBatch {
	if !r.endsInDoubt(batch) {
		return batch
	}
	following, err := r.reader.Next(ctx)
	if r.held = following; err != io.EOF { //nolint:errorlint // a wrapped io.EOF is no proper end
		return batch
	}
	if r.late = r.conn.lastFailure(r.tail.last); r.late != nil {
		return batch.NewSlice(0, batch.NumRows()-1)
	}
	return batch
}

// endsInDoubt reports whether the last row of a batch has no value but perhaps
// that of an error.
func (r *rows) endsInDoubt(batch arrow.RecordBatch) bool {
	said := slices.ContainsFunc(r.reader.Unplaced(), func(name string) bool { return failures[name] })
	last, others := int(batch.NumRows())-1, false
	for i, column := range batch.Columns() {
		isFailure := failures[batch.ColumnName(i)]
		if !isFailure && column.IsValid(last) {
			return false
		}
		said = said || isFailure && column.IsValid(last)
		others = others || !isFailure
	}
	return said && others
}

// lastFailure reads the object at the end of an answer; nil where that is no
// error alone.
func (c *Conn) lastFailure(tail []byte) error {
	var members map[string]json.RawMessage
	last := tail[max(0, bytes.LastIndexByte(tail, '{')):]
	if broken := json.NewDecoder(bytes.NewReader(last)).Decode(&members); broken != nil {
		return nil //nolint:nilerr // what cannot be read is no error of Datafold
	}
	var found error
	for name, value := range members {
		if !failures[name] {
			return nil
		}
		if e := c.failure(value); e != nil {
			found = e
		}
	}
	return found
}

// explain is the error of a run, in the class that the contract asks for.
func (r *rows) explain(ctx context.Context, err error) error {
	r.mu.Lock()
	r.done = true
	r.ended = err == io.EOF //nolint:errorlint // a wrapped io.EOF is no proper end
	ended, closed := r.ended, r.closed
	r.mu.Unlock()
	switch {
	case ended:
		r.leftOut()
		return io.EOF
	case ctx.Err() != nil:
		return connectors.AsError(ctx.Err())
	case closed:
		return connectors.AsError(context.Canceled)
	case r.count == 0:
		return connectors.AsError(err)
	}
	return httpapi.Incomplete(err)
}

// leftOut tells of values that no column was named for: those of the first rows
// have got a column, and the others are missing.
func (r *rows) leftOut() {
	if fields := r.reader.Schema().Fields(); r.told > 0 && len(fields) > r.told {
		r.warn("Datafold names no column for values that rows hold; they stand behind its columns: %s", fieldNames(fields[r.told:]))
	}
	if names := r.reader.Unplaced(); len(names) > 0 {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.missing = "later rows hold values for which there is no column, and which are not shown: " + strings.Join(names, ", ")
	}
}

func fieldNames(fields []arrow.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// Progress implements connectors.Rows.
func (r *rows) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhaseConnecting)
	r.meter.Fill(&p)
	r.mu.Lock()
	defer r.mu.Unlock()
	p.Warnings = append(p.Warnings, r.warnings...)
	if r.done {
		p.Phase = connectors.PhaseDone
	}
	switch {
	case r.ended && r.missing != "":
		p.Completeness, p.Reason = connectors.Incomplete, r.missing
	case r.ended:
		p.Completeness, p.Reason = connectors.Unknown, doubt(r.reader.Rows())
	}
	return p
}

// doubt says why nobody knows whether the rows are all there are.
func doubt(rows int64) string {
	if round(rows) {
		return fmt.Sprintf("exactly %s rows came: Datafold limits results and does not tell where, and this may be the limit", connectors.Count(rows))
	}
	return "Datafold limits results to a number of rows that it does not tell"
}

// round reports whether a count looks like a limit: one digit and at least two
// zeros, or 25 or 75 in front of them.
func round(n int64) bool {
	if n < 100 {
		return false
	}
	for n%10 == 0 {
		n /= 10
	}
	return n < 10 || n == 25 || n == 75
}

// Close implements connectors.Rows.
func (r *rows) Close() error {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.cancel()
	r.reading.Lock()
	defer r.reading.Unlock()
	var err error
	if r.reader != nil {
		err = r.reader.Close()
	}
	if r.body != nil {
		r.body.Close()
	}
	return err
}
