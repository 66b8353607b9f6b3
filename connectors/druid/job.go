package druid

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/httpapi"
)

// Paths of the multi-stage engine. The task API is the Overlord's, which a
// Router passes on and a Broker does not.
const (
	taskPath       = sqlPath + "/task"
	statementsPath = sqlPath + "/statements"
	tasksPath      = "/druid/indexer/v1/task"
)

// How often a task is asked how far it is.
const (
	firstPoll = 200 * time.Millisecond
	lastPoll  = 2 * time.Second
)

// job is the answer of a task: it is submitted and polled beside the reader,
// and its rows, if it has any, are fetched when it has ended.
type job struct {
	conn    *Conn
	run     *run
	id      string // of the statement
	reading reading
	sql     string
	meter   httpapi.Meter
	ctx     context.Context // of the whole run
	cancel  context.CancelFunc
	// settled is closed when the task has ended, or failure says why it is not
	// known.
	settled chan struct{}
	failure error
	pages   []int
	columns []decode.Column

	closing sync.Once
	schema  atomic.Pointer[arrow.Schema]
	closed  atomic.Bool
	mu      sync.Mutex
	reader  *decode.Reader // of the page at hand
	state   connectors.Progress
}

// asStatement makes the request one for the endpoint of statements.
func (r *request) asStatement() {
	r.path = statementsPath
	r.ResultFormat = formatObjectLines
	r.Context["executionMode"] = "ASYNC"
}

// submitTask starts a statement that writes.
func (c *Conn) submitTask(ctx context.Context, id string, r *request) (connectors.Rows, error) {
	h, err := r.http()
	if err != nil {
		return nil, err
	}
	return c.startJob(ctx, id, r, func(ctx context.Context, j *job) (operation, error) {
		var answer struct{ TaskID, State string }
		err := c.fetch(ctx, j.metered(h), &answer)
		return operation{taskKind, answer.TaskID, id}, err
	}), nil
}

// submitStatement starts a query whose rows are fetched when it has ended.
func (c *Conn) submitStatement(ctx context.Context, id string, r *request) (connectors.Rows, error) {
	r.asStatement()
	h, err := r.http()
	if err != nil {
		return nil, err
	}
	return c.startJob(ctx, id, r, func(ctx context.Context, j *job) (operation, error) {
		var answer status
		err := c.fetch(ctx, j.metered(h), &answer)
		return operation{statementKind, answer.QueryID, id}, err
	}), nil
}

// Resume takes up a task that another process has started.
func (c *Conn) Resume(ctx context.Context, text string) (connectors.Rows, error) {
	op, err := parseOperation(text)
	if err != nil {
		return nil, err
	}
	r := &request{Context: map[string]any{"sqlQueryId": op.statement}}
	return c.startJob(ctx, op.statement, r, func(context.Context, *job) (operation, error) { return op, nil }), nil
}

// startJob submits beside the caller, and polls until the task has ended.
func (c *Conn) startJob(ctx context.Context, id string, r *request, submit func(context.Context, *job) (operation, error)) *job {
	ctx, cancel := context.WithCancel(ctx)
	j := &job{
		conn: c, id: id, sql: r.Query, reading: reading{wallClock: true}, run: c.runs.begin(id, r.id()),
		ctx: ctx, cancel: cancel, settled: make(chan struct{}), state: connectors.NoProgress(connectors.PhaseConnecting),
	}
	go func() {
		defer close(j.settled)
		op, err := submit(ctx, j)
		if err == nil {
			j.submitted(op)
			err = j.follow(ctx, op)
		}
		if err != nil {
			j.failure = j.named(unsupported(err))
		}
		if ctx.Err() == nil {
			c.runs.end(id)
		}
	}()
	return j
}

// needsEngine is what tasks need of a server.
const needsEngine = "INSERT, REPLACE and async=true need the extension druid-multi-stage-query, and a Router with the management proxy."

