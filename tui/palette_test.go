package tui

import (
	"path/filepath"
	"testing"

	"sonde/internal/remember"
	"sonde/internal/screentest"
)

func TestThePaletteFindsMoreThanCommands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "layout.json")
	s := openWith(t, screentest.Options{Width: 110, Height: 34}, Options{Layout: path})
	s.Press("ctrl+t")
	s.WaitText("[query 2]")
	s.Press("ctrl+p")
	f := s.WaitText("Commands", "Tabs", "Run all statements")
	if f.Contains("Used last") {
		t.Errorf("commands were used before there were any:\n%s", f.Text())
	}
	s.Type("query 1")
	s.WaitGone("Run all statements")
	s.Press("enter")
	s.WaitText("[query 1]")
	s.command("Theme plum")
	s.waitBackground("plum")
	s.command("Zoom the pane")
	s.WaitGone("Connections")
	s.Press("ctrl+p")
	s.WaitText("Used last")
	s.Press("enter")
	s.WaitText("Connections")
	s.eventually("a command in the file", func() bool {
		recent := remember.Load(path).Recent
		return len(recent) > 0 && recent[0] == "zoom"
	})
}

func TestThePaletteSaysWhyNot(t *testing.T) {
	s := open(t, 110, 34)
	s.Press("ctrl+p")
	s.WaitText("Commands")
	s.Type("export the result")
	s.WaitText("there is no result yet")
	s.Press("enter")
	s.WaitText("there is no result yet")
}
