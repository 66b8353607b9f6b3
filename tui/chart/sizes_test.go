package chart

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

func TestFewBarsAreThick(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{city, price}, "a 4.00", "b 2.00"), Spec{Bar, 0, 1})
	for height, want := range map[int]int{3: 2, 5: 4, 9: 2 * 4, 60: 2 * 4} {
		got, _ := drawn(d, 40, height, 0)
		if n := len(lines(got, "██")); n != want || len(lines(got, "4.00")) != 1 || len(lines(got, "2.00")) != 1 {
			t.Errorf("%d of %d lines have bars, want %d\n%s", n, height, want, got)
		}
	}
}

func TestFewPointsOfAScatterAreLarge(t *testing.T) {
	rows := []string{"1 1.00", "1 4.00", "2 2.50", "3 3.00"}
	d := build(t, rowsOf(t, []arrow.Field{count, price}, rows...), Spec{Scatter, 0, 1})
	large, _ := drawn(d, 60, 12, 0)
	if strings.Count(large, "●") != len(rows) || len(lines(large, "┤●")) != 2 {
		t.Errorf("the points are not where they belong\n%s", large)
	}
	if small, _ := drawn(d, 16, 5, 0); strings.Contains(small, "●") {
		t.Errorf("the points cover a small chart\n%s", small)
	}
}

// lines are those of a screen with a text.
func lines(screen, text string) (out []string) {
	for line := range strings.SplitSeq(screen, "\n") {
		if strings.Contains(line, text) {
			out = append(out, line)
		}
	}
	return out
}
