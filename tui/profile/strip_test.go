package profile

import (
	"fmt"
	"strings"
	"testing"

	"sonde/internal/workspace"
	"sonde/themes"
	"sonde/tui/canvas"
)

func drawStrip(p *Pane, w, h int, focused bool) string {
	c := &canvas.Canvas{}
	c.Resize(w, h)
	p.DrawStrip(c, canvas.Rect{W: w, H: h}, themes.Default(true), focused, "F6 goes in")
	var lines []string
	for y := range h {
		lines = append(lines, strings.TrimRight(c.Line(y), " "))
	}
	return strings.Join(lines, "\n")
}

// full is a pane with every figure that a column of numbers can have.
func full() *Pane {
	p := sample()
	c := workspace.Column{
		Column: 1, Rows: 1000, Nulls: 7, Distinct: 950, Approximate: true, NaNs: 3, HasRange: true, Min: "-1.25", Max: "99999.5", Mean: "≈50.51234567",
		Deviation: "≈1.125", Quantiles: []string{"5.5", "25.5", "50.5", "75.5", "95.5"}, True: 0, Lengths: &workspace.Lengths{Min: 1, Max: 17, Mean: 4.5},
	}
	for i := range 20 {
		c.Bins = append(c.Bins, workspace.Bin{From: fmt.Sprint(i), To: fmt.Sprint(i + 1), Rows: int64(i + 1)})
		c.Top = append(c.Top, workspace.Count{Value: fmt.Sprintf("value-%02d", i), Rows: int64(100 - i)})
	}
	p.Set(c)
	p.Show(1)
	return p
}

// What the pane beside the rows shows, the strip shows too: at once, or where one
// goes down in it.
func TestTheStripShowsAllThatThePaneShows(t *testing.T) {
	for _, size := range []struct{ w, h int }{{200, 13}, {120, 9}, {100, 9}, {100, 5}} {
		p := full()
		seen := map[string]bool{}
		for range 40 {
			frame := drawStrip(p, size.w, size.h, true)
			for _, word := range strings.Fields(frame) {
				seen[strings.TrimSuffix(word, ",")] = true
			}
			p.Move(1)
		}
		for _, word := range strings.Fields("price BIGINT 1,000 rows NULL 0.7 distinct ≈ 950 NaN min -1.25 5.5 25.5 median 50.5 75.5 95.5 max 99999.5 mean ≈50.51234567 deviation ≈1.125 length Histogram Top") {
			if !seen[word] {
				t.Errorf("%d × %d: %q is never in sight in\n%s", size.w, size.h, word, drawStrip(p, size.w, size.h, true))
			}
		}
		for i := range 20 {
			if word := fmt.Sprintf("value-%02d", i); !seen[word] {
				t.Errorf("%d × %d: %s is never in sight", size.w, size.h, word)
			}
		}
		if p.More() {
			t.Errorf("%d × %d: there is more below the last line", size.w, size.h)
		}
	}
}

func TestTheWayBackInAStripGoesThroughEveryLine(t *testing.T) {
	p := full()
	first := drawStrip(p, 100, 5, true)
	for range 40 {
		p.Move(1)
		drawStrip(p, 100, 5, true)
	}
	for range 60 {
		p.Move(-1)
		drawStrip(p, 100, 5, true)
	}
	if again := drawStrip(p, 100, 5, true); again != first {
		t.Errorf("at the first line there is\n%s\nand there was\n%s", again, first)
	}
}

func TestBlocksStandSideBySide(t *testing.T) {
	got := drawStrip(full(), 200, 13, false)
	lines := strings.Split(got, "\n")
	expect(t, lines[0], "─ price BIGINT · Local, of 1,000 rows ─", "─ F6 goes in ─")
	expect(t, lines[1], "rows", "1,000", "Histogram", "Top values")
	expect(t, lines[11], "value-09", "value-19")
	expect(t, lines[12], "0", "20")
	if strings.Contains(got, "…") {
		t.Errorf("something is cut in\n%s", got)
	}
}

func TestNotesThatHaveNoRoomInTheEdgeStandBelowIt(t *testing.T) {
	p := full()
	p.Covers = "Local, of 1,000 fetched rows · incomplete: the connection broke off while the rows of the fourth part of the answer were read"
	p.State, p.Problem = "the disk is full", true
	expect(t, drawStrip(p, 100, 10, false), "─ price BIGINT ─", "\n Local, of 1,000", "of the answer were read\n", "\n the disk is full\n")
}

func TestClicksInAStripChooseWhatStandsThere(t *testing.T) {
	p := full()
	lines := strings.Split(drawStrip(p, 200, 13, true), "\n")
	for y, line := range lines {
		if before, _, found := strings.Cut(line, "value-13"); found {
			if !p.Click(len([]rune(before))+2, y) {
				t.Fatal("nothing is hit")
			}
		}
	}
	if v, _ := p.Value(); v != "value-13" {
		t.Errorf("%q is chosen", v)
	}
	if p.Click(3, 3) {
		t.Error("a figure is no value")
	}
}

func TestAllColumnsInAStrip(t *testing.T) {
	p := sample()
	p.ShowAll(1)
	lines := strings.Split(drawStrip(p, 170, 9, true), "\n")
	expect(t, lines[0], "Profile of all columns", "Local, of 1,000 rows")
	expect(t, lines[1], "column", "NULL", "distinct", "min", "median", "mean", "max", "values")
	expect(t, lines[2], "city VARCHAR", "0.1 %", "3", "Rome 60.0 %")
	expect(t, lines[3], "price BIGINT", "0 %", "≈ 950", "50.5", "99", "▇")
	expect(t, lines[4], "(no name) BIGINT", "…")
	if !p.Click(80, 2) {
		t.Fatal("no column is hit")
	}
	if c, ok := p.Chosen(); !ok || c != 0 {
		t.Errorf("column %d is chosen", c)
	}
	p.Do("profile.last")
	expect(t, drawStrip(p, 160, 4, true), "price", "(no name)")
	p.Do("profile.first")
	if drawStrip(p, 160, 4, true); !p.More() {
		t.Error("the last column is below")
	}
}

func TestSmallestStrip(t *testing.T) {
	for _, all := range []bool{false, true} {
		p := full()
		p.All = all
		for w := range 120 {
			for h := range 14 {
				drawStrip(p, w, h, true)
			}
		}
	}
}

func BenchmarkDrawStrip(b *testing.B) {
	p := full()
	c := &canvas.Canvas{}
	c.Resize(200, 13)
	th := themes.Default(true)
	b.ReportAllocs()
	for b.Loop() {
		p.DrawStrip(c, canvas.Rect{W: 200, H: 13}, th, true, "F6 goes in")
	}
}
