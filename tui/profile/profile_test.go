package profile

import (
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/workspace"
	"sonde/themes"
	"sonde/tui/canvas"
)

// sample is the profile of a text and of a number.
func sample() *Pane {
	schema := arrow.NewSchema([]arrow.Field{
		connectors.Field("city", arrow.BinaryTypes.String, "VARCHAR", connectors.KindText),
		connectors.Field("price", arrow.PrimitiveTypes.Int64, "BIGINT", connectors.KindText),
		connectors.Field("", arrow.PrimitiveTypes.Int64, "BIGINT", connectors.KindText),
	}, nil)
	p := New(schema, []int{0, 1, 2})
	p.Covers = "Local, of 1,000 rows"
	p.Set(workspace.Column{Column: 0, Rows: 1000, Nulls: 1, Distinct: 3, Top: []workspace.Count{{Value: "Rome", Rows: 600}, {Value: "", Rows: 300}, {Value: "two\nlines", Rows: 99}}})
	p.Set(workspace.Column{
		Column: 1, Rows: 1000, Distinct: 950, Approximate: true, HasRange: true, Min: "1", Max: "99", Mean: "50.5",
		Quantiles: []string{"5", "25", "50", "75", "95"}, Bins: []workspace.Bin{{From: "1", To: "50", Rows: 10}, {From: "50", To: "99", Rows: 990}},
	})
	return p
}

func draw(p *Pane, w, h int, focused bool) string {
	c := &canvas.Canvas{}
	c.Resize(w, h)
	p.Draw(c, canvas.Rect{W: w, H: h}, themes.Default(true), focused)
	var lines []string
	for y := range h {
		lines = append(lines, strings.TrimRight(c.Line(y), " "))
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, got string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(got, w) {
			t.Errorf("there is no %q in\n%s", w, got)
		}
	}
}

func TestOneColumn(t *testing.T) {
	p := sample()
	p.Show(0)
	expect(t, draw(p, 40, 20, false), "city VARCHAR\nLocal, of 1,000 rows", "NULL                            1  0.1 %",
		"Rome", "600 60.0 % ━━━━━━━━", "(empty)", "two↵lines")
	p.Show(1)
	expect(t, draw(p, 40, 30, false), "≈ 950", "95 %", "████████████████████",
		"distinct, estimated       ≈ 950\n\nHistogram",
		"median                       50\n", "mean                         50.5\n")
}

// On a low screen a histogram would be cut: there the figures come first.
func TestHistogramWaitsBelowWhereItHasNoRoom(t *testing.T) {
	p := sample()
	p.Show(1)
	got := draw(p, 40, 11, false)
	expect(t, got, "≈ 950\nmin", "median")
	if strings.Contains(got, "█") {
		t.Errorf("a part of the histogram is shown:\n%s", got)
	}
}

func TestValueThatIsChosen(t *testing.T) {
	p := sample()
	p.Show(0)
	if v, ok := p.Value(); ok {
		t.Errorf("%q is chosen", v)
	}
	p.Do("profile.down")
	p.Do("profile.down")
	if v, ok := p.Value(); !ok || v != "" {
		t.Errorf("%q, %v", v, ok)
	}
	p.Do("profile.last")
	if v, _ := p.Value(); v != "two\nlines" {
		t.Errorf("%q", v)
	}
	// The value under the cursor is in sight on the smallest pane.
	if got := draw(p, 30, 6, true); !strings.Contains(got, "two↵lines") {
		t.Error(got)
	}
	p.Do("profile.first")
	if got := draw(p, 30, 6, true); !strings.Contains(got, "rows") {
		t.Error(got)
	}
}

func TestAllColumns(t *testing.T) {
	p := sample()
	p.ShowAll(1)
	if c, ok := p.Wanted(); !ok || c != 2 {
		t.Errorf("column %d is wanted, %v", c, ok)
	}
	expect(t, draw(p, 40, 20, true), "Profile of all columns", "city VARCHAR\n  NULL 0.1 % · 3 distinct\n  Rome 60.0 %\n\nprice BIGINT\n  NULL 0 % · ≈ 950 distinct\n  ▁▇\n  1 … 99\n(no name)", "(no name) BIGINT\n  …")
	if c, ok := p.Chosen(); !ok || c != 1 {
		t.Errorf("column %d is chosen, %v", c, ok)
	}
	p.Do("profile.last")
	if got := draw(p, 40, 8, true); !strings.Contains(got, "(no name)") {
		t.Error(got)
	}
}

func TestAShareThatIsLessThanItsDigitsTellSaysSo(t *testing.T) {
	for want, n := range map[string]int64{"0 %": 0, "<0.1 %": 1, "0.1 %": 600, "99.9 %": 999_999, "100 %": 1_000_000} {
		if got := share(n, 1_000_000); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestASCII(t *testing.T) {
	p := sample()
	p.Show(1)
	c := &canvas.Canvas{ASCII: true}
	c.Resize(40, 30)
	p.Draw(c, canvas.Rect{W: 40, H: 30}, themes.Default(true), false)
	if text := c.String(); strings.ContainsAny(text, "█▇▆▅▄▃▂▁━") || !strings.Contains(text, "####") {
		t.Error(text)
	}
}

func TestSmallest(t *testing.T) {
	p := sample()
	for _, all := range []bool{false, true} {
		p.All = all
		for w := range 20 {
			for h := range 12 {
				draw(p, w, h, true)
			}
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	p := sample()
	p.Show(1)
	c := &canvas.Canvas{}
	c.Resize(60, 50)
	for b.Loop() {
		p.Draw(c, canvas.Rect{W: 60, H: 50}, themes.Default(true), true)
	}
}

func TestClicksChooseWhatStandsThere(t *testing.T) {
	p := sample()
	p.Show(0)
	lines := strings.Split(draw(p, 40, 20, true), "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "(empty)") })
	if !p.Click(3, at) {
		t.Fatal("nothing is hit")
	}
	if v, ok := p.Value(); !ok || v != "" {
		t.Errorf("%q, %v", v, ok)
	}
	if p.Click(3, 0) {
		t.Error("the title is no value")
	}
	p.ShowAll(0)
	lines = strings.Split(draw(p, 40, 24, true), "\n")
	at = slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "price") })
	if !p.Click(3, at+2) {
		t.Fatal("no column is hit")
	}
	if c, ok := p.Chosen(); !ok || c != 1 {
		t.Errorf("column %d, %v", c, ok)
	}
}

// A click means what was under it, even where the pane has gone on and was not yet
// drawn again.
func TestClicksChooseWhatWasDrawn(t *testing.T) {
	p := sample()
	p.Set(workspace.Column{Column: 2, Rows: 3, Distinct: 2, Top: []workspace.Count{{Value: "a", Rows: 2}, {Value: "b", Rows: 1}}})
	p.Show(2)
	lines := strings.Split(draw(p, 40, 20, true), "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "b ") })
	p.Show(0)
	if !p.Click(3, at) {
		t.Fatal("nothing is hit")
	}
	if v, _ := p.Value(); p.Column != 2 || v != "b" {
		t.Errorf("column %d, %q", p.Column, v)
	}
	p.Set(workspace.Column{Column: 2, Rows: 1, Distinct: 1, Top: []workspace.Count{{Value: "a", Rows: 1}}})
	if p.Click(3, at) {
		t.Error("a value is hit that is there no longer")
	}
}