// unsupported names the reason why a server without the multi-stage engine
// refuses a task.
func unsupported(err error) error {
	var status *httpapi.StatusError
	switch e := connectors.AsError(err); {
	case !errors.As(err, &status):
		return err
	case status.Code == http.StatusMethodNotAllowed:
		e = connectors.Errorf(connectors.ClassUnsupported, "this server does not offer tasks of the multi-stage engine")
		e.Cause = err
		return e.WithHint(needsEngine)
	case status.Code == http.StatusNotFound && e.Hint == "":
		return e.WithHint(needsEngine)
	}
	return err
}

func (j *job) metered(h httpapi.Request) httpapi.Request {
	h.Meter = &j.meter
	return h
}

func (j *job) submitted(op operation) {
	j.run.operation.Store(&op)
	j.run.answered.Store(true)
	j.update(func(p *connectors.Progress) {
		p.Phase, p.Operation, p.QueryID = connectors.PhaseQueued, op.String(), op.task
	})
}

func (j *job) update(change func(*connectors.Progress)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(&j.state)
}

func (j *job) named(err error) *connectors.Error {
	e := connectors.AsError(err)
	if e.QueryID == "" {
		e.QueryID = j.run.queryID
	}
	return e
}

// follow polls until the task has ended.
func (j *job) follow(ctx context.Context, op operation) error {
	look := j.lookAtTask
	if op.kind == statementKind {
		look = j.lookAtStatement
	}
	for delay := firstPoll; ; delay = min(delay*3/2, lastPoll) {
		done, err := look(ctx, op)
		if err != nil {
			return err
		}
		j.lookAtStages(ctx, op)
		if done {
			return nil
		}
		if err := httpapi.Sleep(ctx, delay); err != nil {
			return err
		}
	}
}

// status is what the endpoint of statements says of one.
type status struct {
	QueryID string
	State   string
	Schema  []struct{ Name, Type, NativeType string }
	Result  struct {
		NumTotalRows int64
		Pages        []struct{ ID int }
	}
	ErrorDetails json.RawMessage
}

func (j *job) lookAtStatement(ctx context.Context, op operation) (done bool, err error) {
	var s status
	if err := j.conn.get(ctx, statementsPath+httpapi.Path(op.task), &s); err != nil {
		return false, err
	}
	j.enter(s.State)
	switch s.State {
	case "FAILED":
		return false, j.failed(s.ErrorDetails)
	case "SUCCESS":
		for _, c := range s.Schema {
			j.columns = append(j.columns, j.reading.column(c.Name, typing{c.NativeType, c.Type}))
		}
		for _, p := range s.Result.Pages {
			j.pages = append(j.pages, p.ID)
		}
		return true, nil
	}
	return false, nil
}

// enter translates the states of tasks and statements.
func (j *job) enter(state string) {
	phase := connectors.PhaseRunning
	switch state {
	case "ACCEPTED", "PENDING", "WAITING":
		phase = connectors.PhaseQueued
	case "FAILED":
		phase = connectors.PhaseDone
	}
	j.update(func(p *connectors.Progress) { p.Phase = phase })
}

func (j *job) lookAtTask(ctx context.Context, op operation) (done bool, err error) {
	var answer struct {
		Status struct{ StatusCode, RunnerStatusCode, ErrorMsg string }
	}
	if err := j.conn.get(ctx, tasksPath+httpapi.Path(op.task, "status"), &answer); err != nil {
		return false, err
	}
	switch answer.Status.StatusCode {
	case "SUCCESS":
		return true, nil
	case "FAILED":
		j.enter("FAILED")
		if r, err := j.conn.report(ctx, op); err == nil && r.failure() != "" {
			return false, j.refusal(r.failure())
		}
		return false, j.refusal(answer.Status.ErrorMsg)
	}
	j.enter(answer.Status.RunnerStatusCode)
	return false, nil
}

// failed reads the error of a statement.
func (j *job) failed(details json.RawMessage) error {
	if e := readError(details, j.sql); e != nil {
		if e.Class == "" {
			e.Class = connectors.ClassQuery
		}
		if cancelled(e.Message) || strings.Contains(string(details), `"Canceled"`) {
			e.Class = connectors.ClassCancelled
		}
		return e
	}
	return j.refusal("")
}

