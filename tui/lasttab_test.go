package tui

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/remember"
	"sonde/internal/run"
	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
)

// anew is a program that starts after one that left buffers.
func anew(t *testing.T, o Options, buffers ...history.Buffer) *App {
	t.Helper()
	o.Connections = run.NewConnections(connectors.NewRegistry(source.Driver()), &config.Config{})
	o.Runner = &run.Runner{}
	a := New(t.Context(), o)
	a.restored(restoredMsg{buffers: buffers})
	return a
}

func TestTheShownTabIsRemembered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "layout.json")
	s := openWith(t, screentest.Options{Width: 110, Height: 34}, Options{Layout: path})
	s.write("SELECT 1")
	s.Press("ctrl+t")
	s.write("SELECT 2")
	s.Press("ctrl+t")
	s.write("SELECT 3")
	s.Press("alt+,")
	s.WaitText("[query 2]")
	var buffers []history.Buffer
	s.eventually("three buffers", func() bool {
		buffers, _ = s.store.RestoreBuffers(t.Context())
		return len(buffers) == 3 && remember.Load(path).Tab == buffers[1].ID
	})
	if a := anew(t, Options{State: remember.Load(path), Welcome: true}, buffers...); a.tab().name != "query 2" || len(a.tabs) != 3 {
		t.Errorf("%q of %d tabs is shown", a.tab().name, len(a.tabs))
	}
	if a := anew(t, Options{State: remember.Load(path), Explicit: true}, buffers...); a.active != 0 {
		t.Errorf("what the user has asked for is not shown, but %q", a.tab().name)
	}
}

// The first tab, which nobody has written in, is there again beside another.
func TestTheUntouchedFirstTabComesBack(t *testing.T) {
	o := Options{Text: "SELECT 1", Welcome: true}
	s := openWith(t, screentest.Options{Width: 110, Height: 34}, o)
	s.Press("ctrl+t")
	s.WaitText("[query 2]")
	s.write("SELECT 2")
	var buffers []history.Buffer
	s.eventually("two buffers", func() bool {
		buffers, _ = s.store.RestoreBuffers(t.Context())
		return len(buffers) == 2 && buffers[1].Text == "SELECT 2"
	})
	a := anew(t, o, buffers...)
	if got := strings.Join(a.tabNames(), ", "); got != "query 1, query 2" || a.tabs[0].editor.Text() != "SELECT 1" {
		t.Errorf("the tabs are %s, and the first has %q", got, a.tabs[0].editor.Text())
	}
	if name := a.freshName(nil); name != "query 3" || a.unsaved() {
		t.Errorf("the next tab is %s; something is to be saved: %v", name, a.unsaved())
	}
}

func TestANewTabLeavesRestoredOnesTheirNames(t *testing.T) {
	a := anew(t, Options{}, history.Buffer{ID: "1", Name: "query 1", Connection: "other", Text: "SELECT 1"}, history.Buffer{ID: "3", Name: "query 3", Connection: "other", Text: "SELECT 3"})
	got := a.tabNames()
	if want := "query 2 query 1 query 3"; got[0]+" "+got[1]+" "+got[2] != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if slices.ContainsFunc(a.tabs[1:], (*tab).unsaved) {
		t.Error("tabs that nobody has touched are saved again")
	}
}

func TestAnotherConnectionIsSaved(t *testing.T) {
	s := open(t, 110, 34, source.Driver(), source.Lake())
	s.write("SELECT 1")
	s.eventually("the buffer", func() bool { b, _ := s.store.RestoreBuffers(t.Context()); return len(b) == 1 })
	s.Press("ctrl+o")
	s.WaitText("other")
	s.Type("other")
	s.Press("enter")
	s.WaitText("● other")
	s.eventually("the other connection", func() bool {
		b, _ := s.store.RestoreBuffers(t.Context())
		return len(b) == 1 && b[0].Connection == "other"
	})
}
