package run

import (
	"strings"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/history"
)

// keeping is a connection whose results are stored.
func keeping(t *testing.T, rows connectors.Rows, values map[string]any) *Connection {
	t.Helper()
	c, _ := connectionTo(rows)
	config, err := connectors.NewConfig(c.Driver, "fake", values)
	if err != nil {
		t.Fatal(err)
	}
	c.Config = config
	return c
}

// stored waits until the rows of a run are stored, and returns its entry.
func stored(t *testing.T, store *history.Store, id string) history.Entry {
	t.Helper()
	for limit := time.Now().Add(patience); time.Now().Before(limit); time.Sleep(time.Millisecond) {
		if e, err := store.Get(t.Context(), id); err == nil && e.Kept != nil {
			if _, err := store.Result(id); err == nil {
				return e
			}
		}
	}
	t.Fatal("the rows are not stored")
	return history.Entry{}
}

func TestRowsAreStoredAndShownAgain(t *testing.T) {
	store, n := inHistory(t)
	for name, c := range map[string]struct {
		steps        []step
		rows         int
		completeness connectors.Completeness
		says         string
	}{
		"whole":   {[]step{give(0, 3), give(3, 2)}, 5, connectors.Complete, "complete"},
		"limited": {[]step{give(0, 9)}, 6, connectors.Limited, "the first 6 rows; more exist"},
		"broken":  {[]step{give(0, 4), fail(connectors.Errorf(connectors.ClassIncomplete, "cut"))}, 4, connectors.Incomplete, "cut"},
		"empty":   {nil, 0, connectors.Complete, "complete"},
		"large":   {[]step{give(0, history.MaxResult/10), give(0, history.MaxResult)}, -1, connectors.Limited, "were stored"},
	} {
		limit := int64(6)
		if name == "large" {
			limit = 0
		}
		r, _ := start(t, n, keeping(t, rowsOf(c.steps...), nil), connectors.Statement{SQL: "SELECT n", Limit: limit})
		ended(t, r)
		e := stored(t, store, r.ID())
		sink := &collected{}
		again, err := n.Stored(t.Context(), e, fakeDriver, sink)
		if err != nil {
			t.Fatal(err)
		}
		s := ended(t, again)
		if c.rows < 0 { // As many as there is room for.
			c.rows = int(e.Kept.Rows)
		}
		if s.State != Succeeded || len(sink.numbers) != c.rows || c.rows*8 > history.MaxResult || s.Completeness != c.completeness || !strings.Contains(s.Reason+StoredNotice(e), c.says) {
			t.Errorf("%s: %d rows, %+v", name, len(sink.numbers), s)
		}
		if _, err := store.Get(t.Context(), again.ID()); err == nil {
			t.Errorf("%s: showing stored rows was recorded", name)
		}
	}
}

func TestConnectionsCanKeepTheirRowsToThemselves(t *testing.T) {
	store, n := inHistory(t)
	r, _ := start(t, n, keeping(t, rowsOf(give(0, 3)), map[string]any{"keep_results": false}), connectors.Statement{})
	ended(t, r)
	if err := store.Close(); err != nil { // It waits for what is being stored.
		t.Fatal(err)
	}
	if len(r.kept.batches) != 0 {
		t.Error("the rows were kept")
	}
	if _, err := store.Result(r.ID()); err == nil {
		t.Error("the rows were stored")
	}
}

// What a run was given may come back in its rows, where nothing can take it out.
func TestRowsOfARunThatWasGivenASecretAreNotStored(t *testing.T) {
	for name, s := range map[string]connectors.Statement{
		"a parameter": {SQL: "SELECT $api_token", Params: []connectors.Param{{Name: "api_token", Value: "sesame"}}},
		"a URL":       {SQL: "SELECT $u", Params: []connectors.Param{{Name: "u", Value: "postgres://ann:sesame@h/db"}}},
		"the text":    {SQL: "SELECT 'postgres://ann:sesame@h/db'"},
	} {
		store, n := inHistory(t)
		r, _ := start(t, n, keeping(t, rowsOf(give(0, 3)), nil), s)
		ended(t, r)
		if err := store.Close(); err != nil { // It waits for what is being stored.
			t.Fatal(err)
		}
		if _, err := store.Result(r.ID()); err == nil {
			t.Errorf("%s: the rows were stored", name)
		}
	}
}

func TestRowsThatAreGone(t *testing.T) {
	store, n := inHistory(t)
	r, _ := start(t, n, keeping(t, rowsOf(give(0, 3)), nil), connectors.Statement{})
	ended(t, r)
	e := stored(t, store, r.ID())
	if _, _, err := store.ClearResults(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	again, err := n.Stored(t.Context(), e, fakeDriver, &collected{})
	if err != nil {
		t.Fatal(err)
	}
	if s := ended(t, again); s.Err == nil || s.Err.Class != connectors.ClassNotFound || !strings.Contains(s.Err.Message, "not stored") {
		t.Errorf("%+v", s.Err)
	}
}

// TestAccountOfARunThatGoesOn has what a killed program leaves behind.
func TestAccountOfARunThatGoesOn(t *testing.T) {
	store, n := inHistory(t)
	c, _ := connectionTo(rowsOf(give(0, 3), hang))
	r, _ := start(t, n, c, connectors.Statement{})
	await(t, r, func(s Status) bool { return s.Rows == 3 })
	var e history.Entry
	for limit := time.Now().Add(patience); e.Rows == 0 && time.Now().Before(limit); time.Sleep(time.Millisecond) {
		e = recorded(t, store, r.ID())
	}
	if e.Status != history.Running || e.Rows != 3 || e.Duration == 0 {
		t.Errorf("%+v", e)
	}
	r.Cancel()
	ended(t, r)
}
