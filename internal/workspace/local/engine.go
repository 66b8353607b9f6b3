// Package local answers the questions of package workspace in an embedded
// DuckDB of its own.
//
// Rows are handed to the engine while it asks for them, only the columns that
// a question is about. Values are compared exactly, as their declared types:
// where the engine has no such type, or where values came that did not fit it,
// it gets keys that sort the way the values do.
package local

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
	"sonde/internal/duck"
	"sonde/internal/duckscan"
	"sonde/internal/workspace"
)

// Options of an engine. The zero value is ready to use.
type Options struct {
	// Memory is how many bytes the engine may take before it writes to its
	// private temporary folder; 0 is DefaultMemory.
	Memory int64
}

// DefaultMemory is the memory in bytes that the engine may take.
const DefaultMemory = 1 << 30

// Engine answers questions about results. Its methods may be called from any
// goroutine; questions run beside each other.
type Engine struct {
	options Options

	mu     sync.Mutex
	db     *duck.DB // nil before the first question
	closed bool
	tables map[string]duckscan.Table // of the questions that run, by id
	lastID int
}

// New returns an engine, which is started by the first question.
func New(o Options) *Engine {
	if o.Memory <= 0 {
		o.Memory = DefaultMemory
	}
	return &Engine{options: o, tables: map[string]duckscan.Table{}}
}

// Close ends the questions that run and the engine. It may be called twice.
func (e *Engine) Close() error {
	e.mu.Lock()
	db := e.db
	e.db, e.closed = nil, true
	e.mu.Unlock()
	if db == nil {
		return nil
	}
	return db.Close()
}

// scanFunction is the table function that reads what a question is about.
const scanFunction = "snapshot"

// session opens a session of the engine, and the engine itself at first use.
func (e *Engine) session(ctx context.Context) (*duck.Conn, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "the local engine is closed")
	}
	if e.db != nil {
		return e.db.Connect()
	}
	db, err := duck.Open(ctx, "", duck.Options{Settings: map[string]string{
		"memory_limit":             strconv.FormatInt(e.options.Memory, 10) + "B",
		"preserve_insertion_order": "false",
		"TimeZone":                 "UTC",
		"threads":                  strconv.Itoa(runtime.GOMAXPROCS(0)),
	}})
	if err != nil {
		return nil, err
	}
	conn, err := db.Connect()
	if err == nil {
		err = conn.Raw(func(raw bindings.Connection) error {
			return duckscan.Register(raw, scanFunction, 1, e.find)
		})
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	e.db = db
	return conn, nil
}

// find answers the engine's question for a table.
func (e *Engine) find(args []string) (duckscan.Table, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if t, ok := e.tables[args[0]]; ok {
		return t, nil
	}
	return nil, fmt.Errorf("there is no table %s", args[0])
}

// lend makes a table known to the engine until release is called, and returns
// the call that reads it.
func (e *Engine) lend(t duckscan.Table) (call string, release func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lastID++
	id := strconv.Itoa(e.lastID)
	e.tables[id] = t
	return scanFunction + "('" + id + "')", func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.tables, id)
	}
}

// reportEvery is the pause between two reports of progress.
const reportEvery = 50 * time.Millisecond

// watch reports what done returns until the returned function is called.
func watch(p workspace.Progress, done func() float64) (stop func()) {
	if p == nil {
		return func() {}
	}
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(reportEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p(done())
			case <-quit:
				return
			}
		}
	}()
	return func() { close(quit); <-ended }
}

// promptly answers with what work returns, or at once when the context ends: the
// engine looks for an interrupt only now and then. The work ends by itself then.
func promptly[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := work()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, connectors.AsError(ctx.Err())
	}
}
