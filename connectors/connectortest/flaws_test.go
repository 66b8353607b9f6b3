package connectortest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// flaws are defects that a connector may have, the test that finds each, and
// words of what it says.
var flaws = []struct {
	name, test, says string
	source           func() Source
}{
	{"a cut is taken for the end", "cut", "ended as complete", func() Source {
		return withEnd(func(err error) bool { return connectors.IsClass(err, connectors.ClassIncomplete) })
	}},
	{"the mark of the end is not awaited", "clean end", "ended as complete", func() Source {
		return withEnd(func(err error) bool { return strings.Contains(err.Error(), "ends early") })
	}},
	{"io.EOF below the error of a cut", "cut", "the error is io.EOF", func() Source {
		return withErrors(func(err error) error {
			if connectors.IsClass(err, connectors.ClassIncomplete) {
				return connectors.Errorf(connectors.ClassIncomplete, "cut: %w", io.EOF)
			}
			return err
		})
	}},
	{"a damaged body is taken for whole", "gzip", "with a damaged checksum", func() Source {
		return withEnd(func(err error) bool { return strings.Contains(err.Error(), "damaged") })
	}},
	{"the error after rows has the class of the transport", "reset", `is "unavailable", not one of ["incomplete"]`, func() Source {
		return withErrors(func(err error) error {
			if e := connectors.AsError(err); e.Class == connectors.ClassIncomplete && !errors.Is(err, io.EOF) {
				return connectors.Errorf(connectors.ClassUnavailable, "%s", e.Message)
			}
			return err
		})
	}},
	{"an error without a type", "status", "not a *connectors.Error", func() Source {
		return withErrors(func(err error) error {
			if !errors.Is(err, io.EOF) {
				return errors.New("it failed")
			}
			return err
		})
	}},
	{"one class for everything", "status", "the class of the error", func() Source { return withMessage(connectors.ClassInternal, "it failed") }},
	{"no message", "status", "has no message", func() Source { return withMessage("", " ") }},
	{"the document as message", "status", "a raw document", func() Source { return withMessage("", `{"error": "no"}`) }},
	{"the page as message", "web page", "has markup in it", func() Source { return withMessage("", page) }},
	{"a secret in a message", "status", "shows the secret", func() Source { return withMessage("", "no access with "+token) }},
	{"a secret in the cause of an error", "no answer", "shows the secret", func() Source {
		return withErrors(func(err error) error {
			if errors.Is(err, io.EOF) {
				return err
			}
			e := *connectors.AsError(err)
			e.Cause = fmt.Errorf("GET /?token=%s: refused", token)
			return &e
		})
	}},
	{"a secret in the log", "small", "the log shows the secret", func() Source {
		return withConn(func(f *flawed) connectors.Conn {
			f.config.Log.Info("opened", "token", f.config.String("token"))
			return f
		})
	}},
	{"a secret in the progress", "small", "Progress shows the secret", func() Source {
		return withProgress(func(p connectors.Progress) connectors.Progress {
			p.Warnings = []string{"used " + token}
			return p
		})
	}},
	{"numbers are rounded", "integers", `is "9007199254740992", not "9007199254740993"`, func() Source {
		return withBatches(func(_ *flawedRows, b arrow.RecordBatch) arrow.RecordBatch { return withIntegers(b, throughFloat) })
	}},
	{"NULL becomes zero", "nulls", `is "NULL|0", not "NULL|NULL"`, func() Source {
		return withBatches(func(_ *flawedRows, b arrow.RecordBatch) arrow.RecordBatch {
			return withIntegers(b, func(a *array.Int64, i int) (int64, bool) {
				if a.IsNull(i) {
					return 0, true
				}
				return a.Value(i), true
			})
		})
	}},
	{"a batch is lost", "large", "2800", func() Source {
		return withBatches(func(r *flawedRows, b arrow.RecordBatch) arrow.RecordBatch {
			if r.batches == 2 {
				return nil
			}
			return b
		})
	}},
	{"a batch comes twice", "large", `of many", not "`, func() Source {
		var last arrow.RecordBatch
		return withBatches(func(r *flawedRows, b arrow.RecordBatch) arrow.RecordBatch {
			if r.batches == 3 {
				b = last
			}
			last = b
			return b
		})
	}},
	{"a batch without rows", "small", "a batch without rows", func() Source {
		return withBatches(func(_ *flawedRows, b arrow.RecordBatch) arrow.RecordBatch { return b.NewSlice(0, 0) })
	}},
	{"a batch lacks a column", "small", "a batch of 1 columns, and a schema of 2", func() Source {
		return withBatches(func(_ *flawedRows, b arrow.RecordBatch) arrow.RecordBatch {
			return array.NewRecordBatch(arrow.NewSchema(b.Schema().Fields()[:1], nil), b.Columns()[:1], b.NumRows())
		})
	}},
	{"names are made unique", "duplicate names", "the columns are a|a_1, not a|a", func() Source {
		return withRows(flawedRows{schema: func(s *arrow.Schema) *arrow.Schema {
			if s == nil || s.NumFields() < 2 {
				return s
			}
			fields := s.Fields()
			fields[1].Name += "_1"
			return arrow.NewSchema(fields, nil)
		}})
	}},
	{"the schema changes", "large", "the schema has changed", func() Source {
		calls := 0
		return withRows(flawedRows{schema: func(s *arrow.Schema) *arrow.Schema {
			if calls++; calls < 2 || s == nil {
				return s
			}
			return arrow.NewSchema(nil, nil)
		}})
	}},
	{"rows are held back", "first batch", "the query hangs", func() Source { return withQuery(readAhead) }},
	{"the wait is not seen", "visible wait", "neither the phase nor a warning", func() Source { return withQuery(firstBatchInQuery) }},
	{"a wait fails", "visible wait", "the query failed", func() Source { return withQuery(impatient) }},
	{"cancelling is ignored", "stall", "hangs", func() Source {
		return withQuery(func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
			inner, err := f.connection.Query(context.WithoutCancel(ctx), s)
			return &flawedRows{Rows: inner, next: func(r *flawedRows, ctx context.Context) (arrow.RecordBatch, error) {
				return r.Rows.Next(context.WithoutCancel(ctx))
			}}, err
		})
	}},
	{"a cancel is an empty answer", "stall", "no error", func() Source {
		return withEnd(func(err error) bool { return connectors.IsClass(err, connectors.ClassCancelled) })
	}},
	{"running out of time is called a cancel", "stall", `is "cancelled"`, func() Source {
		return withErrors(func(err error) error {
			if connectors.IsClass(err, connectors.ClassTimeout) {
				return connectors.Errorf(connectors.ClassCancelled, "cancelled")
			}
			return err
		})
	}},
	{"a cancelled statement is sent", "cancel", "requests were sent", func() Source {
		return withQuery(func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
			fetch(context.WithoutCancel(ctx), f, s, nil)
			return f.connection.Query(ctx, s)
		})
	}},
	{"a write is sent again", "sent once", "2 requests were sent", func() Source { return withQuery(repeating) }},
	{"credentials go to another host", "redirect", "another host got the header Authorization", func() Source {
		return withQuery(func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
			fetch(ctx, f, s, func(req *http.Request, via []*http.Request) error {
				req.Header = via[0].Header.Clone()
				return nil
			})
			return f.connection.Query(ctx, s)
		})
	}},
	{"the body goes to another host", "redirect", `another host got the body "SELECT small"`, func() Source {
		s := withQuery(func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
			post(ctx, f, s)
			return f.connection.Query(ctx, s)
		})
		s.Steps[0].Match = func(r *http.Request) bool { return r.URL.Path == "/rows" }
		return s
	}},
	{"credentials go where the URL is one", "small", "carries an authorization", func() Source {
		s := source()
		s.Steps[0].Bare = true
		return s
	}},
	{"sockets are left", "small", "sockets are open after Conn.Close", func() Source {
		return withConn(func(f *flawed) connectors.Conn {
			f.close = func(*flawed) error { return nil }
			return f
		})
	}},
	{"closing twice fails", "small", "the second Rows.Close", func() Source {
		return withRows(flawedRows{close: func(r *flawedRows) error {
			if r.batches++; r.batches > 1 {
				return errors.New("closed already")
			}
			return r.Rows.Close()
		}})
	}},
	{"closing waits for the answer", "close", "hangs", func() Source {
		return withRows(flawedRows{close: func(r *flawedRows) error {
			for r.Rows.Progress().Phase != connectors.PhaseDone {
				time.Sleep(time.Millisecond)
			}
			return r.Rows.Close()
		}})
	}},
	{"an error spoils the connection", "refused", "the next statement", func() Source {
		return withConn(func(f *flawed) connectors.Conn {
			spoilt := false
			f.query = func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
				if spoilt {
					return nil, connectors.Errorf(connectors.ClassUnavailable, "the connection is spoilt")
				}
				spoilt = strings.Contains(s.SQL, "nonsense")
				return f.connection.Query(ctx, s)
			}
			return f
		})
	}},
	{"one statement answers another", "concurrent", "is ", func() Source {
		last := make(chan string, 1)
		last <- ""
		return withQuery(func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
			<-last
			last <- s.SQL
			time.Sleep(20 * time.Millisecond)
			s.SQL = <-last
			last <- s.SQL
			return f.connection.Query(ctx, s)
		})
	}},
	{"the phase is never done", "small", "the phase after io.EOF", func() Source {
		return withProgress(func(p connectors.Progress) connectors.Progress { p.Phase = connectors.PhaseRunning; return p })
	}},
	{"bytes are not counted", "small", "BytesRead is -1 after rows", func() Source {
		return withProgress(func(p connectors.Progress) connectors.Progress { p.BytesRead = -1; return p })
	}},
	{"the progress goes back", "progress", "the progress goes back", func() Source {
		return withProgress(func(p connectors.Progress) connectors.Progress {
			if p.Phase == connectors.PhaseDone {
				p.BytesRead = 1
			}
			return p
		})
	}},
	{"a limited answer is called complete", "limit", "are called complete", func() Source {
		return withQuery(func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
			s.Limit--
			return f.connection.Query(ctx, s)
		})
	}},
	{"a whole answer is called incomplete", "small", "is called incomplete", func() Source {
		return withProgress(func(p connectors.Progress) connectors.Progress {
			p.Completeness, p.Reason = connectors.Incomplete, "who knows"
			return p
		})
	}},
	{"a path that does not exist is empty", "catalog", "no error", func() Source {
		return withConn(func(f *flawed) connectors.Conn { return lenient{f} })
	}},
	{"the ping does not ask", "ping", "no error", func() Source {
		return withConn(func(f *flawed) connectors.Conn { return deaf{f} })
	}},
	{"a cancel claims what it does not know", "cancel on server", "a run that never was is said to be stopped", func() Source {
		return withConn(func(f *flawed) connectors.Conn { return boastful{f} })
	}},
	{"taking a run up sends it again", "resume", "has sent the step write", func() Source {
		return withConn(func(f *flawed) connectors.Conn { return forgetful{f} })
	}},
	{"a secret in the command", "curl", "the command shows the secret", func() Source {
		return withConn(func(f *flawed) connectors.Conn {
			return scribe{f, func(command string) string { return strings.Replace(command, `"$AUTHORIZATION"`, token, 1) }}
		})
	}},
	{"the command asks for something else", "curl", "the command sends", func() Source {
		return withConn(func(f *flawed) connectors.Conn {
			return scribe{f, func(command string) string { return strings.Replace(command, "sql=", "query=", 1) }}
		})
	}},
}

