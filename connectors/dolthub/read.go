package dolthub

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// pager says what is asked for, page by page. It is used by one goroutine.
type pager interface {
	// first is the first question.
	first(ctx context.Context) (question, error)
	// saw is told of every batch.
	saw(arrow.RecordBatch)
	// after is the question behind a page that has ended well; ok is false where
	// there is none.
	after(p *page) (q question, ok bool)
	// tell adds what the user should know.
	tell(*connectors.Progress)
}

// rows is the answer to a read: one page, or several behind each other.
type rows struct {
	conn  *conn
	ctx   context.Context // of the whole run
	stop  context.CancelFunc
	pager pager
	limit int64
	meter httpapi.Meter

	page   *page // read by the goroutine that calls Next
	count  int64
	err    error
	schema atomic.Pointer[arrow.Schema]

	mu       sync.Mutex
	progress connectors.Progress
	open     io.Closer // the body that is being read
}

func (c *conn) read(ctx context.Context, s connectors.Statement, ref, sql string) connectors.Rows {
	r := &rows{conn: c, limit: s.Limit, progress: connectors.NoProgress(connectors.PhaseConnecting)}
	r.ctx, r.stop = context.WithCancel(ctx)
	q := question{ref, sql}
	if c.wantsAll(s) {
		r.pager = c.pagesOf(q, &r.meter)
	} else {
		r.pager = &onePage{question: q}
	}
	return r
}

// wantsAll reports whether every row was asked for.
func (c *conn) wantsAll(s connectors.Statement) bool {
	all := c.all
	if text, given := s.Options["all"]; given {
		all, _ = strconv.ParseBool(text)
	}
	return all
}

func (r *rows) Schema() *arrow.Schema { return r.schema.Load() }

// Next returns the next batch of the page at hand, or of the one behind it.
func (r *rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	defer context.AfterFunc(ctx, r.stop)()
	for r.err == nil {
		if err := ctx.Err(); err != nil {
			r.fail(err)
			break
		}
		batch, err := r.step()
		if err != nil {
			r.fail(err)
		}
		if batch != nil {
			return batch, nil
		}
	}
	return nil, r.err
}

// fail keeps the end of the rows. After a cancel it is that, whatever broke.
func (r *rows) fail(err error) {
	switch {
	case errors.Is(err, io.EOF):
		r.mu.Lock()
		r.progress.Phase = connectors.PhaseDone
		r.mu.Unlock()
	case r.count > 0:
		err = httpapi.Incomplete(err)
	default:
		err = connectors.AsError(err)
	}
	r.err = err
}

// step opens a page, or reads of it, or ends it.
func (r *rows) step() (arrow.RecordBatch, error) {
	if r.page == nil {
		q, err := r.pager.first(r.ctx)
		if err != nil {
			return nil, err
		}
		return nil, r.turn(q)
	}
	batch, err := r.page.next(r.ctx)
	if schemaErr := r.declare(r.page.schema); schemaErr != nil {
		return nil, schemaErr
	}
	if err == nil {
		r.count += batch.NumRows()
		r.pager.saw(batch)
		return batch, nil
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return nil, r.ended()
}

// turn opens a page.
func (r *rows) turn(q question) error {
	p, err := r.conn.ask(r.ctx, q, &r.meter)
	if err != nil {
		return err
	}
	r.page = p
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = p.reader
	return nil
}

// ended is called behind the last row of a page; io.EOF where no other follows.
func (r *rows) ended() error {
	p := r.page
	r.note(p)
	if err := p.close(); err != nil {
		return err
	}
	q, more := r.pager.after(p)
	if !more || r.limit > 0 && r.count > r.limit {
		return io.EOF
	}
	return r.turn(q)
}

// declare makes the schema known, and checks that every page has the same.
func (r *rows) declare(s *arrow.Schema) error {
	switch known := r.schema.Load(); {
	case s == nil:
	case known == nil:
		r.schema.Store(s)
		r.warnOf(r.page)
	case known != s && !known.Equal(s):
		return connectors.Errorf(connectors.ClassIncomplete, "a later page has other columns than the first")
	}
	return nil
}

// warnOf tells what the columns of an answer cannot show.
func (r *rows) warnOf(p *page) {
	if names := p.lost(); len(names) > 0 {
		r.warn("columns with the same name (%s): DoltHub sends only the last of them, and the others are shown as NULL; name them apart with AS", strings.Join(names, ", "))
	}
	var binary []string
	for _, c := range p.columns {
		if isBytes(c.Type) {
			binary = append(binary, c.Name)
		}
	}
	if len(binary) > 0 {
		r.warn("bytes that are no text (%s): DoltHub sends them as text, which may lose some; HEX() shows them exactly", strings.Join(binary, ", "))
	}
}

func (r *rows) warn(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Warnings = append(r.progress.Warnings, fmt.Sprintf(format, args...))
}

// note takes over what an answer says of itself.
func (r *rows) note(p *page) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.commitRef != "" {
		r.progress.Server = setStat(r.progress.Server, "commit_ref", p.commitRef)
	}
	r.progress.Server = setStat(r.progress.Server, "query_execution_status", p.status)
	if p.message != "" {
		r.progress.Warnings = append(r.progress.Warnings, cleaned(p.message))
	}
	r.progress.Completeness, r.progress.Reason = connectors.Complete, ""
	switch {
	case p.limited():
		r.progress.Completeness = connectors.Limited
		r.progress.Reason = fmt.Sprintf("the first %d rows: DoltHub sends no more for one statement, and more exist", r.count)
	case !strings.HasPrefix(strings.ToLower(p.status), "success"):
		r.progress.Completeness = connectors.Unknown
		r.progress.Reason = fmt.Sprintf("DoltHub ended the answer with the status %q", p.status)
	}
	r.pager.tell(&r.progress)
}

