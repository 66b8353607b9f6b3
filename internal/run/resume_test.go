package run

import (
	"context"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/history"
)

// resumable is a connection whose runs go on without their client.
type resumable struct {
	*fakeConn
	rows    connectors.Rows
	resumed []string
}

func (c *resumable) Resume(_ context.Context, operation string) (connectors.Rows, error) {
	c.resumed = append(c.resumed, operation)
	return c.rows, nil
}

func TestOperationIsRecordedWhileTheRunGoesOn(t *testing.T) {
	store, runner := inHistory(t)
	rows := rowsOf(hang)
	rows.progress.Operation = "operations/1"
	c, conn := connectionTo(rows)
	c.Conn = &resumable{fakeConn: conn}
	r, _ := start(t, runner, c, connectors.Statement{SQL: "SELECT 1"})
	await(t, r, func(Status) bool {
		e, err := store.Get(t.Context(), r.ID())
		if err != nil || e.Operation == "" {
			r.signal()
			return false
		}
		return e.Status == history.Running && e.Operation == "operations/1"
	})
	r.Cancel()
	r.Wait()
	if e, err := store.Get(t.Context(), r.ID()); err != nil || e.Operation != "operations/1" || e.Status != history.Cancelled {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestRunIsTakenUp(t *testing.T) {
	store, runner := inHistory(t)
	id := history.NewID()
	if err := store.Begin(history.Entry{ID: id, SQL: "DELETE FROM t", Operation: "operations/1"}); err != nil {
		t.Fatal(err)
	}
	done := rowsOf()
	done.schema = arrow.NewSchema(nil, nil)
	c, conn := connectionTo(nil)
	source := &resumable{fakeConn: conn, rows: done}
	c.Conn = source
	configured(t, c, map[string]any{"read_only": true})
	r, err := runner.Start(t.Context(), Request{
		Connection: c, Sink: &collected{}, Resume: "operations/1",
		Statement: connectors.Statement{ID: id, SQL: "DELETE FROM t"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Wait(); s.State != Succeeded {
		t.Fatalf("%v", s.Err)
	}
	if len(conn.statements()) > 0 || len(source.resumed) != 1 || source.resumed[0] != "operations/1" {
		t.Errorf("sent %v, resumed %v", conn.statements(), source.resumed)
	}
	if e, err := store.Get(t.Context(), id); err != nil || e.Status != history.OK || e.Operation != "operations/1" {
		t.Errorf("%+v, %v", e, err)
	}
}

// A write that was cancelled, and of which its source then says that it has
// ended, is not taken up again and again.
func TestRunThatHasEndedAtItsSource(t *testing.T) {
	store, runner := inHistory(t)
	id := history.NewID()
	if err := store.Begin(history.Entry{ID: id, SQL: "DELETE FROM t", Operation: "operations/1"}); err != nil {
		t.Fatal(err)
	}
	ended := rowsOf(fail(connectors.Errorf(connectors.ClassCancelled, "the task was shut down")))
	ended.progress.Operation, ended.progress.Phase = "operations/1", connectors.PhaseDone
	c, conn := connectionTo(nil)
	c.Conn = &resumable{fakeConn: conn, rows: ended}
	r, err := runner.Start(t.Context(), Request{
		Connection: c, Sink: &collected{}, Resume: "operations/1",
		Statement: connectors.Statement{ID: id, SQL: "DELETE FROM t"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Wait(); s.State != Cancelled || GoesOn(s) {
		t.Errorf("%v, goes on: %t", s.State, GoesOn(s))
	}
	if left, err := Unfinished(t.Context(), store, time.Time{}); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestSourceThatCannotTakeUp(t *testing.T) {
	_, runner := inHistory(t)
	c, _ := connectionTo(rowsOf())
	r, err := runner.Start(t.Context(), Request{Connection: c, Sink: &collected{}, Resume: "operations/1"})
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Wait(); !connectors.IsClass(s.Err, connectors.ClassUnsupported) {
		t.Errorf("%v", s.Err)
	}
}
