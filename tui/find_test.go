package tui

import (
	"os"
	"path/filepath"
	"testing"

	"sonde/internal/screentest"
)

func TestNothingIsReplacedByAWrongPattern(t *testing.T) {
	s := open(t, 110, 30)
	s.write("SELECT a, b, a FROM t")
	s.Press("ctrl+home", "f4", "alt+r")
	s.Type("a")
	s.WaitText("1 of 2")
	s.Type("(")
	s.WaitText("missing closing )")
	s.Press("tab")
	s.Type("x")
	s.WaitText("missing closing )")
	s.Press("alt+a", "enter")
	s.WaitText("missing closing )", "FROM t", "SELECT a, b, a")
	s.Press("tab", "backspace", "alt+r")
	s.WaitText("1 of 2")
	s.Press("alt+a")
	s.WaitText("SELECT x, b, x FROM t")
}

// leaveBar closes the bar; an escape that other keys follow at once is another key.
func (s *stage) leaveBar() {
	s.Press("esc")
	s.WaitGone("Find ")
}

// normal leaves vim's insert mode.
func (s *stage) normal() {
	s.WaitText("insert · web")
	s.Press("esc")
	s.WaitText("normal · web")
}

func TestAFindBeginsAtTheSelection(t *testing.T) {
	s := open(t, 110, 30)
	s.write("SELECT a.b, a.b, a.b")
	s.Press("ctrl+home", "ctrl+f")
	s.Type("a")
	s.WaitText("1 of 3")
	s.leaveBar()
	s.Press("end", "shift+left", "shift+left", "shift+left", "ctrl+f")
	s.WaitText("3 of 3", "Find a.b", "Enter next", "Esc leave")
	s.Press("alt+r")
	s.Type("q")
	s.WaitText("no match")
	s.leaveBar()
	s.Press("end", "shift+left", "shift+left", "shift+left", "ctrl+f")
	s.WaitText("3 of 3", `a\.b`)
	// A pattern that has found the selection stays.
	s.Press("ctrl+u")
	s.Type(`a.\w`)
	s.WaitText("3 of 3")
	s.leaveBar()
	s.Press("ctrl+f")
	s.WaitText(`a.\w`, "3 of 3")
}

func TestVimSearchesAndReturns(t *testing.T) {
	s := openWith(t, screentest.Options{Width: 110, Height: 30}, Options{Vim: true})
	s.WaitText("normal · web")
	s.Type("iSELECT a, b, b")
	s.normal()
	s.Type("0/b")
	s.WaitText("1 of 2")
	s.Press("enter")
	s.WaitGone("1 of 2")
	s.Type("nx")
	s.WaitGone("SELECT a, b, b")
	s.WaitText("SELECT a, b,")
}

func TestVimLine(t *testing.T) {
	folder := t.TempDir()
	s := openWith(t, screentest.Options{Width: 110, Height: 30}, Options{Vim: true})
	s.WaitText("normal · web")
	s.Type("iSELECT a")
	s.Press("enter")
	s.Type("FROM t")
	s.normal()
	s.Type(":make")
	s.Press("enter")
	s.WaitText(`unknown command "make"`)
	s.Press("ctrl+u")
	s.Type("1")
	s.Press("enter")
	s.WaitText("line 1, column")
	s.Type(":wq")
	s.Press("enter")
	s.WaitText("Save the text")
	path := filepath.Join(folder, "kept.sql")
	s.Press("ctrl+u")
	s.Type(path)
	s.Press("enter")
	s.WaitText("Closed query 1")
	if text, err := os.ReadFile(path); err != nil || string(text) != "SELECT a\nFROM t" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestTheListOfNamesAndVim(t *testing.T) {
	s := openWith(t, screentest.Options{Width: 110, Height: 30}, Options{Vim: true})
	s.WaitText("normal · web")
	s.Type("iSELECT pri")
	s.WaitText("leave the list")
	s.normal() // One key leaves both.
	s.Press("ctrl+space")
	s.WaitText("Names are completed in insert mode")
	s.Type("A")
	s.Press("ctrl+space")
	s.normal()
	if s.Settled(0).Contains("leave the list") {
		t.Error("the list is open in normal mode")
	}
}