// refusal is the error of a task that failed, in its own words.
func (j *job) refusal(message string) error {
	if !says(message) {
		message = "the task failed without a reason"
	}
	class := connectors.ClassQuery
	if cancelled(message) {
		class = connectors.ClassCancelled
	}
	return connectors.Errorf(class, "%s", j.conn.client.Redact(brief(message)))
}

// cancelled recognises the words of a task that was told to stop.
func cancelled(message string) bool {
	return strings.HasPrefix(message, "Canceled") || strings.HasPrefix(message, "Query canceled") || strings.Contains(message, "Shutdown request")
}

// Schema is nil until the task has ended. One that writes has no columns.
func (j *job) Schema() *arrow.Schema { return j.schema.Load() }

// Next waits for the end of the task, and then reads its pages.
func (j *job) Next(ctx context.Context) (arrow.RecordBatch, error) {
	select {
	case <-j.settled:
	case <-ctx.Done():
		return nil, j.named(ctx.Err())
	}
	if j.failure != nil {
		return nil, j.failure
	}
	j.describe()
	batch, err := j.nextBatch(ctx)
	switch {
	case errors.Is(err, io.EOF):
		j.failure = io.EOF
	case err != nil:
		j.failure = j.named(httpapi.Incomplete(err))
	}
	return batch, j.failure
}

func (j *job) describe() {
	fields := make([]arrow.Field, len(j.columns))
	for i, c := range j.columns {
		fields[i] = c.Field
	}
	j.schema.CompareAndSwap(nil, arrow.NewSchema(fields, nil))
}

// nextBatch reads page after page.
func (j *job) nextBatch(ctx context.Context) (arrow.RecordBatch, error) {
	for {
		if j.reader == nil && len(j.pages) == 0 {
			j.update(func(p *connectors.Progress) { p.Phase = connectors.PhaseDone })
			return nil, io.EOF
		}
		if j.reader == nil {
			if err := j.openPage(); err != nil {
				return nil, err
			}
		}
		batch, err := j.reader.Next(ctx)
		if !errors.Is(err, io.EOF) {
			return batch, err
		}
		_ = j.reader.Close() // It has been read to its end.
		j.setReader(nil)
	}
}

// openPage fetches the next page, whose rows are objects in every version.
func (j *job) openPage() error {
	op := j.run.operation.Load()
	answer, err := j.conn.client.Do(j.ctx, j.metered(httpapi.Request{
		Path:       statementsPath + httpapi.Path(op.task, "results"),
		Query:      url.Values{"page": {strconv.Itoa(j.pages[0])}, "resultFormat": {formatObjectLines}},
		Repeatable: true,
	}))
	if err != nil {
		return err
	}
	j.pages = j.pages[1:]
	j.update(func(p *connectors.Progress) { p.Phase = connectors.PhaseDownloading })
	j.setReader(decode.JSON(answer.Body, decode.JSONOptions{Lines: true, End: decode.EndBlankLine, Columns: j.columns, Strict: true}))
	return nil
}

// setReader changes the page at hand; a page that comes after the end is closed.
func (j *job) setReader(r *decode.Reader) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.reader = r
	if r != nil && j.closed.Load() {
		_ = r.Close() // Nobody is going to read it.
	}
}

// Progress tells how far the task is.
func (j *job) Progress() connectors.Progress {
	j.mu.Lock()
	defer j.mu.Unlock()
	p := j.state
	p.BytesRead = j.meter.Wire()
	return p
}

// Close stops following the task, which goes on.
func (j *job) Close() error {
	j.closing.Do(func() {
		j.closed.Store(true)
		j.cancel()
		<-j.settled
		j.mu.Lock()
		defer j.mu.Unlock()
		if j.reader != nil {
			_ = j.reader.Close() // Nothing is left to be read.
		}
	})
	return nil
}

// stop asks the server to end a task.
func (c *Conn) stop(ctx context.Context, op operation) (connectors.CancelState, error) {
	if op.kind == statementKind {
		return c.delete(ctx, http.MethodDelete, statementsPath+httpapi.Path(op.task))
	}
	return c.delete(ctx, http.MethodPost, tasksPath+httpapi.Path(op.task, "shutdown"))
}
