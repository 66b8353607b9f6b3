package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/workspace"
)

// TestWhatAResultCoversIsToldAtAnyWidth draws a filtered and hidden result beside
// the names of others.
func TestWhatAResultCoversIsToldAtAnyWidth(t *testing.T) {
	for results := 1; results <= 4; results++ {
		a := benchApp(t)
		for range results {
			benchResult(t, a, 2000, 3)
		}
		res := a.tab().result()
		res.arranging.shown = order{where: []workspace.Condition{{Op: workspace.NotNull}}, by: []workspace.SortKey{{}}}
		res.arranging.rows = 1000
		res.status.Rows = 2000
		for width := 40; width <= 200; width++ {
			for _, height := range []int{12, 20, 36} {
				a.Update(tea.WindowSizeMsg{Width: width, Height: height})
				a.compose()
				line := a.canvas.Line(a.layout.panes[paneResults].Y - 1)
				if !strings.Contains(line, "2,000 of") {
					t.Fatalf("%d results in %d×%d: %s", results, width, height, line)
				}
			}
		}
		a.Shutdown()
	}
}

// TestTheCountsOfAComparisonAreToldOnNarrowScreens draws one beside the results
// that it compares.
func TestTheCountsOfAComparisonAreToldOnNarrowScreens(t *testing.T) {
	a := benchApp(t)
	for range 3 {
		benchResult(t, a, 2000, 3)
	}
	res := a.tab().result()
	res.comparison = &workspace.Comparison{}
	for name, n := range map[string]string{workspace.Added: "12", workspace.Removed: "3", workspace.Modified: "4", "equal": "5"} {
		res.status.Progress.Server = append(res.status.Progress.Server, connectors.Stat{Name: name, Value: n})
	}
	for _, size := range [][2]int{{40, 12}, {60, 20}, {80, 24}} {
		a.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		a.compose()
		if line := a.canvas.Line(a.layout.panes[paneResults].Y - 1); !strings.Contains(line, "+12 -3 ~4 =5") {
			t.Errorf("in %v: %s", size, line)
		}
	}
	a.Shutdown()
}