func setStat(stats []connectors.Stat, name, value string) []connectors.Stat {
	out := make([]connectors.Stat, 0, len(stats)+1)
	for _, s := range stats {
		if s.Name != name {
			out = append(out, s)
		}
	}
	return append(out, connectors.Stat{Name: name, Value: value})
}

// Progress tells how far the rows are. The list of warnings is the caller's own.
func (r *rows) Progress() connectors.Progress {
	r.mu.Lock()
	p := r.progress
	p.Warnings = append([]string(nil), p.Warnings...)
	r.mu.Unlock()
	phase := p.Phase
	r.meter.Fill(&p)
	if phase == connectors.PhaseDone {
		p.Phase = phase
	}
	return p
}

// Close ends the run. A Next that is under way returns.
func (r *rows) Close() error {
	r.stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		return nil
	}
	err := r.open.Close()
	r.open = nil
	return err
}

// onePage asks once.
type onePage struct{ question }

func (o *onePage) first(context.Context) (question, error) { return o.question, nil }
func (o *onePage) saw(arrow.RecordBatch)                   {}
func (o *onePage) after(*page) (question, bool)            { return question{}, false }

func (o *onePage) tell(p *connectors.Progress) {
	if p.Completeness == connectors.Limited {
		p.Reason += "; the option all=true fetches them page by page"
	}
}

// table asks a question of the connector's own and returns all of its rows as
// text, NULL as the empty text. It pages with LIMIT and OFFSET, and so the
// question needs an order.
func (c *conn) table(ctx context.Context, ref, sql string) ([][]string, error) {
	const most = 1000
	var out [][]string
	for {
		batch, limited, err := c.texts(ctx, question{ref, sql + fmt.Sprintf(" LIMIT %d OFFSET %d", most, len(out))})
		if err != nil {
			return nil, err
		}
		out = append(out, batch...)
		if len(batch) == 0 || len(batch) < most && !limited {
			return out, nil
		}
	}
}

// texts returns the rows of one answer as text.
func (c *conn) texts(ctx context.Context, q question) (out [][]string, limited bool, err error) {
	p, err := c.ask(ctx, q, nil)
	if err != nil {
		return nil, false, err
	}
	defer p.close()
	for {
		batch, err := p.next(ctx)
		if errors.Is(err, io.EOF) {
			return out, p.limited(), nil
		}
		if err != nil {
			return nil, false, err
		}
		out = append(out, textRows(batch)...)
	}
}

func textRows(b arrow.RecordBatch) [][]string {
	out := make([][]string, b.NumRows())
	for i := range out {
		out[i] = make([]string, b.NumCols())
		for j, col := range b.Columns() {
			switch {
			case col.IsNull(i):
			case col.DataType().ID() == arrow.STRING:
				out[i][j] = col.(*array.String).Value(i)
			default:
				out[i][j] = col.ValueStr(i)
			}
		}
	}
	return out
}

// value returns the only value of an answer.
func (c *conn) value(ctx context.Context, sql string) (string, error) {
	ref, err := c.refOf(ctx, connectors.Statement{})
	if err != nil {
		return "", err
	}
	return c.valueAt(ctx, ref, sql)
}

func (c *conn) valueAt(ctx context.Context, ref, sql string) (string, error) {
	rows, _, err := c.texts(ctx, question{ref, sql})
	if err != nil {
		return "", err
	}
	if len(rows) != 1 || len(rows[0]) != 1 {
		return "", connectors.Errorf(connectors.ClassInternal, "DoltHub answered %q with %d rows", sql, len(rows))
	}
	return rows[0][0], nil
}