func TestFlawsAreFound(t *testing.T) {
	// Most of the time is spent waiting for what hangs, and so many run at once.
	slots := make(chan struct{}, 6)
	found := make([]chan string, len(flaws))
	for i, f := range flaws {
		found[i] = make(chan string, 1)
		go func() {
			slots <- struct{}{}
			found[i] <- find(f.source(), f.test, patience(f.says))
			<-slots
		}()
	}
	for i, f := range flaws {
		t.Run(f.name, func(t *testing.T) { mustSay(t, <-found[i], f.test, f.says) })
	}
}

// TestSourcesAreChecked leaves out what a source has to say.
func TestSourcesAreChecked(t *testing.T) {
	for says, change := range map[string]func(*Source){
		`the case "nested" is not answered`: func(s *Source) { delete(s.Answers, Nested) },
		`Skip names "nestd"`:                func(s *Source) { s.Skip = map[string]string{"nestd": "a slip"} },
		"Source.Secrets is empty":           func(s *Source) { s.Secrets = nil },
	} {
		s := source()
		change(&s)
		mustSay(t, find(s, "", time.Second), "", says)
	}
	for c, says := range map[Case]string{Integers: "beyond 2^53", Nulls: "a NULL", WideRows: "1,000 names", ManyRows: "100,000 rows"} {
		s := source()
		s.Answers[c] = s.Answers[DuplicateNames]
		mustSay(t, find(s, string(c), time.Minute), string(c), says)
	}
	s := source()
	s.Answers[Small] = s.Answers[Large]
	mustSay(t, find(s, "reset", time.Minute), "reset", "at most 600 bytes")
}

