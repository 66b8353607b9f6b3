package nekt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/placeholder"
	"sonde/internal/sqltext"
)

// rows is one run of a statement.
type rows struct {
	conn   *Conn
	given  connectors.Statement
	format format
	ctx    context.Context // of the run
	cancel context.CancelFunc
	meter  httpapi.Meter

	reading sync.Mutex // held by Next
	files   *files
	err     error
	count   int64

	mu       sync.Mutex
	answer   *answer
	objects  []*object
	batches  batches
	warnings []string
	done     bool
	closed   bool
}

func newRows(ctx context.Context, c *Conn, s connectors.Statement, f format) *rows {
	r := &rows{conn: c, given: s, format: f, warnings: f.notes}
	r.ctx, r.cancel = context.WithCancel(ctx)
	return r
}

// Schema implements connectors.Rows.
func (r *rows) Schema() *arrow.Schema {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.batches == nil {
		return nil
	}
	return r.batches.Schema()
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
	if r.files == nil {
		if err := r.begin(); err != nil {
			return nil, err
		}
	}
	return r.batches.Next(ctx)
}

// begin sends the statement, waits for its end and opens the first file.
func (r *rows) begin() error {
	sql, err := r.conn.withParams(r.ctx, r.given, &r.meter)
	if err != nil {
		return err
	}
	q, err := r.conn.prepare(r.ctx, sql, r.format.mode, r.format.options, &r.meter)
	if err != nil {
		return err
	}
	a, err := r.conn.send(r.ctx, q, r.given.ID, &r.meter)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.answer = a
	r.mu.Unlock()
	if err := a.stateError(); err != nil {
		if q.Mode == modeCSV && r.conn.known() != bigQuery {
			err.Position = placeholder.Origin(sqltext.ForName(r.conn.Dialect()), r.given.SQL, sql, position(err.Message, sql))
		}
		return err
	}
	objects, err := r.conn.objects(a, &r.meter)
	if err != nil {
		return err
	}
	return r.open(q, objects)
}

func (r *rows) open(q *query, objects []*object) error {
	r.files = &files{ctx: r.ctx, objects: objects, query: q}
	r.mu.Lock()
	r.objects = objects
	r.mu.Unlock()
	b, err := r.files.rows()
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.batches = b
	r.advise(q)
	return nil
}

// advise tells what the result does not show by itself.
func (r *rows) advise(q *query) {
	switch {
	case len(r.objects) == 0 && q.Mode == modeParquet:
		r.warnings = append(r.warnings, "Nekt gave no file, which is how a result without rows looks in mode parquet; its columns are not known. Mode csv would tell them.")
	case len(r.objects) == 0 && reads(q.SQL):
		r.warnings = append(r.warnings, "Nekt gave no file, and so the columns are not known.")
	case len(r.objects) > 1 && q.Mode == modeParquet && r.answer.cloud() == athena && sorts(q.SQL):
		r.warnings = append(r.warnings, "Athena writes several Parquet files at once, and ORDER BY does not hold across them. Mode csv keeps the order.")
	}
}

func reads(sql string) bool {
	effect, _ := sqltext.ForName("athena").Classify(sql)
	return effect == sqltext.Read
}

// sorts reports whether ORDER BY stands outside of brackets.
func sorts(sql string) bool {
	depth, before := 0, ""
	for _, t := range sqltext.ForName("athena").Tokens(sql) {
		if t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment {
			continue
		}
		word := strings.ToUpper(sql[t.Start:t.End])
		switch word {
		case "(":
			depth++
		case ")":
			depth--
		case "BY":
			if before == "ORDER" && depth == 0 {
				return true
			}
		}
		before = word
	}
	return false
}

// explain is the error of a run, in the class that the contract asks for.
func (r *rows) explain(ctx context.Context, err error) error {
	r.mu.Lock()
	r.done = true
	closed := r.closed
	r.mu.Unlock()
	switch {
	case err == io.EOF: //nolint:errorlint // a wrapped io.EOF is no proper end
		return io.EOF
	case ctx.Err() != nil:
		return connectors.AsError(ctx.Err())
	case closed:
		return connectors.AsError(context.Canceled)
	case r.count == 0:
		return connectors.AsError(err)
	}
	e := httpapi.Incomplete(err)
	if e.Class == connectors.ClassIncomplete && e.Hint == "" {
		e.Hint = "Run the statement again for all rows; " + billed + "."
	}
	return e
}

// Progress implements connectors.Rows.
func (r *rows) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhaseConnecting)
	r.meter.Fill(&p)
	r.mu.Lock()
	defer r.mu.Unlock()
	p.Warnings = append(p.Warnings, r.warnings...)
	if r.answer != nil {
		p.Server = append(r.answer.stats(), r.answer.total)
	}
	if r.done {
		p.Phase = connectors.PhaseDone
		return p
	}
	if len(r.objects) > 0 {
		p.Fraction = fraction(r.objects)
		p.Warnings = append(p.Warnings, expiring(r.objects[len(r.objects)-1].url, time.Now())...)
	}
	return p
}

// fraction is how much of the files has been read; negative where a file's size
// is not known.
func fraction(objects []*object) float64 {
	sum := 0.0
	for _, o := range objects {
		done, size := o.done.Load(), o.size.Load()
		if size < 0 {
			return -1
		}
		if size > 0 {
			sum += min(1, float64(done)/float64(size))
		}
	}
	return sum / float64(len(objects))
}

// soon is how long before its end a link's expiry is told.
const soon = 10 * time.Minute

// expiring tells that links are about to expire. The clocks of the store and of
// this machine may differ, and so it is advice.
func expiring(presigned string, now time.Time) []string {
	at, ok := expiry(presigned)
	left := at.Sub(now)
	switch {
	case !ok || left > soon:
		return nil
	case left <= 0:
		return []string{"the links to the result's files have expired; files that are open go on"}
	}
	return []string{fmt.Sprintf("the links to the result's files expire in %s", left.Round(time.Second))}
}

// Close implements connectors.Rows.
func (r *rows) Close() error {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.cancel()
	r.reading.Lock()
	defer r.reading.Unlock()
	if r.files == nil {
		return nil
	}
	var err error
	if r.batches != nil {
		err = r.batches.Close()
	}
	return errors.Join(err, r.files.close())
}
