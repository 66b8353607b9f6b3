package run

import (
	"testing"
	"time"

	"sonde/connectors"
	"sonde/history"
)

func TestUnfinishedRuns(t *testing.T) {
	store, err := history.Open(t.Context(), t.TempDir()+"/history.db", history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for _, e := range []history.Entry{
		{ID: "interrupted", Status: history.Interrupted, Operation: "o"},
		{ID: "left", Status: history.Cancelled, Operation: "o"},
		{ID: "lost", Status: history.Failed, ErrorClass: connectors.ClassUnavailable, Operation: "o"},
		{ID: "refused", Status: history.Failed, ErrorClass: connectors.ClassQuery, Operation: "o"},
		{ID: "done", Status: history.OK, Operation: "o"},
		{ID: "a read", Status: history.Interrupted},
	} {
		e.SQL = "DELETE FROM t -- " + e.ID
		if err := store.Begin(e); err != nil {
			t.Fatal(err)
		}
		if err := store.End(e); err != nil {
			t.Fatal(err)
		}
	}
	found, err := Unfinished(t.Context(), store, time.Time{})
	var ids string
	for _, e := range found {
		ids += e.ID + " "
	}
	if err != nil || ids != "lost left interrupted " {
		t.Errorf("%s, %v", ids, err)
	}
}

func TestTakingUpNamesTheRunAndItsRef(t *testing.T) {
	c := &Connection{}
	r := TakeUp(c, history.Entry{ID: "1", SQL: "DELETE FROM t", Options: map[string]string{"ref": "feature"}, Operation: "operations/1"})
	if r.Statement.ID != "1" || r.Resume != "operations/1" || r.Statement.Options["ref"] != "feature" || r.Connection != c {
		t.Errorf("%+v", r)
	}
	if r = TakeUp(c, history.Entry{}); r.Statement.Options != nil {
		t.Errorf("%+v", r.Statement.Options)
	}
}

func TestWhatGoesOnAtItsSource(t *testing.T) {
	s := Status{State: Failed, Err: connectors.Errorf(connectors.ClassUnavailable, "gone")}
	if GoesOn(s) {
		t.Error("a run without an operation goes on")
	}
	s.Progress.Operation = "operations/1"
	if !GoesOn(s) {
		t.Error("a run whose source could not be reached has ended")
	}
	s.Err = connectors.Errorf(connectors.ClassQuery, "no")
	if GoesOn(s) {
		t.Error("a run that its source refused goes on")
	}
}
