package run

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

func TestRunDeliversEveryRowAndTheAccount(t *testing.T) {
	rows := rowsOf(give(0, 2), give(2, 3))
	rows.progress = connectors.Progress{Phase: connectors.PhaseDone, BytesRead: 40, QueryID: "q-1", RowsAffected: -1,
		Server: []connectors.Stat{{Name: "rows_read", Value: "5"}}, Warnings: []string{"careful"}}
	c, conn := connectionTo(rows)
	r, sink := start(t, &Runner{}, c, connectors.Statement{})
	s := ended(t, r)
	if s.State != Succeeded || s.Err != nil || s.Rows != 5 || s.Completeness != connectors.Complete || s.FirstRow <= 0 || s.Elapsed < s.FirstRow {
		t.Errorf("%+v", s)
	}
	if !reflect.DeepEqual(s.Progress, rows.progress) {
		t.Errorf("the connector's account is lost: %+v", s.Progress)
	}
	if want := []int64{0, 1, 2, 3, 4}; !reflect.DeepEqual(sink.numbers, want) {
		t.Errorf("rows %v", sink.numbers)
	}
	if sink.schemas != 1 || r.Schema() != numbers {
		t.Errorf("the schema was set %d times", sink.schemas)
	}
	if !rows.isClosed() {
		t.Error("the rows stay open")
	}
	if id := conn.statements()[0].ID; id == "" || id != r.ID() {
		t.Errorf("id %q was sent, the run has %q", id, r.ID())
	}
}

func TestRunWithoutRowsHasASchema(t *testing.T) {
	c, _ := connectionTo(rowsOf())
	r, sink := start(t, &Runner{}, c, connectors.Statement{})
	if s := ended(t, r); s.State != Succeeded || s.Rows != 0 || s.FirstRow != 0 || sink.schema != numbers {
		t.Errorf("%+v, schema %v", s, sink.schema)
	}
}

func TestRunShowsRowsWhileItRuns(t *testing.T) {
	c, _ := connectionTo(rowsOf(give(0, 3), hang))
	r, _ := start(t, &Runner{}, c, connectors.Statement{})
	await(t, r, func(s Status) bool { return s.Rows == 3 })
	if s := r.Status(); s.State != Running || s.Progress.Phase != connectors.PhaseRunning || s.Elapsed <= 0 {
		t.Errorf("%+v", s)
	}
}

func TestManyBatchesLeaveOneSignal(t *testing.T) {
	steps := make([]step, 1000)
	for i := range steps {
		steps[i] = give(int64(i), 1)
	}
	c, _ := connectionTo(rowsOf(steps...))
	r, _ := start(t, &Runner{}, c, connectors.Statement{})
	ended(t, r)
	signals := 0
	for len(r.Changed()) > 0 {
		<-r.Changed()
		signals++
	}
	if signals != 1 {
		t.Errorf("%d signals wait", signals)
	}
}

func TestLimit(t *testing.T) {
	for name, c := range map[string]struct {
		source       []step
		rows         int64
		completeness connectors.Completeness
	}{
		"fewer":                   {[]step{give(0, 2)}, 2, connectors.Complete},
		"exactly":                 {[]step{give(0, 2), give(2, 1)}, 3, connectors.Complete},
		"one more, same batch":    {[]step{give(0, 4)}, 3, connectors.Limited},
		"one more, another batch": {[]step{give(0, 3), give(3, 1)}, 3, connectors.Limited},
		"many more":               {[]step{give(0, 2), give(2, 100), hang}, 3, connectors.Limited},
		"none":                    {nil, 0, connectors.Complete},
	} {
		t.Run(name, func(t *testing.T) {
			rows := rowsOf(c.source...)
			connection, conn := connectionTo(rows)
			r, sink := start(t, &Runner{}, connection, connectors.Statement{Limit: 3})
			s := ended(t, r)
			if s.State != Succeeded || s.Rows != c.rows || int64(len(sink.numbers)) != c.rows || s.Completeness != c.completeness {
				t.Errorf("%+v, %v", s, sink.numbers)
			}
			if limited := s.Completeness == connectors.Limited; limited != strings.Contains(s.Reason, "first 3 rows; more exist") {
				t.Errorf("reason %q", s.Reason)
			}
			if conn.statements()[0].Limit != 3 || !rows.isClosed() {
				t.Error("the source was not told, or not stopped")
			}
		})
	}
}

