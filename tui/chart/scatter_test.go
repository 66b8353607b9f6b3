package chart

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/themes"
	"sonde/tui/canvas"
)

// drawn draws a chart and returns the screen and what stands at a cursor.
func drawn(d *Data, w, h, cursor int) (screen, at string) {
	var c canvas.Canvas
	c.Resize(w, h)
	at = d.Draw(&c, canvas.Rect{W: w, H: h}, themes.Default(true), cursor)
	for y := range h {
		screen += c.Line(y) + "\n"
	}
	return screen, at
}

func TestAScatterTellsTheValuesOfItsRows(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{count, price}, "1 1.00", "1 4.00", "2 2.50", "3 3.00", "4 90071992547409930.10"), Spec{Scatter, 0, 1})
	for cursor, want := range map[int]string{
		0:              "count 1 · 2 rows · price 1.00 to 4.00",
		d.Last(60):     "count 4 · 1 row · price about ",
		d.Last(60) / 2: "no rows here · count about 2.5",
	} {
		if _, got := drawn(d, 60, 12, cursor); !strings.HasPrefix(got, want) {
			t.Errorf("at %d: %q, want %q", cursor, got, want)
		}
	}
}

func TestEveryRowOfAScatterIsToldOnce(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{day, ratio}, "2024-01-01 0.1", "2024-01-02 0.2", "2024-01-09 0.3", "2024-03-01 0.4"), Spec{Scatter, 0, 1})
	var told []string
	for cursor := range d.Last(50) + 1 {
		if _, at := drawn(d, 50, 10, cursor); !strings.HasPrefix(at, "no rows") {
			told = append(told, at)
		}
	}
	want := "day 2024-01-01 to 2024-01-02 · 2 rows · ratio 0.1 to 0.2|day 2024-01-09 · 1 row · ratio 0.3|day 2024-03-01 · 1 row · ratio 0.4"
	if got := strings.Join(told, "|"); got != want {
		t.Errorf("got %s", got)
	}
}

func TestAScatterOfOneValue(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{count, ratio}, "805 7.25"), Spec{Scatter, 0, 1})
	screen, at := drawn(d, 60, 12, 0)
	if at != "count 805 · 1 row · ratio 7.25" || strings.Count(screen, "805") != 1 {
		t.Errorf("%q in\n%s", at, screen)
	}
}

func TestTheAxisOfAScatterReachesItsValues(t *testing.T) {
	screen, _ := drawn(build(t, rowsOf(t, []arrow.Field{count, count}, "1 1", "2 4"), Spec{Scatter, 0, 1}), 60, 14, 0)
	for _, label := range []string{"1┤", "2┤", "3┤", "4┤"} {
		if !strings.Contains(strings.ReplaceAll(screen, " ", ""), label) {
			t.Errorf("no %s in\n%s", label, screen)
		}
	}
}

func TestAChartHasOneBackgroundAndTellsFirstWhatItLeavesOut(t *testing.T) {
	rows, spec := rowsOf(t, []arrow.Field{count, ratio}, "1 1", "2 -", "3 4"), Spec{Scatter, 0, 1}
	d := NewDialog(rows.Schema, []int{0, 1}, spec)
	d.Covers = "Local, of 1,250 fetched rows · limited: the first of them"
	d.Set(build(t, rows, spec))
	var c canvas.Canvas
	c.Resize(60, 20)
	d.Draw(&c, canvas.Rect{W: 60, H: 20}, themes.Default(true))
	if got := c.Line(1); !strings.Contains(got, " 1 row left out (no number) · Local, of 1,250 fetched") {
		t.Errorf("%q", got)
	}
	for x := range 60 {
		for y := range 20 {
			if got, want := c.StyleAt(x, y).BG, themes.Default(true).Style(themes.Dialog).BG; got != want {
				t.Fatalf("%d, %d has another background: %v, want %v", x, y, got, want)
			}
		}
	}
}
