package tui

import (
	"path/filepath"
	"slices"
	"testing"

	"sonde/history"
	"sonde/internal/remember"
	"sonde/tui/sidebar"
)

func TestASavedQueryThatNobodyEditedComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	a := begun(t, path, "", "")
	a.savedLocated(savedQueryMsg{query: sidebar.Query{Name: "best customers", Connection: "shop", SQL: "SELECT best"},
		entry: history.Entry{Options: map[string]string{"ref": "main"}}})
	if !a.unsaved() {
		t.Error("nothing is saved until somebody types")
	}
	leave(t, a)
	b := begun(t, path, "", "")
	i := slices.Index(b.tabNames(), "best customers")
	if i < 0 {
		t.Fatalf("the tabs are %q", b.tabNames())
	}
	if at := b.tabs[i]; at.connection != "shop" || at.ref != "main" || at.editor.Text() != "SELECT best" {
		t.Errorf("%q on %q at %q", at.editor.Text(), at.connection, at.ref)
	}
}

// A past statement does not take the place of a saved query that was opened.
func TestASavedQueryStaysBelowAPastStatement(t *testing.T) {
	a := begun(t, filepath.Join(t.TempDir(), "history.db"), "", "")
	a.savedLocated(savedQueryMsg{query: sidebar.Query{Name: "best", Connection: "sample", SQL: "SELECT best"}})
	a.insertStatement("SELECT past")
	if text := a.tab().editor.Text(); text != "SELECT best;\n\nSELECT past" {
		t.Errorf("the text is %q", text)
	}
}

func TestEmptyTabsComeBackBesideOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	a := begun(t, path, "shop", "")
	a.do("new-tab")
	a.tab().editor.Insert("SELECT 2")
	a.do("new-tab")
	leave(t, a)
	for range 2 { // Nor are there more of them with every start.
		b := begun(t, path, "shop", "")
		if want := []string{"query 1", "query 2", "query 3"}; !slices.Equal(b.tabNames(), want) || b.tabs[1].editor.Text() != "SELECT 2" {
			t.Errorf("the tabs are %q, with %q", b.tabNames(), b.tabs[1].editor.Text())
		}
		leave(t, b)
	}
}

// One empty tab alone is what any program begins with: it is not there twice.
func TestAnEmptyTabAloneIsANewOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	a := begun(t, path, "shop", "")
	a.tab().editor.Insert("SELECT 1")
	leave(t, a)
	b := begun(t, path, "shop", "")
	b.tab().editor.SetText("")
	leave(t, b)
	store := historyAt(t, path)
	defer store.Close()
	c := appOver(t, store)
	c.opts.Explicit, c.opts.Open = false, "sample"
	forget := c.restored(c.restoreBuffers(false)().(restoredMsg))
	if len(c.tabs) != 1 || c.tab().connection != "sample" || c.unsaved() {
		t.Errorf("the tabs are %q; something is to be saved: %v", c.tabNames(), c.unsaved())
	}
	<-in(forget)
	if left, err := store.RestoreBuffers(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

// Tabs that nobody has written in come back as those beside a text do.
func TestUntouchedTabsComeBackTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	a := begun(t, path, "shop", "")
	a.do("new-tab")
	a.do("new-tab")
	leave(t, a)
	for range 2 {
		b := begun(t, path, "shop", "")
		if want := []string{"query 1", "query 2", "query 3"}; !slices.Equal(b.tabNames(), want) {
			t.Errorf("the tabs are %q, want %q", b.tabNames(), want)
		}
		leave(t, b)
	}
}

// A kill right after the tabs are saved does not lose which of them was shown.
func TestTheShownTabIsKeptWithTheTabs(t *testing.T) {
	layout := filepath.Join(t.TempDir(), "layout.json")
	a := begun(t, filepath.Join(t.TempDir(), "history.db"), "shop", "")
	a.opts.Layout = layout
	a.do("new-tab")
	msg := a.saveBuffers()().(savedMsg)
	a.noteLayout()
	a.saved(msg)()
	if got := remember.Load(layout).Tab; got != a.tab().id || a.unsaved() {
		t.Errorf("%q is kept as the tab, want %q; something is to be saved: %v", got, a.tab().id, a.unsaved())
	}
	a.do("previous-tab")
	if !a.unsaved() {
		t.Error("that another tab is shown is not saved")
	}
}
