package tui

import (
	"path/filepath"
	"testing"

	"sonde/internal/remember"
	"sonde/internal/screentest"
)

// clickOn clicks on a text that is on the screen.
func (s *stage) clickOn(text string) {
	s.t.Helper()
	x, y, ok := s.WaitText(text).Find(text)
	if !ok {
		s.t.Fatalf("%q is not in one row", text)
	}
	s.Click(x, y)
}

func TestTitlesAreClicked(t *testing.T) {
	s := open(t, 110, 34)
	s.Press("ctrl+t", "ctrl+t")
	s.WaitText("[query 3]")
	s.clickOn("query 2")
	s.WaitText("query 1 ▸[query 2]  query 3")
	s.run("SELECT 1")
	s.WaitText("✓ done")
	s.run("SELECT 2")
	f := s.WaitText("r1: SELECT 1  [r2: SELECT 2]", "✓ done")
	x, y, _ := f.Find("r1: SELECT 1  [r2: SELECT 2]")
	s.Click(x+1, y)
	s.WaitText("[r1: SELECT 1]  r2: SELECT 2", "▸Results")
	s.clickOn(" Connections")
	s.WaitText("▸Connections")
}

func TestDividersAreDraggedAndRemembered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "layout.json")
	s := openWith(t, screentest.Options{Width: 110, Height: 34}, Options{Layout: path})
	x, _, _ := s.Frame().Find("┬")
	s.Drag(x, 5, 50, 5)
	s.WaitFor("a wider sidebar", func(f screentest.Frame) bool { x, _, _ := f.Find("┬"); return x == 50 })
	_, y, _ := s.Frame().Find("┴")
	s.Drag(70, y, 70, y+4)
	s.WaitFor("a higher editor", func(f screentest.Frame) bool { _, now, _ := f.Find("┴"); return now == y+4 })
	s.eventually("both in the file", func() bool { kept := remember.Load(path); return kept.Sidebar == 50 && kept.Editor > 0 })

	again := openWith(t, screentest.Options{Width: 110, Height: 34}, Options{State: remember.Load(path)})
	again.WaitFor("the same layout", func(f screentest.Frame) bool { x, now, _ := f.Find("┴"); return x == 50 && now == y+4 })
}

func TestTheSidebarIsHidden(t *testing.T) {
	path := filepath.Join(t.TempDir(), "layout.json")
	s := openWith(t, screentest.Options{Width: 110, Height: 34}, Options{Layout: path})
	s.Press("alt+1", "ctrl+b")
	s.WaitGone("Connections")
	s.WaitText("▸query 1")
	s.Press("f6", "f6")
	s.WaitText("▸query 1")
	s.eventually("it in the file", func() bool { return remember.Load(path).Hidden })
	s.Press("alt+1")
	s.WaitText("▸Connections")
}

func TestListsAndFormsAreClicked(t *testing.T) {
	s := open(t, 110, 34)
	s.Press("alt+1", "n")
	s.WaitText("New connection")
	s.clickOn("Web service")
	s.WaitText("New connection · Web service")
	s.clickOn("username")
	s.WaitText("▸ username")
	s.Press("esc")
	s.WaitGone("New connection")
	s.Press("f1")
	s.WaitText("Refresh the branch")
	f := s.Frame()
	x, y, _ := f.Find("Refresh the branch")
	s.Wheel(x, y, 30)
	s.WaitGone("Refresh the branch")
	s.Click(0, 0)
	s.WaitGone("type to filter")
}

func TestTheWheelGoesSidewaysInTheEditor(t *testing.T) {
	s := open(t, 80, 24)
	s.Press("alt+2", "ctrl+a")
	s.Paste("SELECT 'abcdefghij', 'klmnopqrst', 'uvwxyz' AS letters, 'end'\nFROM t")
	s.WaitText("2▎FROM t")
	s.Press("ctrl+home")
	x, y, _ := s.WaitText("1▎SELECT 'abcdefghij'", "›").Find("abcdefghij")
	s.WheelSideways(x, y, 1)
	s.WaitText("1▎‹T 'abc", "2▎‹t")
	s.WheelSideways(x, y, 20)
	s.WaitText("letters, 'end'")
	s.WheelSideways(x, y, -20)
	s.WaitText("1▎SELECT 'abcdefghij'", "2▎FROM t")
}