func TestLimitAndTimeoutOfTheConnection(t *testing.T) {
	for name, c := range map[string]struct {
		given connectors.Statement
		limit int64
		after time.Duration
	}{
		"its own":  {connectors.Statement{}, 2, time.Hour},
		"asked":    {connectors.Statement{Limit: 4, Timeout: time.Minute}, 4, time.Minute},
		"no limit": {connectors.Statement{Limit: NoLimit}, 0, time.Hour},
	} {
		connection, conn := connectionTo(rowsOf(give(0, 10)))
		configured(t, connection, map[string]any{"limit": int64(2), "timeout": "1h"})
		r, _ := start(t, &Runner{}, connection, c.given)
		ended(t, r)
		if got := conn.statements()[0]; got.Limit != c.limit || got.Timeout != c.after {
			t.Errorf("%s: limit %d, timeout %s", name, got.Limit, got.Timeout)
		}
	}
}

// Its time passes only where everything waits, so that the rows are always there
// before the end.
func TestTimeout(t *testing.T) {
	for name, c := range map[string]struct {
		source       []step
		completeness connectors.Completeness
	}{
		"before the first row": {[]step{hang}, connectors.Complete},
		"after rows":           {[]step{give(0, 5), hang}, connectors.Incomplete},
	} {
		synctest.Test(t, func(t *testing.T) {
			connection, conn := connectionTo(rowsOf(c.source...))
			told := make(chan string, 1)
			connection.Conn = tellable{conn, connectors.CancelStopped, nil, told}
			r, _ := start(t, &Runner{}, connection, connectors.Statement{ID: "x", Timeout: 30 * time.Millisecond})
			s := ended(t, r)
			if s.State != Failed || s.Err == nil || s.Err.Class != connectors.ClassTimeout || s.Err.Message != "the time limit of 30ms ran out" {
				t.Errorf("%s: %+v: %v", name, s, s.Err)
			}
			if s.Completeness != c.completeness {
				t.Errorf("%s: the rows are told to be %s", name, s.Completeness)
			}
			if s.CancelState != connectors.CancelStopped || <-told != "x" {
				t.Errorf("%s: the source is not told to stop: %q", name, s.CancelState)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	for name, c := range map[string]struct {
		source       []step
		rows         int64
		completeness connectors.Completeness
		reason       string
	}{
		"before the first row": {[]step{hang}, 0, connectors.Complete, ""},
		"after rows":           {[]step{give(0, 5), hang}, 5, connectors.Incomplete, "the query was cancelled"},
	} {
		t.Run(name, func(t *testing.T) {
			connection, _ := connectionTo(rowsOf(c.source...))
			r, sink := start(t, &Runner{}, connection, connectors.Statement{})
			await(t, r, func(s Status) bool { return s.Rows == c.rows })
			r.Cancel()
			r.Cancel()
			s := ended(t, r)
			if s.State != Cancelled || s.Err.Class != connectors.ClassCancelled || s.Err.Message != "the query was cancelled" {
				t.Errorf("%+v: %v", s, s.Err)
			}
			if s.Completeness != c.completeness || s.Reason != c.reason || int64(len(sink.numbers)) != c.rows {
				t.Errorf("%+v", s)
			}
			if s.CancelState != connectors.CancelUnknown {
				t.Errorf("a source that cannot be told: %q", s.CancelState)
			}
		})
	}
}

func TestEndOfOursKeepsTheHintOfTheSource(t *testing.T) {
	for _, source := range []error{context.Canceled, context.DeadlineExceeded} {
		synctest.Test(t, func(t *testing.T) {
			connection, _ := connectionTo(rowsOf(func(ctx context.Context) (arrow.RecordBatch, error) {
				<-ctx.Done()
				return nil, connectors.AsError(source).WithHint("The write goes on.")
			}))
			r, _ := start(t, &Runner{}, connection, connectors.Statement{Timeout: 30 * time.Millisecond})
			if s := ended(t, r); s.Err.Class != connectors.ClassTimeout || s.Err.Hint != "The write goes on." {
				t.Errorf("%v: %v (%s)", source, s.Err, s.Err.Hint)
			}
		})
	}
}

func TestCancelAfterTheEndChangesNothing(t *testing.T) {
	connection, conn := connectionTo(rowsOf(give(0, 1)))
	told := make(chan string, 1)
	connection.Conn = tellable{conn, connectors.CancelStopped, nil, told}
	r, _ := start(t, &Runner{}, connection, connectors.Statement{})
	ended(t, r)
	r.Cancel()
	if s := r.Status(); s.State != Succeeded || s.CancelState != "" || len(told) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestCancelSaysWhatTheSourceSays(t *testing.T) {
	for _, c := range []struct {
		state connectors.CancelState
		err   error
		want  connectors.CancelState
	}{
		{connectors.CancelStopped, nil, connectors.CancelStopped},
		{connectors.CancelRunning, nil, connectors.CancelRunning},
		{connectors.CancelStopped, errors.New("no answer"), connectors.CancelUnknown},
	} {
		connection, conn := connectionTo(rowsOf(hang))
		told := make(chan string, 1)
		connection.Conn = tellable{conn, c.state, c.err, told}
		r, _ := start(t, &Runner{}, connection, connectors.Statement{})
		r.Cancel()
		if s := ended(t, r); s.CancelState != c.want || <-told != r.ID() {
			t.Errorf("%s, %v: told as %q", c.state, c.err, s.CancelState)
		}
	}
}

func TestEndOfTheContextIsACancelThatTheSourceHearsOf(t *testing.T) {
	connection, conn := connectionTo(rowsOf(hang))
	told := make(chan string, 1)
	connection.Conn = tellable{conn, connectors.CancelStopped, nil, told}
	ctx, stop := context.WithCancel(t.Context())
	r, err := (&Runner{}).Start(ctx, Request{Connection: connection, Statement: connectors.Statement{SQL: "SELECT 1"}, Sink: &collected{}})
	if err != nil {
		t.Fatal(err)
	}
	await(t, r, func(s Status) bool { return s.Progress.Phase == connectors.PhaseRunning })
	stop()
	if s := ended(t, r); s.State != Cancelled || s.CancelState != connectors.CancelStopped || len(told) != 1 {
		t.Errorf("%+v", s)
	}
}

func TestBrokenStreamIsIncomplete(t *testing.T) {
	broken := connectors.Errorf(connectors.ClassIncomplete, "the server closed the stream")
	connection, _ := connectionTo(rowsOf(give(0, 4), fail(broken)))
	r, sink := start(t, &Runner{}, connection, connectors.Statement{})
	s := ended(t, r)
	if s.State != Failed || s.Err != broken || s.Completeness != connectors.Incomplete || s.Reason != "the server closed the stream" || len(sink.numbers) != 4 {
		t.Errorf("%+v, %v", s, sink.numbers)
	}
}

func TestIncompleteAnswerThatEndedProperly(t *testing.T) {
	rows := rowsOf(give(0, 4))
	rows.progress.Completeness, rows.progress.Reason = connectors.Unknown, "the server does not say"
	connection, _ := connectionTo(rows)
	r, _ := start(t, &Runner{}, connection, connectors.Statement{})
	if s := ended(t, r); s.State != Succeeded || s.Completeness != connectors.Unknown || s.Reason != "the server does not say" {
		t.Errorf("%+v", s)
	}
}

func TestErrorsOfTheSource(t *testing.T) {
	refused := connectors.Errorf(connectors.ClassAuth, "wrong password")
	atQuery, conn := connectionTo(nil)
	conn.query = func(context.Context, connectors.Statement) (connectors.Rows, error) { return nil, refused }
	atFirst, _ := connectionTo(rowsOf(fail(refused)))
	for name, c := range map[string]*Connection{"from Query": atQuery, "from Next": atFirst} {
		r, _ := start(t, &Runner{}, c, connectors.Statement{})
		if s := ended(t, r); s.State != Failed || s.Err != refused || s.Rows != 0 || s.CancelState != "" {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestPanicOfAConnectorIsAnError(t *testing.T) {
	atNext, _ := connectionTo(rowsOf(give(0, 1), func(context.Context) (arrow.RecordBatch, error) { panic("index out of range") }))
	atQuery, conn := connectionTo(nil)
	conn.query = func(context.Context, connectors.Statement) (connectors.Rows, error) { panic("index out of range") }
	for name, c := range map[string]*Connection{"in Next": atNext, "in Query": atQuery} {
		r, _ := start(t, &Runner{}, c, connectors.Statement{})
		s := ended(t, r)
		if s.State != Failed || s.Err.Class != connectors.ClassInternal || !strings.Contains(s.Err.Message, "index out of range") {
			t.Errorf("%s: %+v", name, s.Err)
		}
	}
}

func TestConnectorWithoutASchema(t *testing.T) {
	rows := rowsOf(give(0, 1))
	rows.schema = nil
	connection, _ := connectionTo(rows)
	r, _ := start(t, &Runner{}, connection, connectors.Statement{})
	if s := ended(t, r); s.State != Failed || s.Err.Class != connectors.ClassInternal {
		t.Errorf("%+v", s)
	}
}

func TestErrorOfTheSinkEndsTheRun(t *testing.T) {
	rows := rowsOf(give(0, 1), hang)
	connection, _ := connectionTo(rows)
	full := errors.New("disk full")
	r, err := (&Runner{}).Start(t.Context(), Request{Connection: connection, Statement: connectors.Statement{SQL: "SELECT 1"}, Sink: &collected{err: full}})
	if err != nil {
		t.Fatal(err)
	}
	if s := ended(t, r); s.State != Failed || !errors.Is(s.Err, full) || s.Rows != 0 || !rows.isClosed() {
		t.Errorf("%+v", s)
	}
}

func TestReadOnlyConnectionRefusesBeforeSending(t *testing.T) {
	for sql, want := range map[string]string{
		"DROP TABLE orders": "and DROP writes",
		"WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x": "and INSERT writes",
		"/* SELECT */ delete FROM orders":                    "and DELETE writes",
		"FROBNICATE everything":                              "it is not known whether this statement writes",
	} {
		connection, conn := connectionTo(rowsOf())
		configured(t, connection, map[string]any{"read_only": true})
		_, err := (&Runner{}).Start(t.Context(), Request{Connection: connection, Statement: connectors.Statement{SQL: sql}, Sink: &collected{}})
		if !connectors.IsClass(err, connectors.ClassReadOnly) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", sql, err)
		}
		if len(conn.statements()) > 0 {
			t.Errorf("%s was sent", sql)
		}
	}
	connection, conn := connectionTo(rowsOf())
	configured(t, connection, map[string]any{"read_only": true})
	r, _ := start(t, &Runner{}, connection, connectors.Statement{SQL: "SELECT 'DROP TABLE x'"})
	if s := ended(t, r); s.State != Succeeded || !conn.statements()[0].ReadOnly {
		t.Errorf("a query is refused, or the source not told: %+v", s)
	}
}

func TestAnswerThatEndsAtTheLimitOfItsStatementIsLimited(t *testing.T) {
	for rows, want := range map[int64]connectors.Completeness{2: connectors.Complete, 3: connectors.Limited} {
		connection, _ := connectionTo(rowsOf(give(0, rows)))
		r, err := (&Runner{}).Start(t.Context(), Request{Connection: connection, Statement: connectors.Statement{SQL: "SELECT n FROM numbers"}, Sink: &collected{}, Asks: 3})
		if err != nil {
			t.Fatal(err)
		}
		if s := ended(t, r); s.Completeness != want || want == connectors.Limited && s.Reason != "the first 3 rows, which its own LIMIT asks for; more may exist" {
			t.Errorf("%d rows: %v, %q", rows, s.Completeness, s.Reason)
		}
	}
}
