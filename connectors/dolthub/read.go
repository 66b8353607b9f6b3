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
	"sonde/internal/placeholder"
)

// pager opens the pages of an answer. It is used by one goroutine.
type pager interface {
	// first opens the first page.
	first(ctx context.Context) (*page, error)
	// hold says that the rows of the page at hand wait for its end, when after
	// may put another answer in their place.
	hold() bool
	// saw is told of every batch.
	saw(arrow.RecordBatch)
	// after opens the page behind one that has ended well; nil where there is
	// none.
	after(ctx context.Context, p *page) (*page, error)
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
	// written is the text that the user knows, sent the one that was made of it.
	written, sent string
	meter         httpapi.Meter

	// For the goroutine that calls Next.
	page     *page
	held     []arrow.RecordBatch
	finished bool // no page follows
	count    int64
	err      error

	schema atomic.Pointer[arrow.Schema]

	mu       sync.Mutex
	progress connectors.Progress
	open     io.Closer // the body that is being read
}

func (c *conn) read(ctx context.Context, s connectors.Statement, ref, sql string) connectors.Rows {
	r := &rows{conn: c, limit: s.Limit, written: s.SQL, sent: sql, progress: connectors.NoProgress(connectors.PhaseConnecting)}
	r.ctx, r.stop = context.WithCancel(ctx)
	r.pager = c.pagerOf(s, question{ref, sql}, &r.meter)
	return r
}

// pagerOf chooses by the option all.
func (c *conn) pagerOf(s connectors.Statement, q question, m *httpapi.Meter) pager {
	all := c.all
	if text, given := s.Options["all"]; given {
		all = text
	}
	once := onePage{c, q, m}
	switch all {
	case "true":
		return &allPages{onePage: once, total: -1, key: -1}
	case "csv":
		return &csvExport{onePage: once}
	}
	return once
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
			if ended := ctx.Err(); ended != nil && !errors.Is(err, io.EOF) {
				err = ended // and not the end of the run's own context, which follows it
			}
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
	case r.count > 0 && r.ctx.Err() == nil && !connectors.IsClass(err, connectors.ClassCancelled):
		broken := *connectors.AsError(err)
		broken.Class, broken.Position = connectors.ClassIncomplete, -1
		err = &broken
	case r.sent != r.written:
		err = placed(err, r.written, r.sent)
	default:
		err = connectors.AsError(err)
	}
	r.err = err
}

// placed is an error of the text that was sent with its place in the one that
// the user knows.
func placed(err error, written, sent string) error {
	e := *connectors.AsError(err)
	e.Position = placeholder.Origin(dialect, written, sent, e.Position)
	return &e
}

// step opens a page, or reads of it, or ends it.
func (r *rows) step() (arrow.RecordBatch, error) {
	switch {
	case r.page == nil:
		return nil, r.turn(r.pager.first(r.ctx))
	case r.finished && len(r.held) > 0:
		return r.release(), nil
	case r.finished:
		return nil, io.EOF
	}
	batch, err := r.page.next(r.ctx)
	if schemaErr := r.declare(r.page.schema); schemaErr != nil {
		return nil, schemaErr
	}
	switch {
	case errors.Is(err, io.EOF):
		return nil, r.ended()
	case err != nil:
		return nil, err
	}
	r.pager.saw(batch)
	if r.pager.hold() {
		r.held = append(r.held, batch)
		return nil, nil
	}
	r.count += batch.NumRows()
	return batch, nil
}

// release hands out a batch that has waited.
func (r *rows) release() arrow.RecordBatch {
	batch := r.held[0]
	r.held = r.held[1:]
	r.count += batch.NumRows()
	return batch
}

// turn goes on with a page.
func (r *rows) turn(p *page, err error) error {
	if err != nil && p != nil {
		err = errors.Join(err, p.close())
	}
	if err != nil {
		return err
	}
	r.page = p
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = p.reader
	return nil
}

