package dolthub

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

const (
	slowestPoll = 8 * time.Second
	// lostPolls is how many polls in a row may fail before the write is left
	// alone. It goes on all the same.
	lostPolls = 8
)

// writing is the answer to a write: no rows, and the account of the operation.
type writing struct {
	conn *conn
	op   operation
	sql  string
	ctx  context.Context
	stop context.CancelFunc
	err  error // the end; read by the goroutine that calls Next
	// meter counts the bytes of the request and of all polls.
	meter *httpapi.Meter

	mu       sync.Mutex
	progress connectors.Progress
}

// outcome is what a poll tells. Older servers have the details beside the rest.
type outcome struct {
	Done bool `json:"done"`
	details
	Details *details `json:"res_details"`
}

type details struct {
	Status  string `json:"query_execution_status"`
	Message string `json:"query_execution_message"`
	From    string `json:"from_commit_id"`
	To      string `json:"to_commit_id"`
}

// errNothing is what a write is that changed nothing.
var errNothing = errors.New("nothing changed")

// Resume takes up an operation that was begun before, in this program or in
// another.
func (c *conn) Resume(ctx context.Context, text string) (connectors.Rows, error) {
	o, err := c.parseOperation(text)
	if err != nil {
		return nil, err
	}
	return c.follow(ctx, o, "", &httpapi.Meter{}), nil
}

func (c *conn) follow(ctx context.Context, o operation, sql string, m *httpapi.Meter) *writing {
	w := &writing{conn: c, op: o, sql: sql, meter: m, progress: connectors.NoProgress(connectors.PhasePolling)}
	w.ctx, w.stop = context.WithCancel(ctx)
	w.progress.Operation = o.String()
	w.progress.QueryID = o.name
	w.progress.Server = []connectors.Stat{{Name: "from_branch", Value: o.from}, {Name: "to_branch", Value: o.to}}
	return w
}

var noColumns = arrow.NewSchema(nil, nil)

func (w *writing) Schema() *arrow.Schema { return noColumns }

// Next polls until the operation is done.
func (w *writing) Next(ctx context.Context) (arrow.RecordBatch, error) {
	defer context.AfterFunc(ctx, w.stop)()
	if w.err == nil {
		w.err = w.withConflicts(w.await())
	}
	return nil, w.err
}

func (w *writing) await() error {
	failures := 0
	for pause := w.conn.pause; ; pause = min(pause*3/2, slowestPoll) {
		if err := httpapi.Sleep(w.ctx, pause); err != nil {
			return w.left(err)
		}
		told, err := w.poll()
		switch {
		case errors.Is(err, errNothing):
			return w.unchanged("")
		case err != nil && (isFinal(err) || w.ctx.Err() != nil):
			return w.left(err)
		case err != nil:
			if failures++; failures >= lostPolls {
				return w.left(err)
			}
		case told.Done:
			return w.finish(told)
		default:
			failures = 0
		}
	}
}

// poll asks once how the operation stands.
func (w *writing) poll() (told outcome, err error) {
	request := httpapi.Request{
		Path:       apiPath + httpapi.Path(w.op.owner, w.op.database, "write"),
		Query:      url.Values{"operationName": {w.op.name}},
		Header:     http.Header{"Cache-Control": {"no-cache"}},
		Repeatable: true,
		Meter:      w.meter,
		ParseError: w.parseFailure,
	}
	err = getJSON(w.ctx, w.conn.client, request, &told)
	if told.Details != nil && *told.Details != (details{}) {
		told.details = *told.Details
	}
	return told, err
}

// parseFailure knows what DoltHub answers where a write made no commit: its own
// answer then lacks a field that must be there.
func (w *writing) parseFailure(f httpapi.Failure) *connectors.Error {
	if strings.Contains(string(f.Body), "toCommitId") {
		e := connectors.Errorf(connectors.ClassQuery, "%w", errNothing)
		return e
	}
	return failureOf(w.sql)(f)
}

// isFinal reports whether an error is the source's own answer, rather than
// trouble on the way or in front of it.
func isFinal(err error) bool {
	var status *httpapi.StatusError
	return errors.As(err, &status) && status.Code >= 400 && status.Code < 500 &&
		status.Code != http.StatusTooManyRequests && status.Code != http.StatusRequestTimeout
}

// left is the error of an operation that failed, or that is no longer watched.
func (w *writing) left(err error) error {
	e := *connectors.AsError(err)
	e.QueryID = w.op.name
	if !isFinal(err) {
		e.Hint = "The write goes on at DoltHub; `sonde write resume` tells how it ended: " + w.op.name
	}
	return &e
}

// finish takes over what a finished operation tells.
func (w *writing) finish(o outcome) error {
	if !strings.HasPrefix(strings.ToLower(o.Status), "success") {
		e := sqlError(o.Message, w.sql)
		e.QueryID = w.op.name
		return e
	}
	from, to := o.From, o.To
	if w.op.before != "" {
		// After a merge, DoltHub gives the new head as from_commit_id.
		from, to = w.op.before, o.To
		if to == "" {
			to = o.From
		}
	}
	if from == to {
		return w.unchanged(o.Message)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end(o.Message)
	w.add("from_commit", from)
	w.add("to_commit", to)
	return io.EOF
}

// unchanged ends a write that made no commit.
func (w *writing) unchanged(message string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end(message)
	w.progress.RowsAffected = max(0, w.progress.RowsAffected)
	w.progress.Warnings = []string{"nothing changed, and no commit was made on " + w.op.to}
	return io.EOF
}

var affected = regexp.MustCompile(`(\d+) rows? affected`)

// end fills in what every write that succeeded has. The caller holds the lock.
func (w *writing) end(message string) {
	w.progress.Phase = connectors.PhaseDone
	if found := affected.FindStringSubmatch(message); found != nil {
		if n, err := strconv.ParseInt(found[1], 10, 64); err == nil {
			w.progress.RowsAffected = n
		}
	}
	w.add("message", strings.TrimSpace(message))
}

func (w *writing) add(name, value string) {
	if value != "" {
		w.progress.Server = setStat(w.progress.Server, name, value)
	}
}

// Progress tells how far the operation is.
func (w *writing) Progress() connectors.Progress {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.progress
	p.Warnings = append([]string(nil), p.Warnings...)
	w.meter.Fill(&p)
	if p.Phase != httpapi.PhaseRetrying {
		p.Phase = w.progress.Phase
	}
	return p
}

// Close stops watching. The operation goes on.
func (w *writing) Close() error {
	w.stop()
	return nil
}
