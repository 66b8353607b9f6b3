package run

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/history"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must happen; it is only ever spent
// by a test that fails.
const patience = time.Minute

var numbers = arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)

// batch has n rows that count up from first.
func batch(first, n int64) arrow.RecordBatch {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	for i := range n {
		b.Append(first + i)
	}
	return array.NewRecordBatch(numbers, []arrow.Array{b.NewArray()}, n)
}

// fakeConn answers every statement with the rows that query makes.
type fakeConn struct {
	query  func(ctx context.Context, s connectors.Statement) (connectors.Rows, error)
	mu     sync.Mutex
	sent   []connectors.Statement
	closed int
}

func (c *fakeConn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	c.mu.Lock()
	c.sent = append(c.sent, s)
	c.mu.Unlock()
	return c.query(ctx, s)
}

func (c *fakeConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed++
	return nil
}

func (c *fakeConn) statements() []connectors.Statement {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent
}

// tellable is a fakeConn whose source can be told to stop.
type tellable struct {
	*fakeConn
	state connectors.CancelState
	err   error
	told  chan string
}

func (c tellable) Cancel(_ context.Context, id string) (connectors.CancelState, error) {
	c.told <- id
	return c.state, c.err
}

// fakeRows takes one step for every batch. A step may wait for the context.
type fakeRows struct {
	steps    []step
	progress connectors.Progress
	schema   *arrow.Schema
	mu       sync.Mutex
	closed   bool
}

type step func(ctx context.Context) (arrow.RecordBatch, error)

func rowsOf(steps ...step) *fakeRows {
	return &fakeRows{steps: steps, schema: numbers, progress: connectors.NoProgress(connectors.PhaseRunning)}
}

func (r *fakeRows) Schema() *arrow.Schema         { return r.schema }
func (r *fakeRows) Progress() connectors.Progress { return r.progress }

func (r *fakeRows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if err := ctx.Err(); err != nil {
		return nil, connectors.AsError(err)
	}
	if len(r.steps) == 0 {
		return nil, io.EOF
	}
	now := r.steps[0]
	r.steps = r.steps[1:]
	return now(ctx)
}

func (r *fakeRows) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	return nil
}

func (r *fakeRows) isClosed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed
}

func give(first, n int64) step {
	return func(context.Context) (arrow.RecordBatch, error) { return batch(first, n), nil }
}

func fail(err error) step {
	return func(context.Context) (arrow.RecordBatch, error) { return nil, err }
}

// hang waits for the end of the context, as a source does that computes.
func hang(ctx context.Context) (arrow.RecordBatch, error) {
	<-ctx.Done()
	return nil, errors.New("the transport broke")
}

// connectionTo is a connection whose statements are answered by one set of rows.
func connectionTo(rows connectors.Rows) (*Connection, *fakeConn) {
	conn := &fakeConn{query: func(context.Context, connectors.Statement) (connectors.Rows, error) { return rows, nil }}
	return &Connection{Name: "fake", Driver: fakeDriver, Conn: conn}, conn
}

var fakeDriver = &connectors.Driver{Kind: "fake", Title: "Fake", Dialect: "duckdb"}

// configured gives a connection option values.
func configured(t *testing.T, c *Connection, values map[string]any) *Connection {
	t.Helper()
	config, err := connectors.NewConfig(fakeDriver, c.Name, values)
	if err != nil {
		t.Fatal(err)
	}
	c.Config = config
	return c
}

// collected is a sink that keeps the numbers.
type collected struct {
	schema  *arrow.Schema
	schemas int
	numbers []int64
	err     error
}

func (c *collected) SetSchema(s *arrow.Schema) error {
	c.schema = s
	c.schemas++
	return nil
}

func (c *collected) Append(b arrow.RecordBatch) error {
	if c.err != nil {
		return c.err
	}
	c.numbers = append(c.numbers, b.Column(0).(*array.Int64).Int64Values()...)
	return nil
}

// start starts a run into a new sink.
func start(t *testing.T, n *Runner, c *Connection, s connectors.Statement) (*Run, *collected) {
	t.Helper()
	sink := &collected{}
	if s.SQL == "" {
		s.SQL = "SELECT n FROM numbers"
	}
	r, err := n.Start(t.Context(), Request{Connection: c, Statement: s, Sink: sink})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Cancel()
		r.Wait()
	})
	return r, sink
}

// await waits until a run has news that satisfies ok.
func await(t *testing.T, r *Run, ok func(Status) bool) {
	t.Helper()
	limit := time.After(patience)
	for !ok(r.Status()) {
		select {
		case <-r.Changed():
		case <-limit:
			t.Fatalf("nothing happened: %+v", r.Status())
		}
	}
}

// ended waits for the end of a run.
func ended(t *testing.T, r *Run) Status {
	t.Helper()
	select {
	case <-r.Done():
		return r.Status()
	case <-time.After(patience):
		t.Fatal("the run does not end")
		return Status{}
	}
}

// inHistory opens a history for a test and a runner that writes to it.
func inHistory(t *testing.T) (*history.Store, *Runner) {
	t.Helper()
	store, err := history.Open(t.Context(), filepath.Join(t.TempDir(), "history.db"), history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	n := &Runner{
		History: func() (*history.Store, error) { return store, nil },
		Origin:  history.Entry{Source: history.CommandLine, Folder: "/work", Host: "here"},
	}
	return store, n
}
