package tui

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/screentest"
	"sonde/tui/editor"
)

// begun is an explorer that was started on a connection by its name, over what
// earlier ones have left in a history.
func begun(t *testing.T, path, connection, lastTab string) *App {
	t.Helper()
	store := historyAt(t, path)
	t.Cleanup(func() { _ = store.Close() })
	a := appOver(t, store, config.Connection{Name: "shop", Kind: "web", File: "config.toml", Values: map[string]any{"url": "http://shop"}})
	a.opts.Open, a.opts.Explicit, a.opts.Welcome, a.lastTab = connection, connection != "", false, lastTab
	a.tab().connection, a.tab().savedConn = connection, connection
	a.restored(a.restoreBuffers(true)().(restoredMsg))
	return a
}

// leave saves as the program does before it ends.
func leave(t *testing.T, a *App) {
	t.Helper()
	if msg := a.saveBuffers()().(savedMsg); msg.err != nil {
		t.Fatal(msg.err)
	}
	store, _ := a.opts.Runner.History()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTheTabInUseComesBackOnANamedConnection(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	a := begun(t, path, "shop", "")
	a.tab().editor.Insert("SELECT 1")
	a.do("new-tab")
	a.tab().editor.Insert("SELECT 2")
	used := a.tab().id
	leave(t, a)
	for range 2 {
		b := begun(t, path, "shop", used)
		if b.tab().id != used || !slices.Equal(b.tabNames(), []string{"query 1", "query 2"}) {
			t.Errorf("%q of %q is shown", b.tab().name, b.tabNames())
		}
		leave(t, b)
	}
}

func TestATabKeepsItsNameBesideThoseOfOtherConnections(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	a := begun(t, path, "sample", "")
	a.tab().editor.Insert("SELECT of_the_sample")
	leave(t, a)
	b := begun(t, path, "shop", "")
	b.tab().editor.Insert("SELECT of_the_shop")
	if b.tab().name == "query 1" {
		t.Error("a new tab has the name of one that is not shown")
	}
	name := b.tab().name
	leave(t, b)
	both := begun(t, path, "", "")
	for _, tab := range both.tabs {
		if want := map[string]string{"SELECT of_the_sample": "query 1", "SELECT of_the_shop": name}[tab.editor.Text()]; want != "" && tab.name != want {
			t.Errorf("%q is %q now", want, tab.name)
		}
	}
}

func TestThePlaceInATextComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	a := begun(t, path, "shop", "")
	a.width, a.height = 100, 30
	a.tab().editor.Insert(strings.Repeat("SELECT 1;\n", 200))
	if a.autosave() == nil {
		t.Fatal("nothing is saved")
	}
	a.saveBuffers()()
	a.tab().editor.SetCursor(1204)
	a.compose()
	a.do("editor.page-up")
	a.compose()
	if !a.unsaved() {
		t.Fatal("a cursor that has moved is not saved")
	}
	place := a.tab().editor.Place()
	leave(t, a)
	b := begun(t, path, "shop", "")
	b.width, b.height = 100, 30
	b.compose()
	if got := b.tab().editor.Place(); got != place || place.Top == 0 || b.unsaved() {
		t.Errorf("the place is %+v, want %+v", got, place)
	}
}

func TestAMovedCursorIsKeptWhileTheProgramRuns(t *testing.T) {
	s := openWith(t, screentest.Options{Width: 110, Height: 34}, Options{})
	s.write("SELECT abc")
	place := func() (p editor.Place) {
		buffers, _ := s.store.RestoreBuffers(t.Context())
		if len(buffers) == 1 {
			p = placesOf(t.Context(), s.store, buffers)[buffers[0].ID]
		}
		return p
	}
	s.eventually("the text", func() bool { return place().Cursor == 10 })
	s.Press("home")
	s.eventually("the cursor at the beginning", func() bool { return place() == editor.Place{} })
}

func TestAnEmptyTabStaysBesideThoseOfOtherSources(t *testing.T) {
	a := anew(t, Options{Open: "web"}, history.Buffer{ID: "1", Name: "query 1", Connection: "other", Text: "SELECT 1"})
	if len(a.tabs) != 2 || a.tab().connection != "web" {
		t.Errorf("%q are shown", a.tabNames())
	}
}
