package tinybird

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// query answers GET and POST /v0/sql.
func (s *service) query(w http.ResponseWriter, r *http.Request, a access) error {
	if err := allow(w, r, http.MethodGet, http.MethodPost); err != nil {
		return err
	}
	o, params, err := readOptions(r)
	if err != nil {
		return err
	}
	if strings.TrimSpace(o.q) == "" {
		return fail(http.StatusBadRequest, "The parameter 'q' is required")
	}
	st, err := s.statement(o.q, params)
	if err != nil {
		return err
	}
	if err := s.permit(r.Context(), st, params, a); err != nil {
		return err
	}
	if err := st.withParams(params); err != nil {
		return err
	}
	if o.pipeline != "" {
		pipe, err := pipeSQL(o.pipeline, params, a)
		if err != nil {
			return err
		}
		st.underscore(pipe)
	}
	return s.run(w, r, st, o.output)
}

// statement renders and reads a text.
func (s *service) statement(text string, params map[string]string) (statement, error) {
	sql, err := render(text, params)
	if err != nil {
		return statement{}, err
	}
	return readStatement(sql)
}

// permit checks what a statement reads against the token.
func (s *service) permit(ctx context.Context, st statement, params map[string]string, a access) error {
	if name, found := st.serviceTable(); found {
		if a.all {
			return fail(http.StatusBadRequest, "[Error] Resource '%s' not found", name)
		}
		return fail(http.StatusForbidden, "Services Data Sources like '%s' can't be directly accessed without an ADMIN token", name)
	}
	for _, p := range pipes {
		if !st.names(p.name) {
			continue
		}
		if err := a.pipe(p.name); err != nil {
			return err
		}
		if _, err := p.sql(params); err != nil && st.reads(p.name) {
			return err
		}
	}
	if a.all {
		return nil
	}
	names, err := s.sourceNames(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if st.names(name) {
			return a.dataSource(name)
		}
	}
	return nil
}

// heldRows is the number of rows that are read before the answer begins, so that
// most mistakes have a status of their own.
const heldRows = 100_000

// run runs a statement and answers with its rows.
func (s *service) run(w http.ResponseWriter, r *http.Request, st statement, o output) error {
	name, err := formatOf(st.format)
	if err != nil {
		return err
	}
	ctx, end := context.WithTimeoutCause(r.Context(), st.timeout, errTime)
	defer end()
	start := time.Now()
	a, err := s.begin(ctx, &st, whole[name] != nil)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer a.result.Close()
	a.output, a.start = o, start
	if make := whole[name]; make != nil {
		body, contentType, err := make(ctx, table{a.result.Schema(), a.columns, a.held}, o)
		if err != nil {
			return s.failed(ctx, err)
		}
		return sendWhole(w, contentType, body)
	}
	a.before = s.beforeLimit(ctx, st)
	return a.stream(ctx, w, streamed[name])
}

// begin runs a statement with ClickHouse's types or, where the engine cannot have
// them so, with its own. It changes the statement to the one that runs.
func (s *service) begin(ctx context.Context, st *statement, all bool) (*answer, error) {
	st.qualify()
	typed, plain := *st, *st
	typed.engine = s.describer(ctx)
	typed.translate()
	plain.rewrite(plain.words())
	a, err := s.open(ctx, &typed, all)
	*st = typed
	if err != nil && ctx.Err() == nil && typed.sql != plain.sql && !strings.Contains(err.Error(), "Division by zero") {
		*st = plain
		a, err = s.open(ctx, &plain, all)
	}
	return a, err
}

// open runs a statement up to its first rows, or to its last.
func (s *service) open(ctx context.Context, st *statement, all bool) (*answer, error) {
	if st.describe {
		described, err := s.described(ctx, *st)
		if err != nil {
			return nil, err
		}
		*st = described
	}
	result, err := s.engine.Query(ctx, connectors.Statement{SQL: st.sql, TimeZone: "UTC", ReadOnly: true})
	if err != nil {
		return nil, err
	}
	a := &answer{result: result}
	if err := a.hold(ctx, all); err != nil {
		result.Close()
		return nil, err
	}
	for _, c := range a.columns {
		c.nullable = c.nullable || st.nullable[strings.ToLower(c.name)]
	}
	return a, nil
}

func (s *service) failed(ctx context.Context, err error) error {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	return engineFailure(ctx, err)
}