// TestReasonsAreLogged skips a test that would fail.
func TestReasonsAreLogged(t *testing.T) {
	s := withMessage("", "")
	s.Skip = map[string]string{"status": "the messages are empty"}
	r := newRecorder("status")
	run(r, s, time.Minute)
	if r.found() != "" || !strings.Contains(strings.Join(*r.logs, "\n"), "the messages are empty") {
		t.Errorf("found %q, logged %q", r.found(), *r.logs)
	}
}

// TestLeakIsFound stands alone: beside other tests it would find theirs.
func TestLeakIsFound(t *testing.T) {
	over := make(chan struct{})
	defer close(over)
	s := withConn(func(f *flawed) connectors.Conn {
		go func() { <-over }()
		return f
	})
	r := newRecorder("small")
	leaking(r, func() { run(r, s, time.Minute) })
	if !strings.Contains(r.found(), "goroutines are left over") {
		t.Errorf("found %q", r.found())
	}
}

// patience is short where it is spent: where something is meant to hang, or to be
// left. Else it is long enough for a busy machine.
func patience(says string) time.Duration {
	switch {
	case strings.Contains(says, "hangs"):
		return 2 * time.Second
	case strings.Contains(says, "sockets"):
		return 5 * time.Second
	}
	return time.Minute
}

