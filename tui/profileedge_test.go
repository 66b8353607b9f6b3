package tui

import (
	"path/filepath"
	"strings"
	"testing"

	"sonde/internal/remember"
	"sonde/internal/screentest"
)

// besideEdge is the column of the edge before the profile beside the rows; -1 where
// there is none.
func besideEdge(f screentest.Frame) int {
	x, y, ok := f.Find("Local, of")
	if !ok || !strings.Contains(f.Line(y), "│ Local, of") {
		return -1
	}
	return x - 2
}

func TestTheWidthOfTheProfileIsDraggedAndRemembered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "layout.json")
	s := openWith(t, screentest.Options{Width: 140, Height: 48}, Options{Workspace: readyEngine{}, Layout: path}, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("p")
	s.WaitText("Histogram", "B beside")
	s.Press("B")
	f := s.WaitText("Histogram", "B below")
	x := besideEdge(f)
	_, y, _ := f.Find("Histogram")
	s.Drag(x, y, x-8, y)
	f = s.WaitFor("a wider profile", func(f screentest.Frame) bool { return besideEdge(f) == x-8 })
	if f.Contains("sum ") {
		t.Error("cells are selected")
	}
	s.Press("f6")
	s.WaitText("Enter filters by the value")
	s.Press("alt+=")
	s.WaitFor("a still wider one", func(f screentest.Frame) bool { return besideEdge(f) == x-10 })
	s.Press("alt+-", "alt+-")
	s.WaitFor("a narrower one", func(f screentest.Frame) bool { return besideEdge(f) == x-6 })
	s.Drag(x-6, y, 1, y)
	s.WaitFor("the widest one, with rows beside it", func(f screentest.Frame) bool { return besideEdge(f) == leastGrid })
	s.eventually("both in the file", func() bool { kept := remember.Load(path); return kept.Aside && kept.ProfileWidth == 140-1-leastGrid })

	again := openWith(t, screentest.Options{Width: 140, Height: 48}, Options{Workspace: readyEngine{}, State: remember.Load(path)}, tableOf(t, nil, peopleSchema, people))
	again.results("O'Neil")
	again.Press("p")
	again.WaitFor("the same width", func(f screentest.Frame) bool { return f.Contains("F6 goes in") && besideEdge(f) == leastGrid })
	again.Resize(80, 40)
	again.WaitFor("rows beside it on a narrow screen", func(f screentest.Frame) bool { return f.W == 80 && besideEdge(f) == leastGrid })
}

func TestProfileWidths(t *testing.T) {
	for cells := profileWidth + 1 + leastGrid; cells < 300; cells++ {
		for _, s := range []splits{{}, {beside: 1}, {beside: 1000}} {
			w := s.profileWidth(cells)
			if w < profileWidth || cells-w-1 < leastGrid {
				t.Errorf("of %d columns the profile takes %d", cells, w)
			}
			if s.beside == 0 && w > widestProfile {
				t.Errorf("of %d columns the profile takes %d by itself", cells, w)
			}
		}
	}
}