func sendWhole(w http.ResponseWriter, contentType string, body []byte) error {
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(body) // A client that has gone away misses nothing.
	return nil
}

// answer is the rows of a statement on their way.
type answer struct {
	result  *face.Result
	output  output
	start   time.Time
	columns []*column
	held    []arrow.RecordBatch
	ended   bool
	before  int64 // see statistics
}

// hold reads the first rows, or all of them.
func (a *answer) hold(ctx context.Context, all bool) error {
	rows := int64(0)
	for all || rows < heldRows {
		batch, err := a.result.Next(ctx)
		if errors.Is(err, io.EOF) {
			a.ended = true
			break
		}
		if err != nil {
			return err
		}
		a.held = append(a.held, batch)
		rows += batch.NumRows()
	}
	a.columns = columns(a.result.Schema(), a.held, a.ended)
	return nil
}

// next returns the held batches, and then those that follow.
func (a *answer) next(ctx context.Context) (arrow.RecordBatch, error) {
	if len(a.held) > 0 {
		batch := a.held[0]
		a.held = a.held[1:]
		return batch, nil
	}
	if a.ended {
		return nil, io.EOF
	}
	return a.result.Next(ctx)
}

// stream writes the rows. What fails after the first of them breaks the answer
// off with the text of the error in it, as ClickHouse does.
func (a *answer) stream(ctx context.Context, w http.ResponseWriter, f format) error {
	w.Header().Set("Content-Type", f.contentType)
	var buf []byte
	if f.begin != nil {
		buf = f.begin(buf, a.columns)
	}
	rows, bytes := int64(0), 0
	for {
		batch, err := a.next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && bytes > mostBytes {
			err = fail(http.StatusBadRequest, "[Error] Limit for result exceeded, max bytes: 100.00 MiB")
		}
		if err != nil {
			a.breakOff(ctx, w, err)
		}
		for i := range int(batch.NumRows()) {
			buf = f.row(buf, a.columns, batch, i, rows == 0, a.output)
			rows++
		}
		if n, _ := w.Write(buf); n < len(buf) {
			return nil // Nobody is there to be told.
		}
		bytes, buf = bytes+len(buf), buf[:0]
		face.Flush(w)
	}
	if f.end != nil {
		buf = f.end(buf, a.columns, a.statistics(rows))
	}
	_, _ = w.Write(buf) // A client that has gone away misses nothing.
	return nil
}

// breakOff does not return.
func (a *answer) breakOff(ctx context.Context, w http.ResponseWriter, err error) {
	f := engineFailure(ctx, err)
	errors.As(err, &f)
	code := 395
	if f.status == http.StatusRequestTimeout {
		code = 159
	}
	fmt.Fprintf(w, "\nCode: %d. DB::Exception: %s\n", code, strings.TrimPrefix(f.message, "[Error] "))
	face.Abort(w)
}

func (a *answer) statistics(rows int64) statistics {
	p := a.result.Progress()
	s := statistics{rows: rows, beforeLimit: a.before, elapsed: time.Since(a.start), rowsRead: rows, bytesRead: rows * 8 * int64(len(a.columns))}
	if a.before > rows {
		s.rowsRead = a.before
	}
	if p.RowsRead >= 0 {
		s.rowsRead = p.RowsRead
	}
	if p.BytesRead >= 0 {
		s.bytesRead = p.BytesRead
	}
	return s
}

// described turns DESCRIBE of a table or of a statement in parentheses into a
// statement whose rows are the columns.
func (s *service) described(ctx context.Context, st statement) (statement, error) {
	first := 1
	if st.is(1, "TABLE") {
		first = 2
	}
	if len(st.tokens) <= first {
		return st, fail(http.StatusBadRequest, "[Error] Syntax error: failed at the end of the query")
	}
	result, err := s.engine.Query(ctx, connectors.Statement{SQL: "SELECT * FROM " + st.sql[st.tokens[first].Start:] + "\nLIMIT 0", TimeZone: "UTC", ReadOnly: true})
	if err != nil {
		return st, err
	}
	defer result.Close()
	var rows []string
	for _, c := range columns(result.Schema(), nil, true) {
		rows = append(rows, "("+dialect.QuoteString(c.name)+", "+dialect.QuoteString(c.typeName())+", '', '', '', '', '')")
	}
	st.cut("SELECT * FROM (VALUES " + strings.Join(rows, ", ") + ") AS d(name, type, default_type, default_expression, comment, codec_expression, ttl_expression)")
	return st, nil
}