func withQuery(query func(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error)) Source {
	return withConn(func(f *flawed) connectors.Conn {
		f.query = query
		return f
	})
}

func withProgress(change func(connectors.Progress) connectors.Progress) Source {
	return withRows(flawedRows{progress: change})
}

// withEnd is the reference source where some errors pass for a proper end.
func withEnd(taken func(error) bool) Source {
	return withRows(flawedRows{
		next: func(r *flawedRows, ctx context.Context) (arrow.RecordBatch, error) {
			batch, err := r.Rows.Next(ctx)
			if err != nil && !errors.Is(err, io.EOF) && taken(err) {
				return nil, io.EOF
			}
			return batch, err
		},
		progress: func(p connectors.Progress) connectors.Progress {
			p.Completeness, p.Reason = connectors.Complete, ""
			return p
		},
	})
}

// withMessage changes message and class, unless that is empty, of every error.
func withMessage(class connectors.Class, message string) Source {
	return withErrors(func(err error) error {
		if errors.Is(err, io.EOF) {
			return err
		}
		e := *connectors.AsError(err)
		e.Message = message
		if class != "" {
			e.Class = class
		}
		return &e
	})
}

// withIntegers is a batch with other values in its columns of type int64.
func withIntegers(b arrow.RecordBatch, change func(a *array.Int64, i int) (int64, bool)) arrow.RecordBatch {
	columns := make([]arrow.Array, b.NumCols())
	copy(columns, b.Columns())
	for c, column := range columns {
		a, ok := column.(*array.Int64)
		if !ok {
			continue
		}
		builder := array.NewInt64Builder(memory.DefaultAllocator)
		for i := range a.Len() {
			if v, valid := change(a, i); valid {
				builder.Append(v)
			} else {
				builder.AppendNull()
			}
		}
		columns[c] = builder.NewArray()
	}
	return array.NewRecordBatch(b.Schema(), columns, b.NumRows())
}

func throughFloat(a *array.Int64, i int) (int64, bool) {
	return int64(float64(a.Value(i))), a.IsValid(i)
}

