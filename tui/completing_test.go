package tui

import (
	"strings"
	"testing"

	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
)

// onShelf starts the explorer on a source of two tables, one of which has
// columns that are known.
func onShelf(t *testing.T, o Options) *stage {
	t.Helper()
	s := openWith(t, screentest.Options{Width: 100, Height: 30}, o, source.Metered())
	s.WaitText("events", "visitors")
	s.Press("alt+2")
	return s
}

// line waits for a line of the editor.
func (s *stage) line(text string) {
	s.t.Helper()
	s.WaitFor("the line "+text, func(f screentest.Frame) bool {
		for y := range f.H {
			if _, after, ok := strings.Cut(f.Line(y), "1▎"); ok && strings.TrimSpace(after) == text {
				return true
			}
		}
		return false
	})
}

func TestNamesAppearAsOneTypesAndTabTakesTheFirst(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("SELECT * FROM vi")
	s.WaitText("visitors  table")
	s.Press("tab")
	s.WaitGone("visitors  table")
	s.line("SELECT * FROM visitors")
}

func TestEnterBeginsALineUnlessAnEntryWasChosen(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("SELECT * FROM vi")
	s.WaitText("visitors  table")
	s.Press("enter")
	s.WaitText("line 2, column 1")
	s.Type("ORDER BY vi")
	s.Press("backspace", "backspace")
	s.Type("* FROM ev")
	s.WaitText("events  table")
	s.Press("down", "enter")
	s.WaitText("ORDER BY * FROM events", "line 2")
}

func TestEscLeavesTheListAndLetsTheRunGoOn(t *testing.T) {
	s := open(t, 100, 30)
	s.run("STREAM 1")
	s.WaitText("running")
	s.Press("alt+2", "ctrl+a", "delete")
	s.Type("SEL")
	s.WaitText("SELECT")
	s.Press("esc")
	s.WaitGone("SELECT")
	if f := s.Frame(); !f.Contains("running") {
		t.Error(f.Text())
	}
	s.Press("esc")
	s.WaitText("cancelled")
}

func TestEscHidesTheListUntilTheNextWord(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("SELECT * FROM vi")
	s.WaitText("visitors  table")
	s.Press("esc")
	s.WaitGone("visitors  table")
	s.Type("si")
	s.line("SELECT * FROM visi")
	if f := s.Frame(); f.Contains("visitors  table") {
		t.Error(f.Text())
	}
	s.Type(", ev")
	s.WaitText("events  table") // The list of the word before would have come first.
	s.Type(", vi")
	s.WaitText("visitors  table")
	s.Press("esc")
	s.WaitGone("visitors  table")
	s.Press("ctrl+space")
	s.WaitText("visitors  table")
}

// It does so however fast the same is written anew.
func TestEscHidesTheListUntilTheWordIsWrittenAnew(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("SELECT * FROM vi")
	s.WaitText("visitors  table")
	s.Press("esc")
	s.WaitGone("visitors  table")
	s.Press("ctrl+a", "delete")
	s.Type("SELECT * FROM vi")
	s.WaitText("visitors  table")
}

func TestUpLeavesTheListWhereNothingWasChosen(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("-- one")
	s.Press("enter")
	s.Type("SELECT * FROM vi")
	s.WaitText("visitors  table")
	s.Press("up")
	s.WaitText("line 1")
	s.WaitGone("visitors  table")
}

func TestTypingNarrowsTheList(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("SELECT * FROM ")
	s.Press("alt+/")
	s.WaitText("▸events", "visitors  table")
	s.Type("v")
	s.WaitGone("▸events")
	s.WaitText("▸visitors")
	s.Press("enter")
	s.line("SELECT * FROM visitors")
}

func TestNothingIsListedWithinStringsAndComments(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("SELECT 'vi")
	s.Type("' -- ev")
	s.line("SELECT 'vi' -- ev")
	s.Press("ctrl+space")
	s.WaitText("Nothing that is known fits here")
}

func TestByKeyAlone(t *testing.T) {
	s := onShelf(t, Options{Completion: "key"})
	s.Type("SELECT * FROM vi")
	s.line("SELECT * FROM vi")
	if s.Frame().Contains("visitors  table") {
		t.Error("the list opened by itself")
	}
	s.Press("ctrl+space")
	s.WaitText("▸visitors  table")
}

func TestAClickTakesAnEntry(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("SELECT * FROM ")
	s.Press("ctrl+space")
	x, y, _ := s.WaitText("visitors  table").Find("visitors  table")
	s.Click(x, y)
	s.line("SELECT * FROM visitors")
}

func TestABilledSourceIsAskedByKeyAndOnce(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("SELECT * FROM lake.events e WHERE e.")
	s.line("SELECT * FROM lake.events e WHERE e.")
	if f := s.Frame(); f.Contains("happened_at") || f.Contains("crawled") {
		t.Error(f.Text())
	}
	s.Press("ctrl+space")
	s.WaitText("▸happened_at", "timestamp")
	s.Press("esc")
	s.WaitGone("happened_at")
	// Now they are known.
	s.Type("vis")
	s.WaitText("visitor_id  bigint")
}

// The list of pipes opens by itself behind the slash of an endpoint's address.
func TestPipesAreOfferedBehindTheSlash(t *testing.T) {
	s := open(t, 120, 36, source.Pipes())
	s.WaitText("top_pages")
	s.Type("GET /v0/pipes/")
	s.WaitText("top_pages  endpoint")
	s.Press("tab")
	s.line("GET /v0/pipes/top_pages.json")
}

func TestRunningShutsTheList(t *testing.T) {
	s := open(t, 100, 30)
	s.Press("alt+2", "ctrl+a", "delete")
	s.Type("SEL")
	s.WaitText("leave the list")
	s.Press("f5")
	s.WaitGone("leave the list")
}

func TestOneLetterBehindFromOpensTheList(t *testing.T) {
	s := onShelf(t, Options{})
	s.Type("SELECT * FROM v")
	s.WaitText("visitors  table")
	s.Press("tab")
	s.line("SELECT * FROM visitors")
	s.WaitGone("visitors  table")
	s.Type(" WHERE v")
	s.line("SELECT * FROM visitors WHERE v")
	if f := s.Frame(); f.Contains("visitors  table") {
		t.Error(f.Text())
	}
}
