package tui

import (
	"path/filepath"
	"strings"
	"testing"

	"sonde/internal/remember"
	"sonde/internal/screentest"
)

// openBelow shows a result with its profile below the rows.
func openBelow(t *testing.T, o Options) *stage {
	t.Helper()
	o.Workspace = readyEngine{}
	s := openWith(t, screentest.Options{Width: 160, Height: 48}, o, tableOf(t, nil, peopleSchema, people, numbered(5, 200)))
	s.results("O'Neil")
	s.Press("p")
	s.WaitText("Histogram", "Top values", "B beside")
	return s
}

// edgeLine is the line of the edge above the profile.
func edgeLine(f screentest.Frame) int {
	_, y, _ := f.Find("Local, of")
	return y
}

func TestTheProfileGoesBelowTheRowsAndBack(t *testing.T) {
	s := openBelow(t, Options{})
	f := s.Frame()
	if x, y, _ := f.Find("Top values"); y != edgeLine(f)+1 || x < 60 {
		t.Errorf("the values stand at %d, %d, the edge at line %d", x, y, edgeLine(f))
	}
	s.Press("P")
	s.WaitText("Profile of all columns", "distinct", "max", "values")
	s.Press("f6")
	s.WaitText("▸ Profile of all columns", "Enter goes to the column · Esc back")
	s.Press("B")
	s.WaitFor("the list beside the rows", func(f screentest.Frame) bool { return !f.Contains("values") && f.Contains("Profile of all columns") })
	s.Press("esc")
	s.WaitFor("all profiles", func(f screentest.Frame) bool {
		return f.Contains("F6 goes in") && strings.Count(f.Text(), " distinct") == 3
	})
	s.Press("esc") // While a profile is made, this would stop it.
	s.WaitGone("Profile of all columns")
	s.Press("B")
	s.WaitText("No profile is open; p in the results opens one")
}

func TestRowsMoveAboveAProfileThatStays(t *testing.T) {
	s := openBelow(t, Options{})
	f := s.Frame()
	strip := func(f screentest.Frame) string {
		var lines []string
		for y := edgeLine(f); y < f.H-2; y++ {
			lines = append(lines, f.Line(y))
		}
		return strings.Join(lines, "\n")
	}
	s.Press("pgdown", "pgdown", "down")
	s.WaitGone("row 1 of")
	s.WaitGone("O'Neil")
	if now := strip(s.Settled(0)); now != strip(f) {
		t.Errorf("below the rows there was\n%s\nand there is\n%s", strip(f), now)
	}
}

func TestAValueBelowTheRowsFilters(t *testing.T) {
	s := openBelow(t, Options{})
	f := s.Frame()
	x, y, _ := f.Find("value value value value")
	s.Click(x+1, y)
	s.WaitText("Enter filters by the value · Esc back")
	s.Press("up", "down", "enter")
	s.WaitText("= 'value value value value ' ×", "B beside", "of 183 filtered", "Top values")
	// The edge of the rows is no value.
	s.Press("esc")
	s.WaitGone("B beside")
}

func TestTheWheelScrollsTheProfileBelowTheRows(t *testing.T) {
	s := openBelow(t, Options{})
	s.Press("f6", "alt+-", "alt+-", "alt+-", "alt+-", "alt+-", "alt+-")
	x, y, _ := s.WaitText("Top values", "↓").Find("distinct")
	s.Press("esc")
	s.WaitText("F6 goes in")
	s.Wheel(x, y, 30)
	s.WaitFor("the end of it", func(f screentest.Frame) bool { return !strings.Contains(f.Line(f.H-3), "↓") })
	s.WaitText("row 1 of")
}

func TestTheHeightOfTheProfileIsDraggedAndRemembered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "layout.json")
	s := openBelow(t, Options{Layout: path})
	y := edgeLine(s.Frame())
	s.Drag(70, y, 70, y-3)
	s.WaitFor("a higher profile", func(f screentest.Frame) bool { return edgeLine(f) == y-3 })
	s.Press("f6", "alt+=")
	s.WaitFor("a still higher one", func(f screentest.Frame) bool { return edgeLine(f) == y-4 })
	s.Press("alt+-", "alt+-")
	s.WaitFor("a lower one", func(f screentest.Frame) bool { return edgeLine(f) == y-2 })
	s.Drag(70, y-2, 70, 2)
	s.WaitFor("the highest one, with rows above it", func(f screentest.Frame) bool {
		_, header, _ := f.Find("name")
		return edgeLine(f) == header+leastAboveStrip
	})
	highest := edgeLine(s.Frame())
	s.eventually("it in the file", func() bool { kept := remember.Load(path); return kept.Profile > 8 })

	again := openWith(t, screentest.Options{Width: 160, Height: 48}, Options{Workspace: readyEngine{}, State: remember.Load(path)}, tableOf(t, nil, peopleSchema, people))
	again.results("O'Neil")
	again.Press("p")
	again.WaitFor("the same place", func(f screentest.Frame) bool { return f.Contains("B beside") && edgeLine(f) == highest })
}

func TestASmallScreenHasTheProfileBesideTheRows(t *testing.T) {
	s := openBelow(t, Options{})
	s.Resize(80, 24)
	s.WaitFor("it beside the rows", func(f screentest.Frame) bool {
		return f.W == 80 && f.Contains("NULL", "F6 goes in") && !f.Contains("B b")
	})
	s.Press("B")
	s.WaitText("No room below the rows: it takes results of 100 columns and 16 lines")
	s.Resize(160, 48)
	s.WaitText("B beside")
	s.Press("z")
	s.WaitGone("Connections")
	s.WaitText("B beside", "Top values")
	s.Press("z", "B")
	s.WaitText("B below", "Connections")
	s.Resize(80, 24)
	s.WaitFor("it beside the rows", func(f screentest.Frame) bool { return f.W == 80 && f.Contains("F6 goes in") })
	s.Resize(160, 48)
	s.WaitText("B below")
}

func TestStripHeights(t *testing.T) {
	for lines := stripHeight + 1 + leastAboveStrip; lines < 100; lines++ {
		for _, s := range []splits{{}, {profile: 1}, {profile: 1000}} {
			h := s.stripHeight(lines)
			if h < lowestStrip || lines-h-1 < leastAboveStrip {
				t.Errorf("of %d lines the profile takes %d", lines, h)
			}
			if s.profile == 0 && h < stripHeight {
				t.Errorf("of %d lines the profile takes only %d", lines, h)
			}
		}
	}
}
