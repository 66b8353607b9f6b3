package run

import (
	"testing"

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
	found, err := Unfinished(t.Context(), store)
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
	r := TakeUp(c, history.Entry{ID: "1", SQL: "DELETE FROM t", Database: "feature", Operation: "operations/1"})
	if r.Statement.ID != "1" || r.Resume != "operations/1" || r.Statement.Options["ref"] != "feature" || r.Connection != c {
		t.Errorf("%+v", r)
	}
	if r = TakeUp(c, history.Entry{}); r.Statement.Options != nil {
		t.Errorf("%+v", r.Statement.Options)
	}
}