// readAhead reads the whole answer before it gives the first batch.
func readAhead(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	inner, err := f.connection.Query(ctx, s)
	if err != nil {
		return nil, err
	}
	var batches []arrow.RecordBatch
	var end error
	return &flawedRows{Rows: inner, next: func(r *flawedRows, ctx context.Context) (arrow.RecordBatch, error) {
		for end == nil {
			var batch arrow.RecordBatch
			if batch, end = r.Rows.Next(ctx); end == nil {
				batches = append(batches, batch)
			}
		}
		if r.batches == len(batches) {
			return nil, end
		}
		r.batches++
		return batches[r.batches-1], nil
	}}, nil
}

// firstBatchInQuery returns from Query when the first batch is there.
func firstBatchInQuery(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	inner, err := f.connection.Query(ctx, s)
	if err != nil {
		return nil, err
	}
	first, err := inner.Next(ctx)
	return &flawedRows{Rows: inner, next: func(r *flawedRows, ctx context.Context) (arrow.RecordBatch, error) {
		if r.batches++; r.batches == 1 {
			return first, err
		}
		return r.Rows.Next(ctx)
	}}, nil
}

// impatient gives up where it should wait.
func impatient(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	inner, err := f.connection.Query(ctx, s)
	return &flawedRows{Rows: inner, next: func(r *flawedRows, ctx context.Context) (arrow.RecordBatch, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			for ctx.Err() == nil {
				if strings.Contains(string(r.Rows.Progress().Phase), "wait") {
					cancel()
				}
				time.Sleep(time.Millisecond)
			}
		}()
		return r.Rows.Next(ctx)
	}}, err
}

// repeating sends a statement again that has failed.
func repeating(f *flawed, ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	inner, err := f.connection.Query(ctx, s)
	return &flawedRows{Rows: inner, next: func(r *flawedRows, ctx context.Context) (arrow.RecordBatch, error) {
		batch, err := r.Rows.Next(ctx)
		if err == nil || errors.Is(err, io.EOF) || r.batches > 0 {
			return batch, err
		}
		r.batches++
		again, queryErr := f.connection.Query(ctx, s)
		if queryErr != nil {
			return nil, queryErr
		}
		r.Rows = again
		return r.Rows.Next(ctx)
	}}, err
}

// fetch sends the request of a statement with a client that knows nothing.
func fetch(ctx context.Context, f *flawed, s connectors.Statement, redirect func(*http.Request, []*http.Request) error) {
	client := &http.Client{CheckRedirect: redirect, Transport: &http.Transport{DisableKeepAlives: true}}
	address := f.config.String("url") + "/rows?" + url.Values{"sql": {s.SQL}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return
	}
	req.Header.Set("Authorization", "Bearer "+f.config.String("token"))
	if resp, err := client.Do(req); err == nil {
		resp.Body.Close()
	}
}

// post sends a statement without credentials as a body, which a redirect may
// take along.
func post(ctx context.Context, f *flawed, s connectors.Statement) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.config.String("url")+"/rows", strings.NewReader(s.SQL))
	if err != nil {
		return
	}
	if resp, err := client.Do(req); err == nil {
		resp.Body.Close()
	}
}

type lenient struct{ *flawed }

func (l lenient) Children(ctx context.Context, path []string) ([]connectors.Node, error) {
	nodes, err := l.flawed.Children(ctx, path)
	if connectors.IsClass(err, connectors.ClassNotFound) {
		return nil, nil
	}
	return nodes, err
}

type deaf struct{ *flawed }

func (deaf) Ping(context.Context) (connectors.ServerInfo, error) { return connectors.ServerInfo{}, nil }

type boastful struct{ *flawed }

func (boastful) Cancel(context.Context, string) (connectors.CancelState, error) {
	return connectors.CancelStopped, nil
}

// forgetful knows of a run only its statement.
type forgetful struct{ *flawed }

func (f forgetful) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	inner, err := f.flawed.Query(ctx, s)
	return &flawedRows{Rows: inner, progress: func(p connectors.Progress) connectors.Progress {
		p.Operation = s.SQL
		return p
	}}, err
}

func (f forgetful) Resume(ctx context.Context, operation string) (connectors.Rows, error) {
	return f.flawed.Query(ctx, connectors.Statement{SQL: operation})
}

type scribe struct {
	*flawed
	change func(string) string
}

func (s scribe) Curl(ctx context.Context, statement connectors.Statement) (string, error) {
	command, err := s.flawed.Curl(ctx, statement)
	return s.change(command), err
}