// ended is called behind the last row of a page.
func (r *rows) ended() error {
	p := r.page
	if err := p.close(); err != nil {
		return err
	}
	if r.limit > 0 && r.count > r.limit {
		r.finished = true
		return nil
	}
	next, err := r.pager.after(r.ctx, p)
	if err != nil {
		return err
	}
	r.note(p)
	if next == nil {
		r.finished = true
		return nil
	}
	r.held = nil
	return r.turn(next, nil)
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
		r.progress.Reason = fmt.Sprintf("the first %s rows: DoltHub sends no more for one statement, and more exist", connectors.Count(p.rows))
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
type onePage struct {
	conn  *conn
	ask   question
	meter *httpapi.Meter
}

// first asks, and asks again under other names where columns have the same one:
// of those, the answer holds only the last.
func (o onePage) first(ctx context.Context) (*page, error) {
	p, err := o.conn.ask(ctx, o.ask, o.meter)
	if err != nil {
		return nil, err
	}
	if err := p.peek(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	if len(p.lost()) > 0 {
		return o.apart(ctx, p)
	}
	return p, nil
}

// apart asks for the columns of a page under names of their own. It returns the
// page itself where the engine does not take that, and beside an error.
func (o onePage) apart(ctx context.Context, p *page) (*page, error) {
	shape, ok := shapeOf(o.ask.sql)
	if !ok || !shape.selects() {
		return p, nil
	}
	var names, aliases []string
	for i, c := range p.columns {
		names = append(names, c.Name)
		aliases = append(aliases, dialect.QuoteIdentifier(strconv.Itoa(i+1)))
	}
	sql := "SELECT * FROM (" + shape.sql + "\n) AS named_apart (" + strings.Join(aliases, ", ") + ")"
	named, err := o.conn.ask(ctx, question{o.ask.ref, sql}, o.meter)
	if err != nil {
		return p, ctx.Err()
	}
	named.names = names
	if err := named.peek(ctx); err != nil || named.names == nil {
		return p, errors.Join(ctx.Err(), named.close())
	}
	return named, p.close()
}

func (o onePage) hold() bool            { return false }
func (o onePage) saw(arrow.RecordBatch) {}

func (o onePage) after(context.Context, *page) (*page, error) { return nil, nil }

func (o onePage) tell(p *connectors.Progress) {
	if p.Completeness == connectors.Limited {
		p.Reason += "; the option all=true fetches them page by page"
	}
}

// table asks a question of the connector's own and returns all of its rows as
// text, NULL as the empty text; each has at least so many columns. It pages with
// LIMIT and OFFSET, and so the question needs an order.
func (c *conn) table(ctx context.Context, ref string, columns int, sql string) ([][]string, error) {
	const most = 1000
	var out [][]string
	for {
		batch, limited, err := c.texts(ctx, columns, question{ref, sql + fmt.Sprintf(" LIMIT %d OFFSET %d", most, len(out))})
		if err != nil {
			return nil, err
		}
		out = append(out, batch...)
		if len(batch) == 0 || len(batch) < most && !limited {
			return out, nil
		}
	}
}

// texts returns the rows of one answer as text, each with at least so many
// columns.
func (c *conn) texts(ctx context.Context, columns int, q question) (out [][]string, limited bool, err error) {
	p, err := c.ask(ctx, q, nil)
	if err != nil {
		return nil, false, err
	}
	defer p.reader.Close()
	for {
		batch, err := p.next(ctx)
		if errors.Is(err, io.EOF) {
			return out, p.limited(), nil
		}
		if err != nil {
			return nil, false, err
		}
		if n := int(batch.NumCols()); n < columns {
			return nil, false, connectors.Errorf(connectors.ClassInternal, "DoltHub answered with %d columns where %d were asked for", n, columns)
		}
		out = append(out, textRows(batch)...)
	}
}

func textRows(b arrow.RecordBatch) [][]string {
	out := make([][]string, b.NumRows())
	for i := range out {
		out[i] = make([]string, b.NumCols())
		for j, col := range b.Columns() {
			if col.IsValid(i) {
				out[i][j] = textOf(col, i)
			}
		}
	}
	return out
}

// textOf is a value as it was sent.
func textOf(col arrow.Array, i int) string {
	switch col := col.(type) {
	case *array.String:
		return col.Value(i)
	case *array.Timestamp:
		return col.Value(i).ToTime(wallClock.Unit).Format(timeFormat)
	}
	return col.ValueStr(i)
}

// timeFormat is how the engine writes a moment.
const timeFormat = "2006-01-02 15:04:05.999999"

// value returns the only value of an answer.
func (c *conn) value(ctx context.Context, sql string) (string, error) {
	ref, err := c.refOf(ctx, connectors.Statement{})
	if err != nil {
		return "", err
	}
	return c.valueAt(ctx, ref, sql)
}

func (c *conn) valueAt(ctx context.Context, ref, sql string) (string, error) {
	rows, _, err := c.texts(ctx, 0, question{ref, sql})
	if err != nil {
		return "", err
	}
	if len(rows) != 1 || len(rows[0]) != 1 {
		return "", connectors.Errorf(connectors.ClassInternal, "DoltHub answered %q with %s rows", sql, connectors.Count(int64(len(rows))))
	}
	return rows[0][0], nil
}
