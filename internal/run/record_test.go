package run

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/history"
)

func TestHistoryHasTheRunFromItsStart(t *testing.T) {
	store, n := inHistory(t)
	rows := rowsOf(give(0, 3), hang)
	rows.progress.QueryID = "q-7"
	rows.progress.Server = []connectors.Stat{{Name: "rows_read", Value: "3"}}
	c, _ := connectionTo(rows)
	r, _ := start(t, n, c, connectors.Statement{SQL: "SELECT ?", Params: []connectors.Param{{Value: "42"}}})
	e := recorded(t, store, r.ID())
	if e.Status != history.Running || e.SQL != "SELECT ?" || e.Connection != "fake" || e.Kind != "fake" || e.Folder != "/work" || e.Source != history.CommandLine {
		t.Errorf("while it runs: %+v", e)
	}
	await(t, r, func(s Status) bool { return s.Rows == 3 })
	r.Cancel()
	s := ended(t, r)
	e = recorded(t, store, r.ID())
	if e.Status != history.Cancelled || e.Rows != 3 || e.QueryID != "q-7" || e.Completeness != "incomplete" || e.Reason != "the query was cancelled" {
		t.Errorf("at the end: %+v", e)
	}
	if e.Duration.Truncate(time.Millisecond) != s.Elapsed.Truncate(time.Millisecond) || len(e.Params) != 1 || e.Params[0].Value != "42" || len(e.Server) != 1 {
		t.Errorf("at the end: %+v, the run took %s", e, s.Elapsed)
	}
}

// recorded waits until the entry of a run is there.
func recorded(t *testing.T, store *history.Store, id string) history.Entry {
	t.Helper()
	for limit := time.Now().Add(patience); time.Now().Before(limit); time.Sleep(time.Millisecond) {
		if e, err := store.Get(t.Context(), id); err == nil {
			return e
		}
	}
	t.Fatal("the history has no entry of the run")
	return history.Entry{}
}

func TestHistoryTellsHowRunsEnded(t *testing.T) {
	store, n := inHistory(t)
	for name, c := range map[string]struct {
		source       []step
		status       history.Status
		class        connectors.Class
		completeness string
	}{
		"ok":         {[]step{give(0, 1)}, history.OK, "", "complete"},
		"limited":    {[]step{give(0, 9)}, history.OK, "", "limited"},
		"failed":     {[]step{fail(connectors.Errorf(connectors.ClassQuery, "division by zero"))}, history.Failed, connectors.ClassQuery, ""},
		"incomplete": {[]step{give(0, 1), fail(connectors.Errorf(connectors.ClassIncomplete, "cut"))}, history.Incomplete, connectors.ClassIncomplete, "incomplete"},
	} {
		connection, _ := connectionTo(rowsOf(c.source...))
		r, _ := start(t, n, connection, connectors.Statement{Limit: 5})
		ended(t, r)
		e := recorded(t, store, r.ID())
		if e.Status != c.status || e.ErrorClass != c.class || e.Completeness != c.completeness {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestHistoryHasTheBytesThatArrived(t *testing.T) {
	store, n := inHistory(t)
	for _, told := range []int64{-1, 1234} {
		rows := rowsOf(give(0, 3))
		rows.progress.BytesRead = told
		connection, _ := connectionTo(rows)
		r, _ := start(t, n, connection, connectors.Statement{})
		want := ended(t, r).Bytes
		if told > 0 {
			want = told
		}
		if e := recorded(t, store, r.ID()); e.Bytes != want || want < 24 {
			t.Errorf("the source says %d: %d bytes, want %d", told, e.Bytes, want)
		}
	}
}

func TestHistoryWithInvalidText(t *testing.T) {
	store, n := inHistory(t)
	connection, _ := connectionTo(rowsOf(fail(connectors.Errorf(connectors.ClassQuery, "bad \xff byte \x00"))))
	r, _ := start(t, n, connection, connectors.Statement{})
	if s := ended(t, r); len(s.Warnings) > 0 {
		t.Error(s.Warnings)
	}
	if e := recorded(t, store, r.ID()); e.Status != history.Failed || !strings.Contains(e.Error, "bad \ufffd byte") {
		t.Errorf("%q", e.Error)
	}
}

func TestBrokenHistoryIsAWarning(t *testing.T) {
	n := &Runner{History: func() (*history.Store, error) { return nil, errors.New("the disk is read-only") }}
	c, _ := connectionTo(rowsOf(give(0, 3)))
	r, sink := start(t, n, c, connectors.Statement{})
	s := ended(t, r)
	if s.State != Succeeded || len(sink.numbers) != 3 {
		t.Errorf("%+v", s)
	}
	if len(s.Warnings) != 1 || s.Warnings[0] != "this run is not in the history: the disk is read-only" {
		t.Errorf("warnings %q", s.Warnings)
	}
}

func TestClosedHistoryIsAWarning(t *testing.T) {
	store, n := inHistory(t)
	store.Close()
	c, _ := connectionTo(rowsOf(give(0, 3)))
	r, sink := start(t, n, c, connectors.Statement{})
	if s := ended(t, r); s.State != Succeeded || len(sink.numbers) != 3 || len(s.Warnings) != 1 {
		t.Errorf("%+v", s)
	}
}
