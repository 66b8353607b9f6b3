package tui

import (
	"slices"
	"testing"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
	"sonde/internal/run"
	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
)

// write puts a text into the editor.
func (s *stage) write(sql string) {
	s.Press("alt+2", "ctrl+a")
	s.Paste(sql)
}

func TestFindCountsAndGoesAround(t *testing.T) {
	s := open(t, 100, 30)
	s.write("SELECT a, b, a FROM a")
	s.Press("ctrl+home", "ctrl+f")
	s.Type("a")
	s.WaitText("Find", "1 of 3")
	s.Press("enter")
	s.WaitText("2 of 3")
	s.Press("enter", "enter")
	s.WaitText("1 of 3")
	s.Press("up")
	s.WaitText("3 of 3")
	s.Press("alt+c")
	s.WaitText("✓ case")
	s.Type("A")
	s.WaitText("no match")
	s.Press("esc")
	s.WaitGone("no match")
}

func TestFindSaysWhatIsWrongWithAPattern(t *testing.T) {
	s := open(t, 100, 30)
	s.write("SELECT (1)")
	s.Press("ctrl+f", "alt+r")
	s.Type("(")
	s.WaitText("missing closing )")
}

func TestReplaceByPattern(t *testing.T) {
	s := open(t, 100, 30)
	s.write("SELECT t.a, t.b\nFROM t")
	s.Press("ctrl+home", "f4", "alt+r")
	s.Paste(`t\.(\w)`)
	s.WaitText("1 of 2")
	s.Press("tab")
	s.Paste("u.$1")
	s.Press("enter")
	s.WaitText("SELECT u.a, t.b", "1 of 1")
	s.Press("alt+a")
	s.WaitText("SELECT u.a, u.b", "replaced 1")
	s.Press("esc")
	s.WaitGone("With u")
	s.Press("ctrl+z", "ctrl+z")
	s.WaitText("SELECT t.a, t.b")
}

func TestGoToLine(t *testing.T) {
	s := open(t, 100, 30)
	s.write("SELECT 1;\nSELECT 2;\nSELECT 3")
	s.Press("ctrl+g")
	s.WaitText("Line, 1 to 3")
	s.Type("0")
	s.Press("enter")
	s.WaitText("a line number is needed")
	s.Type("2")
	s.Press("backspace", "backspace")
	s.Type("2")
	s.Press("enter")
	s.WaitGone("Line, 1 to 3")
	s.Type("-- here ")
	s.WaitText("-- here SELECT 2;")
}

func TestRenameTab(t *testing.T) {
	s := open(t, 100, 30)
	s.write("SELECT 1")
	s.Press("f2")
	s.WaitText("Rename the tab")
	s.Type("revenue by month")
	s.Press("enter")
	s.WaitText("▸revenue by month")
	s.Press("ctrl+t", "f2")
	s.Type("revenue by month")
	s.Press("enter")
	s.WaitText("another tab has this name")
}

// TestRestoredTabsKeepTheirNames takes over the buffers of a program that is
// gone, of which two have one name.
func TestRestoredTabsKeepTheirNames(t *testing.T) {
	known := run.NewConnections(connectors.NewRegistry(source.Driver()), &config.Config{})
	a := New(t.Context(), Options{Connections: known, Runner: &run.Runner{}})
	a.restored(restoredMsg{buffers: []history.Buffer{
		{ID: "1", Name: "revenue", Text: "SELECT 1"}, {ID: "2", Name: "revenue", Text: "SELECT 2"},
	}})
	var names []string
	for _, tab := range a.tabs {
		names = append(names, tab.name)
	}
	if !slices.Equal(names, []string{"revenue", "revenue (2)"}) {
		t.Errorf("the tabs are %q", names)
	}
	if a.tabs[0].unsaved() || !a.tabs[1].unsaved() {
		t.Error("not the one tab is saved that has another name now")
	}
	a.tabs[0].name = "costs"
	if !a.tabs[0].unsaved() {
		t.Error("a new name is not saved")
	}
}

func TestNoOtherEditor(t *testing.T) {
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", "")
	s := open(t, 100, 30)
	s.Press("alt+o")
	s.WaitText("set $VISUAL or $EDITOR")
}

func TestVimKeysOnTheScreen(t *testing.T) {
	s := openWith(t, screentest.Options{Width: 100, Height: 30}, Options{Vim: true})
	s.WaitText("normal · web")
	s.Press("i")
	s.WaitText("insert · web")
	s.Type("SELECT a, b")
	s.Press("esc")
	s.WaitText("normal · web")
	s.Type("0wdw")
	s.WaitText("SELECT , b")
	s.Type(":")
	s.WaitText("Command")
	s.Press("esc")
	s.WaitGone("Command")
	s.Type("/b")
	s.WaitText("1 of 1", "Enter go there")
	s.Press("enter")
	s.WaitGone("1 of 1")
	s.Type("x")
	s.WaitGone("SELECT , b")
}
