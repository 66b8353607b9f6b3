package tui

import (
	"errors"
	"path/filepath"
	"testing"

	"sonde/history"
	"sonde/tui/sidebar"
)

// A saved query is opened on the source of its newest run, not on what has the name
// of that source here.
func TestASavedQueryIsOpenedOnItsSource(t *testing.T) {
	store, err := history.Open(t.Context(), filepath.Join(t.TempDir(), "history.db"), history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	e := history.Entry{ID: "a", SQL: "SELECT 1", Connection: "x.csv", Options: map[string]string{"ref": "main"}, Folder: "/there", Status: history.OK}
	if err := errors.Join(store.End(e), store.SetMark(t.Context(), history.Mark{SQL: e.SQL, Connection: e.Connection, Name: "one"})); err != nil {
		t.Fatal(err)
	}
	var asked history.Entry
	var gone error
	a := bare(Options{Locate: func(e history.Entry) (string, error) {
		asked = e
		return "x.csv (2)", gone
	}})
	a.opts.Runner.History = func() (*history.Store, error) { return store, nil }
	q := sidebar.Query{Connection: "x.csv", Name: "one", SQL: e.SQL}
	a.savedLocated(a.openSaved(q)().(savedQueryMsg))
	if at := a.tab(); asked.Folder != "/there" || at.connection != "x.csv (2)" || at.ref != "main" || at.editor.Text() != "SELECT 1" {
		t.Errorf("a tab of %q at %q with %q; asked for %+v", at.connection, at.ref, at.editor.Text(), asked)
	}
	gone = errors.New("x.csv is not in /there")
	a.savedLocated(a.openSaved(q)().(savedQueryMsg))
	if at := a.tab(); at.connection != "x.csv" || a.notice == "" {
		t.Errorf("a tab of %q, told %q", at.connection, a.notice)
	}
	asked = history.Entry{}
	q.Name = "never run"
	a.savedLocated(a.openSaved(q)().(savedQueryMsg))
	if at := a.tab(); at.connection != "x.csv" || asked.ID != "" {
		t.Errorf("a tab of %q, asked for %+v", at.connection, asked)
	}
}

// A saved query that is open is gone to, as it is by now, and no two tabs have its name.
func TestASavedQueryIsOpenOnce(t *testing.T) {
	a := bare(Options{})
	q := sidebar.Query{Connection: "shop", Name: "daily", SQL: "SELECT 1"}
	a.savedLocated(savedQueryMsg{query: q})
	a.tab().editor.Insert("changed ")
	changed := a.tab()
	a.do("new-tab")
	a.savedLocated(savedQueryMsg{query: q})
	if a.tab() != changed || len(a.tabs) != 3 || a.focus != paneEditor {
		t.Errorf("%s of %q is shown", a.tab().name, a.tabNames())
	}
	q.Connection = "other"
	a.savedLocated(savedQueryMsg{query: q})
	if a.tab().name != "daily (2)" || a.tab().connection != "other" {
		t.Errorf("%s of %q is shown", a.tab().name, a.tabNames())
	}
}
